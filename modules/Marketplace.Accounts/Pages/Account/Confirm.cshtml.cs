using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Accounts.Pages.Account;

[AllowAnonymous, ResponseCache(NoStore = true)]
internal sealed class ConfirmModel(UserManager<Person> people) : PageModel
{
    public bool IsConfirmed { get; private set; }

    public async Task OnGetAsync(string? id, string? token)
    {
        var person = id is null ? null : await people.FindByIdAsync(id);
        // A second click on the link is as good as the first, where the token is.
        IsConfirmed = person is { IsActive: true } && (await people.ConfirmEmailAsync(person, Tokens.Decode(token))).Succeeded;
    }
}
