using System.ComponentModel.DataAnnotations;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Accounts.Pages.Account;

/// <summary>Changing the password ends the other sessions; this one goes on.</summary>
[Authorize(Permissions.UseWorkspace), EnableRateLimiting(FormLimit.Policy)]
internal sealed class PasswordModel(UserManager<Person> people, SignInManager<Person> signIn, Texts texts) : PageModel
{
    public sealed class Form
    {
        [Required] public string Current { get; set; } = "";
        [Required, StringLength(128)] public string Password { get; set; } = "";
    }

    [BindProperty] public Form Input { get; set; } = new();

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) { return Page(); }
        var person = (await people.GetUserAsync(User))!;
        var result = await people.ChangePasswordAsync(person, Input.Current, Input.Password);
        if (!result.Succeeded)
        {
            ModelState.AddErrors(result.Errors.Any(e => e.Code == "PasswordMismatch") ? "Input.Current" : "Input.Password", result, texts);
            return Page();
        }
        await signIn.RefreshSignInAsync(person);
        TempData.Say(texts["accounts.password.changed"]);
        return RedirectToPage("Index");
    }
}
