using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Admin.Matches;

/// <summary>Open demands for which nothing likely was found, those that wait longest first; and the same as CSV.</summary>
[Authorize(Permissions.Oversee)]
internal sealed class IndexModel(MarketplaceDbContext db) : PageModel
{
    private const int PageSize = 40;

    public sealed record Line(Guid Id, string ShortId, Bilingual Title, Bilingual Owner, DateTimeOffset? Published, int? Best, bool IsAnonymous);

    [BindProperty(SupportsGet = true)] public Guid? After { get; set; }

    public IReadOnlyList<Line> Lines { get; private set; } = [];
    public int Open { get; private set; }
    public int Unmatched { get; private set; }
    public string? Next { get; private set; }
    public string? First => After is null ? null : "~/admin/matches";

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Open = await db.Set<Listing>().CountAsync(l => l.State == ListingState.Published && l.Kind == ListingKind.Demand, cancel);
        Unmatched = await Without().CountAsync(cancel);
        var found = await Lines40().ToListAsync(cancel);
        Lines = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? $"~/admin/matches?after={found[PageSize - 1].Id}" : null;
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        await using var csv = Csv.Send(Response, "demands-without-match");
        await csv.RowAsync("id", "title", "organization", "published", "best_score");
        await foreach (var line in Told(Without().OrderBy(l => l.Id)).AsAsyncEnumerable().WithCancellation(cancel))
        {
            await csv.RowAsync(line.ShortId, line.Title.ToString(), line.Owner.ToString(), line.Published?.ToString("yyyy-MM-dd"), line.Best?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        return new EmptyResult();
    }

    private IQueryable<Line> Lines40()
    {
        var listings = Without();
        if (After is { } after) { listings = listings.Where(l => l.Id > after); }
        return Told(listings.OrderBy(l => l.Id).Take(PageSize + 1));
    }

    private IQueryable<Listing> Without() => db.Set<Listing>().AsNoTracking().Where(l => l.State == ListingState.Published && l.Kind == ListingKind.Demand
        && !db.Set<Match>().Any(m => m.Listing == l.Id && m.IsOpen && m.Kind == MatchKind.Achievement && m.State != MatchState.Dismissed && (m.Score >= Match.Good || m.Recommendation != null)));

    private IQueryable<Line> Told(IQueryable<Listing> listings) =>
        from l in listings
        join o in db.Set<Organization>() on l.Organization equals o.Id
        orderby l.Id
        select new Line(l.Id, l.ShortId, l.Title, o.Name, l.Published, db.Set<Match>().Where(m => m.Listing == l.Id && m.IsOpen && m.Kind == MatchKind.Achievement && m.State != MatchState.Dismissed).Max(m => (int?)m.Score), l.IsAnonymous);
}
