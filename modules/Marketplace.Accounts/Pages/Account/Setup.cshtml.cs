using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Accounts.Pages.Account;

/// <summary>Makes the first administrator; not found once there is one.</summary>
[AllowAnonymous, EnableRateLimiting(FormLimit.Policy), ResponseCache(NoStore = true)]
internal sealed class SetupModel(Setup setup, UserManager<Person> people, MarketplaceDbContext db, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [Required] public string Token { get; set; } = "";
        [Required, StringLength(Person.LongestName)] public string Name { get; set; } = "";
        [Required, EmailAddress, StringLength(Person.LongestEmail)] public string Email { get; set; } = "";
        [Required, StringLength(128)] public string Password { get; set; } = "";
    }

    [BindProperty] public Form Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await Setup.IsNeededAsync(db, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await Setup.IsNeededAsync(db, cancel)) { return NotFound(); }
        if (!setup.Fits(Input.Token)) { ModelState.AddModelError("Input.Token", texts["accounts.setup.token.wrong"]); }
        if (!ModelState.IsValid) { return Page(); }
        var person = new Person((Input.Email ?? "").Trim(), RegisterModel.NameOf((Input.Name ?? "").Trim()), Language.Current, clock.GetUtcNow());
        person.Confirm();
        person.TakeSiteRole(SiteRole.Administrator);
        var result = await people.CreateAsync(person, Input.Password);
        if (!result.Succeeded) { ModelState.AddErrors("Input.Password", result, texts); return Page(); }
        TempData.Say(texts["accounts.setup.done"]);
        return RedirectToPage("Login");
    }
}
