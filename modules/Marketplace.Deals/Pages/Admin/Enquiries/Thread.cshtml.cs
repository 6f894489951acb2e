using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Deals.Pages.Admin.Enquiries;

[Authorize(Policy = Permissions.Oversee)]
internal sealed class ThreadModel(Conversations conversations) : PageModel
{
    public Conversation Conversation { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (await conversations.FindAsync(id, reader: null, cancel) is not { } found) { return NotFound(); }
        Conversation = found;
        return Page();
    }
}
