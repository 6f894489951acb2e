using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals.Pages.Enquiries;

/// <summary>Saves the reply while it is typed.</summary>
[Authorize(Policy = Permissions.Speak)]
internal sealed class DraftModel(MarketplaceDbContext db, CurrentMember member, EnquiryDesk desk, TimeProvider clock) : PageModel
{
    [BindProperty(Name = "Input.Text")] public string? Text { get; set; }

    public IActionResult OnGet(Guid id) => LocalRedirect(Url.Content("~" + EnquiryPaths.Thread(id)));

    public async Task<IActionResult> OnPutAsync(Guid id, CancellationToken cancel)
    {
        if (!await desk.IsOursAsync(id, cancel)) { return NotFound(); }
        if (Text?.Length > Words.Longest) { return StatusCode(StatusCodes.Status422UnprocessableEntity); }
        var person = member.PersonId;
        var draft = await db.Set<ReplyDraft>().SingleOrDefaultAsync(d => d.EnquiryId == id && d.PersonId == person, cancel);
        if (draft is null) { db.Add(draft = new ReplyDraft { EnquiryId = id, PersonId = person }); }
        draft.Save(Text ?? "", clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return new JsonResult(new { saved = draft.SavedAt });
    }
}
