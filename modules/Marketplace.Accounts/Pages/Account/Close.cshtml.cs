using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Account;

[Authorize(Permissions.UseWorkspace), EnableRateLimiting(FormLimit.Policy)]
internal sealed class CloseModel(UserManager<Person> people, MarketplaceDbContext db, Members members, NoticeBoard notices, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [Required] public string Password { get; set; } = "";
    }

    [BindProperty] public Form Input { get; set; } = new();
    public IReadOnlyList<Organization> LastOwnerOf { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) => LastOwnerOf = await members.LastOwnerOfAsync(Guid.Parse(people.GetUserId(User)!), cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var person = (await people.GetUserAsync(User))!;
        LastOwnerOf = await members.LastOwnerOfAsync(person.Id, cancel);
        if (LastOwnerOf.Count > 0) { return Page(); }
        if (ModelState.IsValid && !await people.CheckPasswordAsync(person, Input.Password)) { ModelState.AddModelError("Input.Password", texts["accounts.refused.PasswordMismatch"]); }
        if (!ModelState.IsValid) { return Page(); }
        foreach (var membership in await db.Set<Membership>().Where(m => m.PersonId == person.Id).ToListAsync(cancel))
        {
            membership.End();
            db.Remove(membership);
        }
        var address = person.Email;
        person.Close(clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await notices.ForgetAsync(person.Id, address, cancel);
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        SiteCookies.Forget(HttpContext);
        return LocalRedirect(Request.Link("~/"));
    }
}
