using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search.Saved;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Pages.Workspace.Searches;

/// <summary>Follows the search that the address tells: <c>?in=achievements&amp;q=…&amp;field=…</c>. A visitor comes here by way of signing in, with the search kept.</summary>
[Authorize(Permissions.Follow)]
internal sealed class NewModel(MarketplaceDbContext db, CurrentMember member, FacetNames names, IOptions<SearchOptions> options, Texts texts, TimeProvider clock) : PageModel
{
    [BindProperty] public SearchForm Input { get; set; } = new();
    public SearchState Asked { get; private set; } = null!;
    public string Words => SearchWords.Of(Asked, names, texts);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Read();
        if (await KnownAsync(cancel) is { } known)
        {
            TempData.Say(texts["search.saved.already", known.Name]);
            return Redirect(Request.Link($"~/workspace/searches/{known.Id}"));
        }
        var name = SearchWords.NameOf(Asked, names, texts);
        Input.Name = name.Length > SavedSearch.LongestName ? name[..(SavedSearch.LongestName - 1)] + "…" : name;
        Input.Language = Language.Current;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Read();
        if (await KnownAsync(cancel) is { } known) { return Redirect(Request.Link($"~/workspace/searches/{known.Id}")); }
        if (Asked.Canonical().Length > SavedSearch.LongestQuery) { ModelState.AddModelError("", texts["search.saved.tooLong"]); }
        if (await db.Set<SavedSearch>().CountAsync(s => s.PersonId == member.PersonId, cancel) >= options.Value.Alerts.MostPerPerson) { ModelState.AddModelError("", texts["search.saved.tooMany", options.Value.Alerts.MostPerPerson]); }
        if (!ModelState.IsValid) { return Page(); }
        var search = new SavedSearch(member.PersonId, Asked, Input.Name.Trim(), Input.Pace!.Value, Input.Language, clock.GetUtcNow());
        db.Add(search);
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateException)
        {
            // Whoever clicks twice at once follows once.
            if (await KnownAsync(cancel) is not { } same) { throw; }
            return Redirect(Request.Link($"~/workspace/searches/{same.Id}"));
        }
        TempData.Say(texts["search.saved.said", search.Name]);
        return Redirect(Request.Link($"~/workspace/searches/{search.Id}"));
    }

    private void Read() => Asked = SearchState.Of(SearchState.PathOf(SearchState.KindOf("/" + Request.Query["in"].ToString())), Request.Query);

    private Task<SavedSearch?> KnownAsync(CancellationToken cancel)
    {
        var (path, query) = (Asked.Path, Asked.Canonical());
        return db.Set<SavedSearch>().AsNoTracking().FirstOrDefaultAsync(s => s.PersonId == member.PersonId && s.Path == path && s.Query == query, cancel);
    }
}
