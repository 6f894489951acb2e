using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Accounts.Pages.Account;

/// <summary>Signs out everywhere but here.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class SessionsModel(UserManager<Person> people, SignInManager<Person> signIn, Texts texts) : PageModel
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        var person = (await people.GetUserAsync(User))!;
        await people.UpdateSecurityStampAsync(person);
        await signIn.RefreshSignInAsync(person);
        TempData.Say(texts["accounts.sessions.ended"]);
        return RedirectToPage("Index");
    }
}
