using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Matches;

/// <summary>Both sides of one match beside each other, the demand at the left, with what they say alike and how each condition stands.</summary>
[Authorize(Permissions.Read)]
internal sealed class DetailsModel(MarketplaceDbContext db, CurrentMember member, Judging judging, MatchViews views, MembersView listings) : PageModel
{
    public MatchView View { get; private set; } = null!;
    public ListingView Mine { get; private set; } = null!;

    /// <summary>The side that asks and the side that offers; of an achievement and a service the achievement asks.</summary>
    public ListingView Asking => View.Counterpart!.Kind == ListingKind.Demand ? View.Counterpart : Mine;
    public ListingView Offering => View.Counterpart!.Kind == ListingKind.Demand ? Mine : View.Counterpart;
    public bool MayJudge => member.May(Permissions.Judge);
    public bool MayContact => member.May(Marketplace.Deals.Permissions.Speak);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (await judging.FindAsync(id, cancel) is not { Kind: not MatchKind.Organization } match) { return NotFound(); }
        var organization = member.Organization!;
        if ((await views.OfAsync([match], organization, cancel)).SingleOrDefault() is not { } view) { return NotFound(); }
        (View, Mine) = (view, (await listings.OfAsync([match.Listing], organization, cancel))[match.Listing]);
        await db.Set<Match>().Where(m => m.Id == id && m.State == MatchState.New).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MatchState.Seen), cancel);
        return Page();
    }
}
