using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Workspace;

/// <summary>Asks the owners of an organization to be let in.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class JoinModel(CurrentMember member, MarketplaceDbContext db, Members members, AccountMail mail, Texts texts, TimeProvider clock) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("NewOrganization");

    public async Task<IActionResult> OnPostAsync(Guid organization, CancellationToken cancel)
    {
        var found = await db.Set<Organization>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == organization, cancel);
        if (found is null) { return NotFound(); }
        if (!await db.Set<Membership>().AnyAsync(m => m.PersonId == member.PersonId && m.OrganizationId == organization, cancel))
        {
            db.Add(new Membership(member.PersonId, organization, OrganizationRole.Viewer, MembershipState.Requested, clock.GetUtcNow()));
            foreach (var owner in await members.OwnersAsync(organization, cancel)) { mail.AskedToJoin(owner, found, member.Person!); }
            await db.SaveChangesAsync(cancel);
        }
        TempData.Say(texts["accounts.join.asked", found.Name]);
        return RedirectToPage("NewOrganization");
    }
}
