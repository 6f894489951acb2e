using System.ComponentModel.DataAnnotations;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Accounts.Pages.Account;

[AllowAnonymous, EnableRateLimiting(FormLimit.Policy), ResponseCache(NoStore = true)]
internal sealed class ResetModel(UserManager<Person> people, Texts texts) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(128)] public string Password { get; set; } = "";
    }

    [BindProperty] public Form Input { get; set; } = new();
    [BindProperty(SupportsGet = true)] public string? Id { get; set; }
    [BindProperty(SupportsGet = true)] public string? Token { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) { return Page(); }
        var person = Id is null ? null : await people.FindByIdAsync(Id);
        if (person is not { IsActive: true })
        {
            ModelState.AddModelError("Input.Password", texts["accounts.refused.InvalidToken"]);
            return Page();
        }
        var result = await people.ResetPasswordAsync(person, Tokens.Decode(Token), Input.Password);
        if (!result.Succeeded) { ModelState.AddErrors("Input.Password", result, texts); return Page(); }
        // The link came by mail: that proves the address, and ends a lockout.
        person.Confirm();
        await people.SetLockoutEndDateAsync(person, null);
        await people.ResetAccessFailedCountAsync(person);
        TempData.Say(texts["accounts.reset.done"]);
        return RedirectToPage("Login");
    }
}
