using Marketplace.Data;
using Marketplace.Search.Saved;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Pages.Mail;

/// <summary>Ends the mail of one followed search by the link in it; mail programs post here by themselves (RFC 8058), so the token is the only authority. The search stays, paused.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
internal sealed class SearchesModel(MarketplaceDbContext db, AlertLinks links, Actor actor, TimeProvider clock) : PageModel
{
    public SavedSearch Search { get; private set; } = null!;
    public bool IsOn => Search.Paused is null;

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancel) => await LoadAsync(token, cancel) ? Page() : NotFound();

    /// <param name="token">From the mail.</param>
    /// <param name="on">True takes it back.</param>
    /// <param name="cancel">Ends with the request.</param>
    public async Task<IActionResult> OnPostAsync(string token, bool on, CancellationToken cancel)
    {
        if (!await LoadAsync(token, cancel)) { return NotFound(); }
        actor.IsProgram("unsubscribe");
        if (on) { Search.Resume(await WaitingFinds.Of(db, Search.Id).AnyAsync(cancel), clock.GetUtcNow()); } else { Search.Pause(clock.GetUtcNow()); }
        await db.SaveChangesAsync(cancel);
        return Page();
    }

    private async Task<bool> LoadAsync(string token, CancellationToken cancel)
    {
        if (links.Read(token) is not { } id || await db.Set<SavedSearch>().SingleOrDefaultAsync(s => s.Id == id, cancel) is not { } search) { return false; }
        Search = search;
        return true;
    }
}
