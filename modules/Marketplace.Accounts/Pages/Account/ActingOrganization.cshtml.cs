using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Account;

/// <summary>Whom the person acts for from now on, in all their sessions.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class ActingOrganizationModel(CurrentMember member, MarketplaceDbContext db, Texts texts) : PageModel
{
    public IActionResult OnGet() => LocalRedirect(Request.Link("~/account"));

    public async Task<IActionResult> OnPostAsync(Guid organization, string? returnUrl, CancellationToken cancel)
    {
        var chosen = member.Memberships.FirstOrDefault(m => m.OrganizationId == organization);
        if (chosen is null) { return Forbid(); }
        (await db.Set<Person>().SingleAsync(p => p.Id == member.PersonId, cancel)).ActFor(organization);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["accounts.acting", chosen.Organization.Name]);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : Request.Link("~/workspace"));
    }
}
