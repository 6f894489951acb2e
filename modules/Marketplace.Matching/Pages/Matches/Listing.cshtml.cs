using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Matches;

/// <summary>The matches of one listing of the acting organization: the likely ones, the less likely, services, organizations (of a demand teams and agencies, of an achievement interested enterprises), and those put aside.</summary>
[Authorize(Permissions.Read)]
internal sealed class ListingModel(MarketplaceDbContext db, CurrentMember member, MatchViews views, MatchCounts counts, Asking asking, TimeProvider clock) : PageModel
{
    private const int MostShown = 100;
    private const int MostDismissed = 20;

    public Listing Listing { get; private set; } = null!;
    public IReadOnlyList<MatchView> Good { get; private set; } = [];
    public IReadOnlyList<MatchView> Weak { get; private set; } = [];
    public IReadOnlyList<MatchView> Services { get; private set; } = [];
    public IReadOnlyList<MatchView> Enterprises { get; private set; } = [];
    public IReadOnlyList<MatchView> Teams { get; private set; } = [];
    public IReadOnlyList<MatchView> Agencies { get; private set; } = [];
    public IReadOnlyList<MatchView> Dismissed { get; private set; } = [];

    /// <summary>Listings of the other side that are open on the site.</summary>
    public int Compared { get; private set; }
    public bool MayJudge => member.May(Permissions.Judge);
    public bool MayContact => member.May(Marketplace.Deals.Permissions.Speak);
    public int MostAtOnce => asking.MostAtOnce;
    public bool IsDemand => Listing.Kind == ListingKind.Demand;

    /// <summary>What is open to those invited only is in no index and compared with nothing.</summary>
    public bool TakesPart => Listing.IsPublic && Listing.Visibility != Visibility.Invited;

    /// <summary>The demand's last day has passed: nothing answers it any more.</summary>
    public bool IsOver => (Listing.Approved as DemandContent)?.Deadline < DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime);

    /// <summary>Likely ones, those that the page has no room for among them.</summary>
    public int Likely { get; private set; }

    /// <summary>Listings of the other side beyond those shown.</summary>
    public int More { get; private set; }

    public async Task<IActionResult> OnGetAsync(string shortId, CancellationToken cancel)
    {
        var organization = member.Organization!;
        if (await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(l => l.ShortId == shortId && l.Organization == organization.Id, cancel) is not { } listing) { return NotFound(); }
        Listing = listing;
        var open = db.Set<Match>().AsNoTracking().Where(m => m.Listing == listing.Id && m.IsOpen && m.State != MatchState.Dismissed).BestFirst();
        var (answers, helpers) = (open.Where(m => m.Kind == MatchKind.Achievement || m.Kind == MatchKind.Demand), open.Where(m => m.Kind != MatchKind.Achievement && m.Kind != MatchKind.Demand));
        List<Match> rows = [.. await answers.Take(MostShown).ToListAsync(cancel), .. await helpers.ToListAsync(cancel)];
        var shown = (await views.OfAsync(rows, organization, cancel)).Where(v => v.Holds).ToList();
        var counterparts = shown.Where(v => v.Match.Kind is MatchKind.Achievement or MatchKind.Demand).ToList();
        Good = [.. counterparts.Where(v => v.Match.IsPushed || v.Match.State is MatchState.Useful or MatchState.Contacted)];
        Weak = [.. counterparts.Except(Good)];
        More = Math.Max(0, await answers.CountAsync(cancel) - MostShown);
        Likely = More == 0 ? Good.Count : await counts.OfListingAsync(listing.Id, cancel);
        Services = [.. shown.Where(v => v.Match.Kind == MatchKind.Service)];
        var organizations = shown.Where(v => v.Match.Kind == MatchKind.Organization).ToLookup(v => v.Organization!.Kind);
        (Enterprises, Agencies) = ([.. organizations[OrganizationKind.Enterprise]], [.. organizations[OrganizationKind.Agency]]);
        Teams = [.. shown.Where(v => v.Match.Kind == MatchKind.Organization).Except(Enterprises).Except(Agencies)];
        Dismissed = await views.OfAsync(await db.Set<Match>().AsNoTracking().Where(m => m.Listing == listing.Id && m.State == MatchState.Dismissed).OrderByDescending(m => m.Score).Take(MostDismissed).ToListAsync(cancel), organization, cancel);
        var other = IsDemand ? ListingKind.Achievement : ListingKind.Demand;
        Compared = await db.Set<Listing>().CountAsync(l => l.State == ListingState.Published && l.Kind == other, cancel);
        var seen = rows.ConvertAll(m => m.Id);
        await db.Set<Match>().Where(m => seen.Contains(m.Id) && m.State == MatchState.New).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MatchState.Seen), cancel);
        return Page();
    }
}
