using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketplace.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class EndingsAndRefusedContent : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "Ended",
                table: "Listings",
                type: "timestamp with time zone",
                nullable: true)
                .Annotation("Relational:ColumnOrder", 35);

            migrationBuilder.AddColumn<string>(
                name: "RefusedContent",
                table: "Listings",
                type: "text",
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
