using Marketplace.Listings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Deals.Pages.Enquiries;

[Authorize(Policy = Permissions.Speak)]
internal sealed class WithdrawalModel(EnquiryDesk desk) : PageModel
{
    public IActionResult OnGet(Guid id) => LocalRedirect(Url.Content("~" + EnquiryPaths.Thread(id)));

    public async Task<IActionResult> OnPostAsync(Guid id, Guid message, CancellationToken cancel)
    {
        try { return await desk.WithdrawAsync(id, message, cancel) ? LocalRedirect(Url.Content("~" + EnquiryPaths.Thread(id))) : NotFound(); }
        catch (RuleBroken) { return NotFound(); }
    }
}
