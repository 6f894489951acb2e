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

/// <summary>Name, pace and language of a followed search. What it asks stays: another question is another search.</summary>
[Authorize(Permissions.Follow)]
internal sealed class SettingsModel(MarketplaceDbContext db, CurrentMember member, FacetNames names, Texts texts, TimeProvider clock) : PageModel
{
    [BindProperty] public SearchForm Input { get; set; } = new();
    public SavedSearch Search { get; private set; } = null!;
    public string Words => SearchWords.Of(Search.Asked(), names, texts);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel)) { return NotFound(); }
        Input = new SearchForm { Name = Search.Name, Pace = Search.Pace, Language = Search.Language };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel)) { return NotFound(); }
        if (!ModelState.IsValid) { return Page(); }
        var now = clock.GetUtcNow();
        if (Search.Change(Input.Name.Trim(), Input.Pace!.Value, Input.Language, now))
        {
            foreach (var find in await db.Set<SavedSearchFind>().Where(f => f.Search == id && f.Told == null).ToListAsync(cancel)) { find.Told = now; }
        }
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["search.saved.changed.said"]);
        return Redirect(Request.Link($"~/workspace/searches/{id}"));
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        if (await db.Set<SavedSearch>().SingleOrDefaultAsync(s => s.Id == id && s.PersonId == member.PersonId, cancel) is not { } search) { return false; }
        Search = search;
        return true;
    }
}
