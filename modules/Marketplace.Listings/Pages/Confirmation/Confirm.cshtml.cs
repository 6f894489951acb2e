using Marketplace.Data;
using Marketplace.Listings.Freshness;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Confirmation;

/// <summary>Where the link in the mail leads: one button, because mail scanners open links too. Nobody needs to sign in.</summary>
[AllowAnonymous, ResponseCache(NoStore = true)]
public sealed class ConfirmModel(MarketplaceDbContext db, IDataProtectionProvider protection, SiteAddress address, TimeProvider clock) : PageModel
{
    public Listing? Listing { get; private set; }
    public bool IsDone { get; private set; }

    /// <summary>Why it cannot be confirmed.</summary>
    public string? ProblemKey { get; private set; }

    public async Task OnGetAsync(string shortId, string? token, CancellationToken cancel)
    {
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Listing = await FindAsync(shortId, token, cancel);
        if (Listing is null) { Fail("listings.confirm.badLink", StatusCodes.Status400BadRequest); }
        else if (Listing.State is not (ListingState.Published or ListingState.Paused or ListingState.Expired)) { ProblemKey = "listings.rule.notPublished"; }
    }

    public async Task OnPostAsync(string shortId, string? token, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            Listing = await FindAsync(shortId, token, cancel);
            if (Listing is null) { Fail("listings.confirm.badLink", StatusCodes.Status400BadRequest); return; }
            try
            {
                Listing.Confirm(clock.GetUtcNow());
                await db.SaveChangesAsync(cancel);
                IsDone = true;
                return;
            }
            catch (RuleBroken broken) { Fail(broken.TextKey, StatusCodes.Status409Conflict); return; }
            catch (DbUpdateConcurrencyException) when (tries < 3) { db.ChangeTracker.Clear(); }
        }
    }

    private void Fail(string textKey, int status) => (ProblemKey, Response.StatusCode) = (textKey, status);

    private async Task<Listing?> FindAsync(string shortId, string? token, CancellationToken cancel) =>
        new ConfirmationLinks(protection, address, clock).Read(token) is { } id ? await db.Set<Listing>().SingleOrDefaultAsync(l => l.Id == id && l.ShortId == shortId, cancel) : null;
}
