using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Search.Indexing;
using Marketplace.Search.Query;
using Marketplace.Search.Text;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search;

/// <summary>Answers while the engine is away: the newest listings that contain the words as they stand. No facets, no ranking; the page says so.</summary>
internal sealed class DatabaseSearch(MarketplaceDbContext db, TimeProvider clock)
{
    private const int MostLookedAt = 1_000;

    public async Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancel)
    {
        var words = Folding.FoldToString(query.Text).Split([' ', '"', '“', '”'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wanted = words.Where(w => w[0] != '-').ToList();
        var found = (await NewestAsync(query, cancel))
            .Where(d => d.VisibleTo <= query.Reader && Chosen(d, query) && wanted.TrueForAll(TextOf(d).Contains)).ToList();
        var highlights = new Highlights(new QueryParser(Glossary.Empty, Ranking.Default).Parse(query.Text), []);
        return new SearchResult { Total = found.Count, Hits = [.. found.Take(query.Limit).Select(d => highlights.Hit(d, 0, query))], FromDatabase = true };
    }

    private async Task<List<SearchDocument>> NewestAsync(SearchQuery query, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (query.Choices.TryGetValue(Facets.Kind, out var kinds) && kinds is ["organization"])
        {
            var all = await db.Set<Organization>().AsNoTracking().OrderByDescending(o => o.Id).Take(MostLookedAt).ToListAsync(cancel);
            return [.. all.Select(o => ListingDocuments.Of(o, now).Document).OfType<SearchDocument>()];
        }
        var listings = await db.Set<Listing>().AsNoTracking().Where(l => l.State == ListingState.Published).OrderByDescending(l => l.Published).Take(MostLookedAt).ToListAsync(cancel);
        var owners = listings.Select(l => l.Organization).Distinct().ToList();
        var organizations = await db.Set<Organization>().AsNoTracking().Where(o => owners.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        return [.. listings.Select(l => ListingDocuments.Of(l, organizations.GetValueOrDefault(l.Organization), now).Document).OfType<SearchDocument>()];
    }

    private static bool Chosen(SearchDocument document, SearchQuery query)
    {
        var codes = Facets.Of(document).ToHashSet();
        return query.Choices.All(choice => choice.Value.Count == 0 || choice.Value.Any(code => codes.Contains($"{choice.Key}:{code}")))
            && (query.TrlMin is null || document.Trl >= query.TrlMin) && (query.TrlMax is null || document.Trl <= query.TrlMax)
            && (query.Organization is null || document.OrganizationId == query.Organization);
    }

    private static string TextOf(SearchDocument d) => Folding.FoldToString(string.Join('\n', [.. IndexText.Both(d.Title), .. IndexText.Both(d.Summary), .. IndexText.Both(d.Text), .. d.KeywordsZh, .. d.KeywordsEn, .. IndexText.Both(d.OrganizationName)]));
}
