using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Workspace;

/// <summary>Members of the organization acted for: all see them, owners change them. There is always an owner left.</summary>
[Authorize(Permissions.ViewOrganization)]
internal sealed class MembersModel(CurrentMember member, MarketplaceDbContext db, Members members, AccountMail mail, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [Required, EmailAddress, StringLength(Person.LongestEmail)] public string Email { get; set; } = "";
        public OrganizationRole Role { get; set; } = OrganizationRole.Contributor;
    }

    [BindProperty] public Form Input { get; set; } = new();
    public IReadOnlyList<Membership> Members { get; private set; } = [];
    public IReadOnlyList<Membership> Requests { get; private set; } = [];
    public IReadOnlyList<Invitation> Open { get; private set; } = [];
    public Guid Me => member.PersonId;
    public bool MayManage => member.May(Permissions.ManageMembers);
    public IEnumerable<SelectListItem> Roles => Enum.GetValues<OrganizationRole>().Select(r => new SelectListItem(texts[$"accounts.role.{r}"], r.ToString()));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (member.Organization is null) { return RedirectToPage("NewOrganization"); }
        await LoadAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancel)
    {
        if (!MayManage || member.Organization is not { } organization) { return Forbid(); }
        if (!Enum.IsDefined(Input.Role)) { ModelState.AddModelError("Input.Role", texts["accounts.choose"]); }
        if (!ModelState.IsValid) { await LoadAsync(cancel); return Page(); }
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var email = Input.Email.Trim();
        db.Add(new Invitation(organization.Id, email, Input.Role, member.PersonId, secret, clock.GetUtcNow()));
        mail.Invite(email, Language.Current, organization, member.Person!.Name.ToString(), secret);
        await db.SaveChangesAsync(cancel);
        return Said("accounts.members.invited", email);
    }

    public async Task<IActionResult> OnPostAdmitAsync(Guid id, OrganizationRole role, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { IsActive: false } request || !MayManage || !Enum.IsDefined(role)) { return Forbid(); }
        request.Admit(role, clock.GetUtcNow());
        mail.Admitted(request.Person, member.Organization!);
        await db.SaveChangesAsync(cancel);
        return Said("accounts.members.admitted", request.Person.Name);
    }

    public async Task<IActionResult> OnPostRoleAsync(Guid id, OrganizationRole role, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { IsActive: true } membership || !MayManage || !Enum.IsDefined(role)) { return Forbid(); }
        if (await IsLastOwnerAsync(membership, cancel) && role != OrganizationRole.Owner) { return Refused(); }
        membership.TakeRole(role);
        await db.SaveChangesAsync(cancel);
        return Said("accounts.members.roleSaved", membership.Person.Name);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } membership || !(MayManage || membership.PersonId == member.PersonId)) { return Forbid(); }
        if (await IsLastOwnerAsync(membership, cancel)) { return Refused(); }
        membership.End();
        db.Remove(membership);
        if (membership.Person.ActiveOrganizationId == membership.OrganizationId) { membership.Person.ActFor(null); }
        await db.SaveChangesAsync(cancel);
        var said = Said("accounts.members.removed", membership.Person.Name);
        return membership.PersonId == member.PersonId ? LocalRedirect(Request.Link("~/account")) : said;
    }

    /// <summary>Only of the organization acted for.</summary>
    private Task<Membership?> FindAsync(Guid id, CancellationToken cancel) =>
        db.Set<Membership>().Include(m => m.Person).SingleOrDefaultAsync(m => m.Id == id && m.OrganizationId == member.OrganizationId, cancel);

    private async Task<bool> IsLastOwnerAsync(Membership membership, CancellationToken cancel) =>
        membership is { IsActive: true, Role: OrganizationRole.Owner } && !await members.HasOtherOwnerAsync(membership, cancel);

    private async Task LoadAsync(CancellationToken cancel)
    {
        var all = await db.Set<Membership>().AsNoTracking().Include(m => m.Person).Where(m => m.OrganizationId == member.OrganizationId).OrderBy(m => m.Id).ToListAsync(cancel);
        Members = [.. all.Where(m => m.IsActive)];
        Requests = [.. all.Where(m => !m.IsActive)];
        var now = clock.GetUtcNow();
        Open = MayManage ? await db.Set<Invitation>().AsNoTracking().Where(i => i.OrganizationId == member.OrganizationId && i.AcceptedAt == null && i.ExpiresAt > now).OrderBy(i => i.Id).ToListAsync(cancel) : [];
    }

    private RedirectToPageResult Said(string key, object about)
    {
        TempData.Say(texts[key, about]);
        return RedirectToPage();
    }

    private RedirectToPageResult Refused()
    {
        TempData.Say(texts["accounts.members.lastOwner"], NoticeTone.Bad);
        return RedirectToPage();
    }
}
