using Marketplace.Data;
using Marketplace.Listings.Reviewing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Admin.Review;

/// <summary>The queue of reviewers.</summary>
[Authorize(Permissions.Review)]
public sealed class IndexModel(MarketplaceDbContext db) : PageModel
{
    [BindProperty(SupportsGet = true)] public string? Kind { get; set; }
    [BindProperty(SupportsGet = true)] public string? After { get; set; }
    public IReadOnlyList<QueueLine> Lines { get; private set; } = [];
    public Dictionary<ListingKind, int> Counts { get; private set; } = [];
    public string? Next { get; private set; }
    public ListingKind? Chosen => Enum.TryParse<ListingKind>(Kind, ignoreCase: true, out var kind) ? kind : null;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Counts = await db.Set<Listing>().AsNoTracking().Waiting().GroupBy(l => l.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        (Lines, var next) = await db.QueueAsync(Chosen, Place.Parse(After), cancel);
        Next = next is null ? null : $"~/admin/review?{(Chosen is null ? "" : $"kind={ListingWords.Key(Chosen)}&")}after={next}";
    }
}
