using System.Security.Claims;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Notifications.Pages.Notices;

/// <summary>What the signed-in person wants mail about.</summary>
[Authorize(Policy = Permissions.ReadNotices)]
internal sealed class MailModel(MailPreferences preferences, IEnumerable<MailTopic> topics, Texts texts) : PageModel
{
    [BindProperty] public List<string> Wanted { get; set; } = [];

    public IReadOnlyList<string> Topics { get; } = [.. topics.Select(t => t.Code).Distinct()];
    public string Address => User.FindFirstValue(ClaimTypes.Email) ?? "";

    public async Task OnGetAsync(CancellationToken cancel) => Wanted = [.. Topics.Except(await preferences.RefusedByAsync(Address, cancel))];

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        foreach (var topic in Topics) { await preferences.SetAsync(Address, topic, Wanted.Contains(topic), cancel); }
        TempData.Say(texts["notifications.mail.saved"]);
        return RedirectToPage();
    }
}
