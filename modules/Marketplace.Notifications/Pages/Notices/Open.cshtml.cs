using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Notifications.Pages.Notices;

/// <summary>Marks a notice read and goes where it leads.</summary>
[Authorize(Policy = Permissions.ReadNotices)]
internal sealed class OpenModel(MarketplaceDbContext db, Actor actor, TimeProvider clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        var notice = await db.Set<Notice>().SingleOrDefaultAsync(n => n.Id == id && n.PersonId == actor.PersonId, cancel);
        if (notice is null) { return NotFound(); }
        notice.Read(clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return LocalRedirect(Language.PathIn(Language.Current, notice.Link ?? "/workspace/notices"));
    }
}
