using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Account;

[AllowAnonymous, ResponseCache(NoStore = true)]
internal sealed class InvitationModel(CurrentMember member, MarketplaceDbContext db, Invitations invitations, Texts texts) : PageModel
{
    [BindProperty(SupportsGet = true)] public string? Secret { get; set; }
    public Invitation? Invitation { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => Invitation = await invitations.FindAsync(Secret, cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!member.IsSignedIn) { return Challenge(); }
        Invitation = await invitations.FindAsync(Secret, cancel);
        if (Invitation is null) { return Page(); }
        await invitations.AcceptAsync(Invitation, await db.Set<Person>().SingleAsync(p => p.Id == member.PersonId, cancel), cancel);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["accounts.acting", Invitation.Organization.Name]);
        return LocalRedirect(Request.Link("~/workspace"));
    }
}
