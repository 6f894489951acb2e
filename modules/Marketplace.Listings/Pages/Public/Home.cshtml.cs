using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Public;

[AllowAnonymous, OutputCache(PolicyName = PublicPages.Policy)]
internal sealed class HomeModel(MarketplaceDbContext db, ListingCards cards, Taxonomies names, StructuredData data, CurrentProfile profile, TimeProvider clock) : PageModel
{
    private const int Newest = 8;
    private const int Waiting = 5;
    private const int Services = 4;

    /// <summary>Among this many newest demands the urgent ones and those that end first are chosen.</summary>
    private const int DemandsLookedAt = 60;
    private const int Words = 5;

    public sealed record FieldCount(string Code, string Name, int Count);

    public SiteProfile Profile => profile.Value;
    public IReadOnlyList<FieldCount> Fields { get; private set; } = [];
    public int Achievements { get; private set; }
    public int Demands { get; private set; }
    public int ServicesOffered { get; private set; }
    public int Concluded { get; private set; }
    public int Verified { get; private set; }
    public IReadOnlyList<ListingCard> NewestAchievements { get; private set; } = [];
    public IReadOnlyList<ListingCard> WaitingDemands { get; private set; } = [];
    public IReadOnlyList<ListingCard> NewestServices { get; private set; } = [];

    /// <summary>Words of the achievements shown, to search by.</summary>
    public IReadOnlyList<string> Examples { get; private set; } = [];

    /// <summary>The demand shown beside the words on top: one that says in numbers what it needs.</summary>
    public (ListingCard Card, DemandContent Content)? Example { get; private set; }
    public string JsonLd { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancel)
    {
        HttpContext.CacheTag("listings");
        HttpContext.CacheTag("organizations");
        HttpContext.CacheTag("taxonomies");
        await CountAsync(cancel);
        var newest = await cards.NewestAsync(l => Open(l, ListingKind.Achievement), Newest, cancel);
        NewestAchievements = [.. newest.Select(cards.Card)];
        Examples = [.. newest.Select(r => r.Content.Keywords.Shown().FirstOrDefault()).OfType<string>().Distinct().Take(Words)];
        NewestServices = [.. (await cards.NewestAsync(l => Open(l, ListingKind.Service), Services, cancel)).Select(cards.Card)];
        await ChooseDemandsAsync(cancel);
        JsonLd = data.Home(Profile.SiteName.ToString());
    }

    private static IQueryable<Listing> Open(IQueryable<Listing> listings, ListingKind kind) => listings.Where(l => l.State == ListingState.Published && l.Kind == kind);

    private async Task CountAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        ListingState[] counted = [ListingState.Published, ListingState.Concluded];
        var counts = await db.Set<Listing>().Where(l => counted.Contains(l.State) && l.Visibility == Visibility.Public)
            .GroupBy(l => new { l.State, l.Kind, l.AllFields }).Select(g => new { g.Key.State, g.Key.Kind, g.Key.AllFields, Count = g.Count() }).ToListAsync(cancel);
        int Published(ListingKind kind) => counts.Where(c => c.State == ListingState.Published && c.Kind == kind).Sum(c => c.Count);
        (Achievements, Demands, ServicesOffered) = (Published(ListingKind.Achievement), Published(ListingKind.Demand), Published(ListingKind.Service));
        Concluded = counts.Where(c => c.State == ListingState.Concluded).Sum(c => c.Count);
        Verified = await db.Set<Organization>().CountAsync(o => o.VerifiedUntil > now, cancel);
        var byField = counts.Where(c => c is { State: ListingState.Published, Kind: ListingKind.Achievement }).SelectMany(c => c.AllFields.Split(' ').Select(field => (field, c.Count)))
            .GroupBy(c => c.field).ToDictionary(g => g.Key, g => g.Sum(c => c.Count));
        Fields = [.. names["fields"].Top.Select(f => new FieldCount(f.Code, f.Name.ToString(), byField.GetValueOrDefault(f.Code)))];
    }

    private async Task ChooseDemandsAsync(CancellationToken cancel)
    {
        var rows = await cards.NewestAsync(l => Open(l, ListingKind.Demand), DemandsLookedAt, cancel);
        var today = DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime);
        var open = rows.Select(r => (Row: r, Content: (DemandContent)r.Content)).Where(d => d.Content.Deadline is null || d.Content.Deadline >= today)
            .OrderByDescending(d => d.Content.Urgent).ThenBy(d => d.Content.Deadline ?? DateOnly.MaxValue).ToList();
        Example = open.Where(d => d.Content.Metrics.Count >= 2).Select(d => ((ListingCard, DemandContent)?)(cards.Card(d.Row), d.Content)).FirstOrDefault();
        WaitingDemands = [.. open.Where(d => d.Content != Example?.Content).Take(Waiting).Select(d => cards.Card(d.Row))];
    }
}
