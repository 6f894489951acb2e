using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search.Saved;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Pages.Workspace.Searches;

/// <summary>The searches that the person follows, those with news first.</summary>
[Authorize(Permissions.Follow)]
internal sealed class IndexModel(MarketplaceDbContext db, CurrentMember member, FacetNames names, Texts texts, TimeProvider clock) : PageModel
{
    /// <summary>With what each asks, where its name does not say that already.</summary>
    public IReadOnlyList<(SavedSearch Search, string? Words, int Fresh)> Lines { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var searches = await db.Set<SavedSearch>().AsNoTracking().Where(s => s.PersonId == member.PersonId).OrderByDescending(s => s.Created).ToListAsync(cancel);
        var fresh = await NewFinds.Of(db, member.PersonId).GroupBy(id => id).Select(g => new { Search = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Search, g => g.Count, cancel);
        Lines = [.. searches.Select(s => (s, SearchWords.BesideItsName(s, names, texts), fresh.GetValueOrDefault(s.Id))).OrderByDescending(l => l.Item3 > 0)];
    }

    public Task<IActionResult> OnPostPauseAsync(Guid id, CancellationToken cancel) => ChangeAsync(id, search => search.Pause(clock.GetUtcNow()), "search.saved.paused.said", cancel);

    public async Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken cancel)
    {
        var waits = await WaitingFinds.Of(db, id).AnyAsync(cancel);
        return await ChangeAsync(id, search => search.Resume(waits, clock.GetUtcNow()), "search.saved.resumed.said", cancel);
    }

    public Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancel) => ChangeAsync(id, search => db.Remove(search), "search.saved.deleted.said", cancel);

    private async Task<IActionResult> ChangeAsync(Guid id, Action<SavedSearch> change, string said, CancellationToken cancel)
    {
        if (await db.Set<SavedSearch>().SingleOrDefaultAsync(s => s.Id == id && s.PersonId == member.PersonId, cancel) is not { } search) { return NotFound(); }
        change(search);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts[said, search.Name]);
        return Redirect(Request.Link("~/workspace/searches"));
    }
}
