using System.ComponentModel.DataAnnotations;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Matching.Reasons;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Admin.Matches;

/// <summary>One demand as operators see it: what was found for it, and a search for what to recommend.</summary>
[Authorize(Permissions.Oversee)]
internal sealed class DemandModel(MarketplaceDbContext db, CurrentMember member, Searching searching, Criteria criteria, Recommending recommending, Texts texts) : PageModel
{
    private const int MostFound = 12;

    public sealed record Found(Listing Achievement, Organization Owner, Match? Match, IReadOnlyList<Criterion> Criteria);

    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty] public Guid Achievement { get; set; }
    [BindProperty, StringLength(500)] public string? Words { get; set; }

    public Listing Demand { get; private set; } = null!;
    public Organization Owner { get; private set; } = null!;
    public IReadOnlyList<Found> Matches { get; private set; } = [];
    public IReadOnlyList<Found> Results { get; private set; } = [];
    public bool MayRecommend => member.May(Permissions.Recommend);

    public async Task<IActionResult> OnGetAsync(string shortId, CancellationToken cancel) => await ReadAsync(shortId, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string shortId, CancellationToken cancel)
    {
        if (!MayRecommend) { return Forbid(); }
        if (!await ReadAsync(shortId, cancel)) { return NotFound(); }
        if (!ModelState.IsValid) { return Page(); }
        try
        {
            await recommending.RunAsync(Demand.Id, Achievement, string.IsNullOrWhiteSpace(Words) ? null : Words.Trim(), cancel);
            TempData.Say(texts["matching.admin.said"]);
            return LocalRedirect(Request.Link($"~/admin/matches/{shortId}{(string.IsNullOrWhiteSpace(Q) ? "" : "?q=" + Uri.EscapeDataString(Q))}"));
        }
        catch (RuleBroken broken)
        {
            ModelState.AddModelError("", texts[broken.TextKey]);
            return Page();
        }
    }

    private async Task<bool> ReadAsync(string shortId, CancellationToken cancel)
    {
        if (await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(l => l.ShortId == shortId && l.Kind == ListingKind.Demand && l.Approved != null, cancel) is not { } demand) { return false; }
        (Demand, Owner) = (demand, await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == demand.Organization, cancel));
        var matches = await db.Set<Match>().AsNoTracking().Where(m => m.Listing == demand.Id && m.Kind == MatchKind.Achievement && m.IsOpen).BestFirst().Take(MostFound).ToListAsync(cancel);
        Matches = await FoundAsync([.. matches.Select(m => m.Counterpart)], cancel);
        if (!string.IsNullOrWhiteSpace(Q))
        {
            var query = new SearchQuery { Text = Q, Limit = MostFound, WithFacets = false, Reader = ReaderScope.Verified, Language = Language.Current, Choices = new Dictionary<string, IReadOnlyList<string>> { ["kind"] = ["achievement"] } };
            Results = await FoundAsync([.. (await searching.SearchAsync(query, cancel)).Hits.Select(h => h.Document.Id)], cancel);
        }
        return true;
    }

    private async Task<IReadOnlyList<Found>> FoundAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        var listings = await db.Set<Listing>().AsNoTracking().Where(l => ids.Contains(l.Id) && l.State == ListingState.Published).ToDictionaryAsync(l => l.Id, cancel);
        var owners = listings.Values.Select(l => l.Organization).Distinct().ToList();
        var organizations = await db.Set<Organization>().AsNoTracking().Where(o => owners.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        var rows = await db.Set<Match>().AsNoTracking().Where(m => m.Listing == Demand.Id && ids.Contains(m.Counterpart)).ToDictionaryAsync(m => m.Counterpart, cancel);
        var demand = (DemandContent)Demand.Approved!;
        return [.. ids.Where(listings.ContainsKey).Select(id => (Listing: listings[id], Owner: organizations[listings[id].Organization]))
            .Select(f => new Found(f.Listing, f.Owner, rows.GetValueOrDefault(f.Listing.Id), criteria.Of(demand, f.Listing.Approved!, Party.Of(f.Owner))))];
    }
}
