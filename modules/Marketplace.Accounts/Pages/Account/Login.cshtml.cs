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

/// <summary>Wrong password, unknown address and locked account are answered alike.</summary>
[AllowAnonymous, EnableRateLimiting(FormLimit.Policy), ResponseCache(NoStore = true)]
internal sealed class LoginModel(UserManager<Person> people, SignInManager<Person> signIn, MarketplaceDbContext db, AccountMail mail, Texts texts) : PageModel
{
    // What an unknown address is checked against, so that it takes as long as a known one.
    private static readonly string Nobodys = new PasswordHasher<object>().HashPassword(new object(), Guid.NewGuid().ToString());

    public sealed class Form
    {
        [Required, EmailAddress] public string Email { get; set; } = "";
        [Required] public string Password { get; set; } = "";
        public bool Remember { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();
    [BindProperty(SupportsGet = true)] public string? ReturnUrl { get; set; }
    public bool HoldsForm => ReturnUrl?.Contains($"{HeldForms.Query}=", StringComparison.Ordinal) == true;

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Onward() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid) { return Page(); }
        var person = await people.FindByEmailAsync(Input.Email.Trim());
        if (person is null)
        {
            new PasswordHasher<object>().VerifyHashedPassword(new object(), Nobodys, Input.Password);
            return Refuse("accounts.login.wrong");
        }
        if (person is { IsActive: true, EmailConfirmed: false }) { return await RemindToConfirmAsync(person, cancel); }
        var result = await signIn.CheckPasswordSignInAsync(person, Input.Password, lockoutOnFailure: true);
        if (!result.Succeeded) { return Refuse("accounts.login.wrong"); }
        if (!person.IsActive) { return Refuse("accounts.login.deactivated"); }
        await signIn.SignInAsync(person, Input.Remember);
        return Onward();
    }

    private async Task<IActionResult> RemindToConfirmAsync(Person person, CancellationToken cancel)
    {
        if (await people.IsLockedOutAsync(person) || !await people.CheckPasswordAsync(person, Input.Password))
        {
            await people.AccessFailedAsync(person);
            return Refuse("accounts.login.wrong");
        }
        mail.Confirm(person, Tokens.Encode(await people.GenerateEmailConfirmationTokenAsync(person)));
        await db.SaveChangesAsync(cancel);
        return Refuse("accounts.login.unconfirmed");
    }

    private PageResult Refuse(string key)
    {
        ModelState.AddModelError("Input.Password", texts[key]);
        return Page();
    }

    private LocalRedirectResult Onward() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : Request.Link("~/workspace"));
}
