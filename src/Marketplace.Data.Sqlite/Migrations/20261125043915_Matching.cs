using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketplace.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Matching : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Matches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Listing = table.Column<Guid>(type: "TEXT", nullable: false),
                    Organization = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Counterpart = table.Column<Guid>(type: "TEXT", nullable: false),
                    CounterpartOrganization = table.Column<Guid>(type: "TEXT", nullable: false),
                    Score = table.Column<int>(type: "INTEGER", nullable: false),
                    Grounds = table.Column<string>(type: "TEXT", nullable: false),
                    IsOpen = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    FoundAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ScoredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Recommendation = table.Column<string>(type: "TEXT", nullable: true),
                    Enquiry = table.Column<Guid>(type: "TEXT", nullable: true),
                    MailedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Matches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Matches_Listings_Listing",
                        column: x => x.Listing,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MatchFeedback",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Match = table.Column<Guid>(type: "TEXT", nullable: false),
                    Listing = table.Column<Guid>(type: "TEXT", nullable: false),
                    Counterpart = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Person = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Score = table.Column<int>(type: "INTEGER", nullable: false),
                    Features = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MatchFeedback", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MatchFeedback_Matches_Match",
                        column: x => x.Match,
                        principalTable: "Matches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Matches_Counterpart",
                table: "Matches",
                column: "Counterpart");

            migrationBuilder.CreateIndex(
                name: "IX_Matches_Listing_Counterpart",
                table: "Matches",
                columns: new[] { "Listing", "Counterpart" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Matches_Listing_IsOpen_Kind_Score",
                table: "Matches",
                columns: new[] { "Listing", "IsOpen", "Kind", "Score" });

            migrationBuilder.CreateIndex(
                name: "IX_Matches_MailedAt_FoundAt",
                table: "Matches",
                columns: new[] { "MailedAt", "FoundAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Matches_Organization_IsOpen_State",
                table: "Matches",
                columns: new[] { "Organization", "IsOpen", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_MatchFeedback_At",
                table: "MatchFeedback",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_MatchFeedback_Match",
                table: "MatchFeedback",
                column: "Match",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MatchFeedback");

            migrationBuilder.DropTable(
                name: "Matches");
        }
    }
}
