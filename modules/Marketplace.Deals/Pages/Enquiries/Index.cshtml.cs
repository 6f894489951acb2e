using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Deals.Pages.Enquiries;

[Authorize(Policy = Permissions.Read)]
internal sealed class IndexModel(Inbox inbox) : PageModel
{
    public InboxPage List { get; private set; } = null!;

    public async Task OnGetAsync(string? show, string? after, CancellationToken cancel) =>
        List = await inbox.ReadAsync(Enum.TryParse<InboxFilter>(show, ignoreCase: true, out var filter) && Enum.IsDefined(filter) ? filter : InboxFilter.All, after, current: null, cancel);
}
