using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.House;

/// <summary>Each site of the tests is made by all migrations from an empty database, on SQLite and on PostgreSQL.</summary>
public sealed class Migrations(SiteFactory site) : IClassFixture<SiteFactory>
{
    [Fact]
    public async Task They_lead_to_exactly_the_model() =>
        Assert.False(await site.WithDatabaseAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));

    [Fact]
    public async Task None_is_left_to_apply() =>
        Assert.Empty(await site.WithDatabaseAsync(db => db.Database.GetPendingMigrationsAsync()));
}
