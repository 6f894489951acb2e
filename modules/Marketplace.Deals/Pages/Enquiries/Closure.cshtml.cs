using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Deals.Pages.Enquiries;

[Authorize(Policy = Permissions.Speak)]
internal sealed class ClosureModel(EnquiryDesk desk) : PageModel
{
    public IActionResult OnGet(Guid id) => LocalRedirect(Url.Content("~" + EnquiryPaths.Thread(id)));

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel) =>
        await desk.CloseAsync(id, cancel) ? LocalRedirect(Url.Content("~" + EnquiryPaths.Thread(id))) : NotFound();
}
