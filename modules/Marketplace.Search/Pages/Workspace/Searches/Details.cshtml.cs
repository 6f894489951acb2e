using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Search.Indexing;
using Marketplace.Search.Query;
using Marketplace.Search.Saved;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Pages.Workspace.Searches;

/// <summary>What a followed search has found, newest first; looking at it makes it seen.</summary>
[Authorize(Permissions.Follow)]
internal sealed class DetailsModel(MarketplaceDbContext db, CurrentMember member, IndexFeed feed, Glossary glossary, Ranking ranking, ListingCards cards, NoticeBoard notices, FacetNames names, Texts texts, TimeProvider clock) : PageModel
{
    private const int MostShown = 50;

    public SavedSearch Search { get; private set; } = null!;
    public string? Words => SearchWords.BesideItsName(Search, names, texts);
    public IReadOnlyList<(ListingCard Card, bool Fresh)> Cards { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (await db.Set<SavedSearch>().SingleOrDefaultAsync(s => s.Id == id && s.PersonId == member.PersonId, cancel) is not { } search) { return NotFound(); }
        Search = search;
        var found = await db.Set<SavedSearchFind>().AsNoTracking().Where(f => f.Search == id).OrderByDescending(f => f.At).Take(MostShown).ToListAsync(cancel);
        Cards = await CardsAsync(found, cancel);
        if (found.Count > 0 && found[0].At > search.Seen)
        {
            search.See(clock.GetUtcNow());
            await db.SaveChangesAsync(cancel);
        }
        await notices.ReadAsync(member.PersonId, $"/workspace/searches/{id}", cancel);
        return Page();
    }

    /// <summary>From the database as it is now: what was withdrawn, or may no longer be seen, is not shown.</summary>
    private async Task<List<(ListingCard, bool)>> CardsAsync(List<SavedSearchFind> found, CancellationToken cancel)
    {
        var scope = ReaderScopes.Of(member);
        var state = Search.Asked();
        var asked = state.Query(state.Kind, scope, Language.Current);
        var highlights = new Highlights(new QueryParser(glossary, ranking).Parse(asked.Text), []);
        var documents = (await feed.DocumentsAsync([.. found.Select(f => f.Listing)], cancel)).Where(d => d.VisibleTo <= scope).ToDictionary(d => d.Id);
        return [.. found.Where(f => documents.ContainsKey(f.Listing)).Select(f => (cards.Of(highlights.Hit(documents[f.Listing], 0, asked), state.Chosen), f.At > Search.Seen))];
    }
}
