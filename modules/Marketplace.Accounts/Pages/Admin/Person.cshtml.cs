using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Admin;

/// <summary>One person. Administrators give roles and deactivate, never themselves: there is always one who can sign in.</summary>
[Authorize(Permissions.ViewPeople)]
internal sealed class PersonModel(CurrentMember member, UserManager<Person> people, MarketplaceDbContext db, AccountMail mail, Texts texts, TimeProvider clock) : PageModel
{
    public Person Person { get; private set; } = null!;
    public IReadOnlyList<Membership> Memberships { get; private set; } = [];
    public bool MayManage => member.May(Permissions.ManagePeople) && Person.Id != member.PersonId;
    public bool MayAudit => member.May(Permissions.ViewAudit);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel) => await LoadAsync(id, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostRoleAsync(Guid id, string? role, CancellationToken cancel) => DoAsync(id, "admin.people.roleSaved", person =>
    {
        if (string.IsNullOrEmpty(role) || SiteRole.All.Contains(role)) { person.TakeSiteRole(string.IsNullOrEmpty(role) ? null : role); }
        return Task.CompletedTask;
    }, cancel);

    public Task<IActionResult> OnPostDeactivateAsync(Guid id, CancellationToken cancel) => DoAsync(id, "admin.people.isDeactivated", person =>
    {
        person.Deactivate(clock.GetUtcNow());
        return Task.CompletedTask;
    }, cancel);

    public Task<IActionResult> OnPostReactivateAsync(Guid id, CancellationToken cancel) => DoAsync(id, "admin.people.isReactivated", person =>
    {
        person.Reactivate();
        return Task.CompletedTask;
    }, cancel);

    public Task<IActionResult> OnPostResetAsync(Guid id, CancellationToken cancel) => DoAsync(id, "admin.people.resetSent", async person =>
        mail.Reset(person, Account.Tokens.Encode(await people.GeneratePasswordResetTokenAsync(person))), cancel);

    private async Task<IActionResult> DoAsync(Guid id, string said, Func<Person, Task> work, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel)) { return NotFound(); }
        if (!MayManage) { return Forbid(); }
        await work(Person);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts[said, Person.Name]);
        return RedirectToPage("Person", null, new { id, handler = (string?)null });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        if (await db.Set<Person>().SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } found) { return false; }
        Person = found;
        Memberships = await db.Set<Membership>().AsNoTracking().Include(m => m.Organization).Where(m => m.PersonId == id && m.State == MembershipState.Active).ToListAsync(cancel);
        return true;
    }
}
