using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Accounts.Pages.Account;

[AllowAnonymous]
internal sealed class SentModel : PageModel
{
    public string What { get; private set; } = "";

    public void OnGet(string what) => What = what;
}
