using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Marketplace.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search;

public sealed class TheDoctorComparesTheIndex(SiteFactory site) : IClassFixture<SiteFactory>
{
    private ISearchEngine Engine => site.Services.GetRequiredService<ISearchEngine>();

    private static async Task<(List<string> Found, string? Remark)> LookAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetServices<IDoctorCheck>().Single(c => c.Name == "search index");
        var found = await check.FindAsync(CancellationToken.None).ToListAsync();
        return (found, check.Remark);
    }

    private async Task<List<Listing>> PublishAsync(params string[] titles)
    {
        var listings = await site.WithDatabaseAsync(async db =>
        {
            var now = DateTimeOffset.UtcNow;
            var owner = db.Add(new Organization(new Bilingual("测试大学", "Test University"), OrganizationKind.University, new ForeignRegistration("DE", Guid.NewGuid().ToString("N"), null), now)).Entity;
            var made = titles.Select(t => new Listing(owner.Id, new AchievementContent { Title = new Bilingual(t), Fields = ["materials"], Trl = 4 }, null, now)).ToList();
            foreach (var listing in made) { db.Add(listing); db.Add(listing.PublishAtOnce(now)); }
            await db.SaveChangesAsync();
            return made;
        });
        await SiteFactory.EventuallyAsync(async () => (await Engine.StatusAsync(default)).Position == await site.InScopeAsync(s => s.GetRequiredService<IndexFeed>().LastPositionAsync(default)), "the index has read all events");
        return listings;
    }

    [Fact]
    public async Task What_the_index_lacks_has_too_much_or_says_otherwise_is_named()
    {
        var listings = await PublishAsync("甲", "乙", "丙");
        var (before, remark) = await LookAsync(site.Services);
        Assert.Empty(before);
        Assert.Null(remark);
        var position = (await Engine.StatusAsync(default)).Position;
        var stray = Guid.CreateVersion7();
        await Engine.ApplyAsync(
        [
            IndexChange.Remove(listings[0].Id, listings[0].Version + 5),
            IndexChange.Put(new SearchDocument { Id = listings[1].Id, Version = listings[1].Version + 5, Kind = "achievement", Title = new Bilingual("乙") }),
            IndexChange.Put(new SearchDocument { Id = listings[2].Id, Version = listings[2].Version, Kind = "achievement", Title = new Bilingual("别的") }),
            IndexChange.Put(new SearchDocument { Id = stray, Version = 1, Kind = "demand", Title = new Bilingual("没有的") }),
        ], position, default);
        var (found, _) = await LookAsync(site.Services);
        Assert.Equal(4, found.Count);
        Assert.Contains(found, f => f.Contains($"lacks the achievement {listings[0].ShortId}", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Contains($"version {listings[1].Version + 5} of the achievement {listings[1].ShortId}", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Contains($"says of the achievement {listings[2].ShortId}", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Contains($"has the demand {stray}", StringComparison.Ordinal));
        await site.Services.GetRequiredService<Reindexing>().RunAsync(null, default);
        Assert.Empty((await LookAsync(site.Services)).Found);
    }

    [SkippableFact]
    public async Task Beside_a_running_site_it_says_that_it_cannot_look()
    {
        Skip.If(SiteFactory.PostgresServer is not null, "The second process is told of the first one's files on SQLite only.");
        await using var beside = Site.Build(["--environment=Production", $"--Marketplace:DataDirectory={site.Folder}", .. SiteFactory.Quiet], serving: false);
        var (found, remark) = await LookAsync(beside.Services);
        Assert.Empty(found);
        Assert.Contains("Another process has the search index", remark);
    }
}
