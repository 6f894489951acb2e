using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search;

/// <summary>The site with listings of the tests' own, published and indexed as in life.</summary>
public class SearchSite : AccountSite
{
    /// <summary>Goes as in life, and further when a test says so.</summary>
    public AheadClock Clock { get; } = new();

    protected override IEnumerable<string> Settings =>
        [.. base.Settings, "--RateLimits:RequestsPerMinute=0", "--Search:Statistics:SecondsBetweenWrites=1", "--Search:Alerts:MinutesBetween=0", "--Search:Alerts:MostInMail=3"];

    protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);

    public static AchievementContent Achievement(string title, string text = "正文") => new()
    {
        Title = new Bilingual(title, "English " + title), Summary = new Bilingual("摘要", "Summary"), Fields = ["new-it.ai"], Region = "120116", Trl = 7,
        Blocks = [new TextBlock(BlockKind.Description, Stage.Teaser, new Bilingual(text, "Text"))],
    };

    public async Task<Listing> PublishAsync(ListingContent content, Organization? owner = null)
    {
        owner ??= await OwnerAsync();
        return await WithDatabaseAsync(async db =>
        {
            var now = Clock.GetUtcNow();
            var listing = new Listing(owner.Id, content, null, now);
            db.Add(listing.PublishAtOnce(now));
            db.Add(listing);
            await db.SaveChangesAsync();
            return listing;
        });
    }

    private Organization? owner;

    private async Task<Organization> OwnerAsync() => owner ??= await OrganizationAsync("测试大学", verified: true);

    /// <summary>Waits until the index has read everything that has happened.</summary>
    public async Task IndexedAsync()
    {
        var last = await WithDatabaseAsync(async db => await db.Events.MaxAsync(e => (long?)e.Position) ?? 0);
        await EventuallyAsync(async () => (await Services.GetRequiredService<ISearchEngine>().StatusAsync(default)).Position >= last, "the index has read all events");
    }
}

/// <summary>The machine's clock, put forward by tests.</summary>
public sealed class AheadClock : TimeProvider
{
    private long ahead;

    /// <summary>No time is measured: work that has a time to end in comes to its end on a busy machine too.</summary>
    public bool MeasuresNothing { get; set; }

    public override long GetTimestamp() => MeasuresNothing ? 0 : base.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public void AdvanceTo(DateTimeOffset at) { if (at > GetUtcNow()) { Advance(at - GetUtcNow()); } }
}
