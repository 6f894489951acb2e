using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketplace.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class EndingsAndRefusedContent : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Ended",
                table: "Listings",
                type: "INTEGER",
                nullable: true)
                .Annotation("Relational:ColumnOrder", 35);

            migrationBuilder.AddColumn<string>(
                name: "RefusedContent",
                table: "Listings",
                type: "TEXT",
                nullable: true)
                .Annotation("Relational:ColumnOrder", 34);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Ended",
                table: "Listings");

            migrationBuilder.DropColumn(
                name: "RefusedContent",
                table: "Listings");
        }
    }
}
