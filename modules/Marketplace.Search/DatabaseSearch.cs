using System.Globalization;
using System.Runtime.CompilerServices;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Search.Indexing;
using Marketplace.Search.Query;
using Marketplace.Search.Saved;
using Marketplace.Search.Text;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search;

/// <summary>
/// Answers while the engine is away: what contains the words as they stand, read through from the newest on for as long as somebody may be kept waiting. No facets, no ranking; the page says so.
/// </summary>
internal sealed class DatabaseSearch(MarketplaceDbContext db, IndexFeed feed, TimeProvider clock)
{
    private const int Batch = 200;

    /// <summary>Before the number of hits that earlier pages had: no engine gives such a cursor.</summary>
    private const string CursorStart = "db-";

    /// <summary>For listings and for organizations each. While the engine is away everybody who searches does this work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.7);

    /// <summary>What is kept of a document that answers until the page's own are known.</summary>
    private sealed record Found(Guid Id, DateTimeOffset Published, decimal? Price, int? Trl);

    /// <exception cref="BadCursorException">The cursor is the engine's.</exception>
    public async Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancel)
    {
        var before = Before(query.Cursor);
        var parsed = new QueryParser(Glossary.Empty, Ranking.Default).Parse(query.Text);
        List<Found> found = [.. await FindAsync(ListingsAsync(query, cancel), query, parsed), .. await FindAsync(OrganizationsAsync(query, cancel), query, parsed)];
        var page = Sorted(found, query.Sort).Skip(before).Take(query.Limit).Select(f => f.Id).ToList();
        var documents = (await feed.DocumentsAsync(page, cancel)).Where(d => d.VisibleTo <= query.Reader).ToDictionary(d => d.Id);
        var highlights = new Highlights(parsed, []);
        return new SearchResult
        {
            Total = found.Count,
            Hits = [.. page.Where(documents.ContainsKey).Select(id => highlights.Hit(documents[id], 0, query))],
            Next = found.Count > before + query.Limit ? string.Create(CultureInfo.InvariantCulture, $"{CursorStart}{before + query.Limit}") : null,
            FromDatabase = true,
        };
    }

    private static int Before(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) { return 0; }
        return cursor.StartsWith(CursorStart, StringComparison.Ordinal) && int.TryParse(cursor.AsSpan(CursorStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var hits) ? hits : throw new BadCursorException();
    }

    private async Task<List<Found>> FindAsync(IAsyncEnumerable<IEnumerable<IndexChange>> all, SearchQuery query, ParsedQuery parsed)
    {
        var began = clock.GetTimestamp();
        var found = new List<Found>();
        var wanted = parsed.Words.Select(w => w.Typed).Concat(parsed.Phrases.Select(p => p.Typed)).Select(Folding.FoldToString).Distinct().ToList();
        await foreach (var some in all)
        {
            found.AddRange(some.Select(c => c.Document).OfType<SearchDocument>().Where(d => d.VisibleTo <= query.Reader && Chosen(d, query) && Says(d, query.Reader, wanted, parsed.Excluded))
                .Select(d => new Found(d.Id, d.Published, d.PriceFrom ?? d.PriceTo, d.Trl)));
            if (clock.GetElapsedTime(began) > Patience) { break; }
        }
        return found;
    }

    /// <summary>Those of the kinds and of the organization that are asked for, in batches, the newest first.</summary>
    private async IAsyncEnumerable<IEnumerable<IndexChange>> ListingsAsync(SearchQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var listings = db.Set<Listing>().AsNoTracking().Where(l => l.State == ListingState.Published && l.Visibility != Visibility.Invited);
        if (KindsOf(query) is { Count: > 0 } asked)
        {
            var kinds = asked.Select(k => Enum.TryParse<ListingKind>(k, ignoreCase: true, out var kind) ? kind : (ListingKind?)null).OfType<ListingKind>().ToList();
            if (kinds.Count == 0) { yield break; }
            listings = listings.Where(l => kinds.Contains(l.Kind));
        }
        if (query.Organization is { } owner) { listings = listings.Where(l => l.Organization == owner); }
        for (Listing? last = null; ;)
        {
            var (at, id) = (last?.Published, last?.Id ?? Guid.Empty);
            var rest = last is null ? listings : listings.Where(l => l.Published < at || (l.Published == at && l.Id < id));
            var some = await rest.OrderByDescending(l => l.Published).ThenByDescending(l => l.Id).Take(Batch).ToListAsync(cancel);
            if (some.Count == 0) { yield break; }
            yield return await feed.OfAsync(some, cancel);
            last = some[^1];
        }
    }

    private async IAsyncEnumerable<IEnumerable<IndexChange>> OrganizationsAsync(SearchQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (KindsOf(query) is { Count: > 0 } kinds && !kinds.Contains("organization")) { yield break; }
        var organizations = db.Set<Organization>().AsNoTracking().Where(o => o.VerifiedAt != null);
        if (query.Organization is { } only) { organizations = organizations.Where(o => o.Id == only); }
        for (Guid? last = null; ;)
        {
            var rest = last is { } id ? organizations.Where(o => o.Id < id) : organizations;
            var some = await feed.OfAsync(rest.OrderByDescending(o => o.Id).Take(Batch), cancel);
            if (some.Count == 0) { yield break; }
            yield return some;
            last = some[^1].Id;
        }
    }

    private static IReadOnlyList<string> KindsOf(SearchQuery query) => query.Choices.GetValueOrDefault(Facets.Kind) ?? [];

    private static bool Chosen(SearchDocument document, SearchQuery query)
    {
        var codes = Facets.Of(document).ToHashSet();
        return query.Choices.All(choice => choice.Value.Count == 0 || choice.Value.Any(code => codes.Contains($"{choice.Key}:{code}")))
            && (query.TrlMin is null || document.Trl >= query.TrlMin) && (query.TrlMax is null || document.Trl <= query.TrlMax)
            && (query.Organization is null || document.OrganizationId == query.Organization);
    }

    private static bool Says(SearchDocument document, ReaderScope reader, List<string> wanted, IReadOnlyList<QueryPhrase> excluded)
    {
        var text = TextOf(document, reader);
        return wanted.TrueForAll(w => text.Contains(w, StringComparison.Ordinal)) && (excluded.Count == 0 || !excluded.Any(new DocumentTerms(document, reader).Has));
    }

    private static string TextOf(SearchDocument d, ReaderScope reader) => Folding.FoldToString(string.Join('\n',
    [
        .. IndexText.Both(d.Title), .. IndexText.Both(d.Summary), .. IndexText.Both(d.Text), .. reader >= ReaderScope.Members ? IndexText.Both(d.MembersText) : [],
        .. d.KeywordsZh, .. d.KeywordsEn, .. IndexText.Both(d.OrganizationName),
    ]));

    private static IOrderedEnumerable<Found> Sorted(List<Found> found, SearchSort sort) => (sort switch
    {
        SearchSort.Price => found.OrderBy(f => f.Price ?? decimal.MaxValue).ThenByDescending(f => f.Published),
        SearchSort.Trl => found.OrderByDescending(f => f.Trl ?? 0).ThenByDescending(f => f.Published),
        _ => found.OrderByDescending(f => f.Published),
    }).ThenByDescending(f => f.Id);
}
