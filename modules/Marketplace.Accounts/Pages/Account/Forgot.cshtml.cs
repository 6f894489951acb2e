using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Accounts.Pages.Account;

[AllowAnonymous, EnableRateLimiting(FormLimit.Policy)]
internal sealed class ForgotModel(UserManager<Person> people, MarketplaceDbContext db, AccountMail mail) : PageModel
{
    public sealed class Form
    {
        [Required, EmailAddress] public string Email { get; set; } = "";
    }

    [BindProperty] public Form Input { get; set; } = new();

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid) { return Page(); }
        if (await people.FindByEmailAsync(Input.Email.Trim()) is { IsActive: true } person)
        {
            mail.Reset(person, Tokens.Encode(await people.GeneratePasswordResetTokenAsync(person)));
            await db.SaveChangesAsync(cancel);
        }
        return RedirectToPage("Sent", new { what = "reset" });
    }
}
