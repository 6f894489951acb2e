using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Notifications.Pages.Mail;

/// <summary>Leaves a topic by the signed link in its mails; mail programs post here by themselves (RFC 8058), so the token is the only authority.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
internal sealed class UnsubscribeModel(MailPreferences preferences, MailTokens tokens) : PageModel
{
    public string Address { get; private set; } = "";
    public string Topic { get; private set; } = "";
    public bool Wanted { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancel)
    {
        if (tokens.Read(token) is not { } link) { return NotFound(); }
        (Address, Topic) = link;
        Wanted = await preferences.WantsAsync(Address, Topic, cancel);
        return Page();
    }

    /// <param name="wanted">True takes it back.</param>
    public async Task<IActionResult> OnPostAsync(string token, bool wanted, CancellationToken cancel)
    {
        if (tokens.Read(token) is not { } link) { return NotFound(); }
        (Address, Topic) = link;
        await preferences.SetAsync(Address, Topic, Wanted = wanted, cancel);
        return Page();
    }
}
