using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Editing;
using Marketplace.Media;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Workspace.Listings;

/// <summary>One listing as its owner sees it: where it stands, what can be done, what happened.</summary>
[Authorize(Accounts.Permissions.UseWorkspace)]
public sealed class OverviewModel(MarketplaceDbContext db, CurrentMember member, TimeProvider clock, Taxonomies taxonomies, FileStore files) : PageModel
{
    public Listing Listing { get; private set; } = null!;
    public IReadOnlyList<ListingAction> Actions { get; private set; } = [];
    public IReadOnlyList<DateTimeOffset> Versions { get; private set; } = [];
    public Completeness Completeness { get; private set; } = null!;
    public int ProblemCount { get; private set; }
    public bool MayWrite => member.May(Permissions.Write);
    public bool OrganizationIsVerified => member.Organization!.IsVerified(clock.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(string shortId, CancellationToken cancel)
    {
        var keeping = new DraftKeeping(db, member, taxonomies, files, clock);
        if (await keeping.FindAsync(shortId, cancel) is not { } listing) { return NotFound(); }
        Listing = listing;
        Completeness = Completeness.Of(listing.Draft);
        ProblemCount = keeping.Check(listing).Problems.Count;
        Actions = [.. ListingActions.For(listing).Where(a => member.May(a.Permission))];
        Versions = await db.Set<ListingVersion>().AsNoTracking().Where(v => v.Listing == listing.Id).OrderByDescending(v => v.Number).Select(v => v.At).ToListAsync(cancel);
        return Page();
    }
}
