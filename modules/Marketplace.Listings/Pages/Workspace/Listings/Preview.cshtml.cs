using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Editing;
using Marketplace.Media;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Listings.Pages.Workspace.Listings;

/// <summary>The draft as readers would see it once approved.</summary>
[Authorize(Accounts.Permissions.UseWorkspace)]
public sealed class PreviewModel(MarketplaceDbContext db, CurrentMember member, TimeProvider clock, Taxonomies taxonomies, FileStore files) : PageModel
{
    [BindProperty(SupportsGet = true)] public Stage Stage { get; set; }
    public Listing Listing { get; private set; } = null!;
    public ListingView Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string shortId, CancellationToken cancel)
    {
        if (await new DraftKeeping(db, member, taxonomies, files, clock).FindAsync(shortId, cancel) is not { } listing) { return NotFound(); }
        Listing = listing;
        Shown = ListingView.Preview(listing, member.Organization!, Stage, clock.GetUtcNow());
        return Page();
    }
}
