using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Accounts.Pages.Account;

/// <summary>Answers the same whether or not the address has an account; only its owner learns more, by mail.</summary>
[AllowAnonymous, EnableRateLimiting(FormLimit.Policy)]
internal sealed class RegisterModel(UserManager<Person> people, MarketplaceDbContext db, Invitations invitations, AccountMail mail, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Person.LongestName)] public string Name { get; set; } = "";
        [Required, EmailAddress, StringLength(Person.LongestEmail)] public string Email { get; set; } = "";
        [Required, StringLength(128)] public string Password { get; set; } = "";
        public bool Agree { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();

    /// <summary>Of the invitation, where the person comes from one.</summary>
    [BindProperty(SupportsGet = true, Name = "invitation")] public string? Secret { get; set; }
    public Invitation? Invitation { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Invitation = await invitations.FindAsync(Secret, cancel);
        Input.Email = Invitation?.Email ?? "";
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Invitation = await invitations.FindAsync(Secret, cancel);
        if (!Input.Agree) { ModelState.AddModelError("Input.Agree", texts["accounts.agree.needed"]); }
        // An empty field is bound as null, whatever its type says.
        var person = new Person((Input.Email ?? "").Trim(), NameOf((Input.Name ?? "").Trim()), Language.Current, clock.GetUtcNow());
        await CheckPasswordAsync(person);
        if (!ModelState.IsValid) { return Page(); }
        if (await people.FindByEmailAsync(person.Email) is { } existing) { await TellOwnerAsync(existing, cancel); }
        else if (!await CreateAsync(person, cancel)) { return Page(); }
        return RedirectToPage("Sent", new { what = "confirm" });
    }

    internal static Bilingual NameOf(string name) => Language.IsEnglish ? new Bilingual(null, name) : new Bilingual(name);

    private async Task CheckPasswordAsync(Person person)
    {
        foreach (var rule in people.PasswordValidators)
        {
            ModelState.AddErrors("Input.Password", await rule.ValidateAsync(people, person, Input.Password ?? ""), texts);
        }
    }

    private async Task<bool> CreateAsync(Person person, CancellationToken cancel)
    {
        // The mail with the invitation proves the address as well as ours would.
        var isProven = Invitation is not null && people.NormalizeEmail(Invitation.Email) == people.NormalizeEmail(person.Email);
        var result = await people.CreateAsync(person, Input.Password);
        if (!result.Succeeded) { ModelState.AddErrors("Input.Email", result, texts); return false; }
        if (isProven)
        {
            person.Confirm();
            await invitations.AcceptAsync(Invitation!, person, cancel);
        }
        else { mail.Confirm(person, Tokens.Encode(await people.GenerateEmailConfirmationTokenAsync(person))); }
        await db.SaveChangesAsync(cancel);
        return true;
    }

    private async Task TellOwnerAsync(Person existing, CancellationToken cancel)
    {
        // As long as for a new account, so that the time says nothing.
        people.PasswordHasher.HashPassword(existing, Input.Password);
        if (existing is { EmailConfirmed: false, IsActive: true }) { mail.Confirm(existing, Tokens.Encode(await people.GenerateEmailConfirmationTokenAsync(existing))); }
        else { mail.Exists(existing); }
        await db.SaveChangesAsync(cancel);
    }
}

/// <summary>Tokens in links.</summary>
internal static class Tokens
{
    public static string Encode(string token) => Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(token));

    /// <summary>Empty where it is not one of ours.</summary>
    public static string Decode(string? encoded)
    {
        try { return System.Text.Encoding.UTF8.GetString(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(encoded ?? "")); }
        catch (FormatException) { return ""; }
    }
}
