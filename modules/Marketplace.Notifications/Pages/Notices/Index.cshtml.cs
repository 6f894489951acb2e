using Marketplace.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Notifications.Pages.Notices;

[Authorize(Policy = Permissions.ReadNotices)]
internal sealed class IndexModel(MarketplaceDbContext db, Actor actor, TimeProvider clock) : PageModel
{
    private const int PageSize = 30;

    public IReadOnlyList<Notice> Notices { get; private set; } = [];
    public bool AnyUnread { get; private set; }

    public bool IsFirst { get; private set; }

    /// <summary>Id of the last notice shown, where there are older ones.</summary>
    public Guid? Next { get; private set; }

    public async Task OnGetAsync(Guid? before, CancellationToken cancel)
    {
        var mine = db.Set<Notice>().AsNoTracking().Where(n => n.PersonId == actor.PersonId);
        AnyUnread = await mine.AnyAsync(n => n.ReadAt == null, cancel);
        IsFirst = before is null;
        if (before is { } last) { mine = mine.Where(n => n.Id.CompareTo(last) < 0); }
        var found = await mine.OrderByDescending(n => n.Id).Take(PageSize + 1).ToListAsync(cancel);
        Notices = [.. found.Take(PageSize)];
        Next = found.Count > PageSize ? Notices[^1].Id : null;
    }

    /// <summary>Marks everything read.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await db.Set<Notice>().Where(n => n.PersonId == actor.PersonId && n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancel);
        return RedirectToPage();
    }
}
