using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketplace.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class FollowedOnce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Of the same search followed twice the first stays, and one that is not paused before one that is.
            migrationBuilder.Sql("""
                DELETE FROM "SavedSearchFinds" WHERE "Search" IN (
                    SELECT s."Id" FROM "SavedSearches" s JOIN "SavedSearches" o ON o."PersonId" = s."PersonId" AND o."Path" = s."Path" AND o."Query" = s."Query"
                    WHERE (o."Paused" IS NULL AND s."Paused" IS NOT NULL) OR ((o."Paused" IS NULL) = (s."Paused" IS NULL) AND o."Id" < s."Id"));
                DELETE FROM "SavedSearches" WHERE "Id" IN (
                    SELECT s."Id" FROM "SavedSearches" s JOIN "SavedSearches" o ON o."PersonId" = s."PersonId" AND o."Path" = s."Path" AND o."Query" = s."Query"
                    WHERE (o."Paused" IS NULL AND s."Paused" IS NOT NULL) OR ((o."Paused" IS NULL) = (s."Paused" IS NULL) AND o."Id" < s."Id"));
                """);

            migrationBuilder.DropIndex(
                name: "IX_SavedSearches_PersonId",
                table: "SavedSearches");

            migrationBuilder.CreateIndex(
                name: "IX_SavedSearches_PersonId_Path_Query",
                table: "SavedSearches",
                columns: new[] { "PersonId", "Path", "Query" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SavedSearches_PersonId_Path_Query",
                table: "SavedSearches");

            migrationBuilder.CreateIndex(
                name: "IX_SavedSearches_PersonId",
                table: "SavedSearches",
                column: "PersonId");
        }
    }
}
