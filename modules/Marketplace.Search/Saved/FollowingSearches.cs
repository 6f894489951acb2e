using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Search.Indexing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Saved;

/// <summary>
/// Follows the event log behind the index: each new listing is turned round once (<see cref="DocumentTerms"/>) and all followed searches are asked whether they find it, those that
/// ask the same only once. What is found is kept, and whoever wants to hear at once is told.
/// </summary>
internal sealed class FollowingSearches(ISearchEngine engine, FollowedQueries queries, SearchAlerts alerts, IServiceScopeFactory scopes, EventSignal signal, IReaderLock readerLock,
    IOptions<SearchOptions> options, TimeProvider clock, ILogger<FollowingSearches> logger) : EventReader(scopes, signal, readerLock, logger)
{
    private static readonly HashSet<string> OfNews = [nameof(ListingPublished), nameof(OrganizationVerified)];

    public override string Name => "followed-searches";

    public override async Task<int> ReadOnceAsync(CancellationToken cancel)
    {
        int read;
        await using (var scope = Scopes.CreateAsyncScope())
        {
            var services = scope.ServiceProvider;
            services.GetRequiredService<Actor>().IsProgram(Name);
            var db = services.GetRequiredService<MarketplaceDbContext>();
            var position = await db.ReaderPositions.SingleOrDefaultAsync(p => p.Reader == Name, cancel);
            var batch = await IndexedAsync(await db.ReadEventsAsync(position?.Position ?? 0, BatchSize, cancel), cancel);
            if (batch.Count == 0) { return 0; }
            var news = batch.Where(e => OfNews.Contains(e.Type)).Select(e => e.Subject).ToHashSet();
            var found = news.Count > 0 ? await FindAsync(services, db, news, cancel) : [];
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            foreach (var some in found.Chunk(500)) { await KeepAsync(db, some, clock.GetUtcNow(), cancel); }
            if (position is null) { db.ReaderPositions.Add(new ReaderPosition { Reader = Name, Position = batch[^1].Position }); } else { position.Position = batch[^1].Position; }
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            read = batch.Count;
        }
        await alerts.TellAsync(cancel);
        return read;
    }

    /// <summary>Events that the index has read as well: nobody is told of what a search does not yet show.</summary>
    private async Task<List<LoggedEvent>> IndexedAsync(List<LoggedEvent> events, CancellationToken cancel)
    {
        if (events.Count == 0) { return events; }
        try
        {
            var reached = (await engine.StatusAsync(cancel)).Position;
            return [.. events.TakeWhile(e => e.Position <= reached)];
        }
        catch (SearchUnavailableException) { return []; }
    }

    private async Task<List<Found>> FindAsync(IServiceProvider services, MarketplaceDbContext db, HashSet<Guid> news, CancellationToken cancel)
    {
        var documents = await services.GetRequiredService<IndexFeed>().DocumentsAsync(news, cancel);
        if (documents.Count == 0) { return []; }
        var now = clock.GetUtcNow();
        var newest = documents.Max(d => d.Published);
        var followed = await db.Set<SavedSearch>().AsNoTracking().Where(s => s.Paused == null && s.Created <= newest)
            .Select(s => new Followed(s.Id, s.PersonId, s.Path, s.Query, s.Created)).ToListAsync(cancel);
        if (followed.Count == 0) { return []; }
        var found = Ask(documents, followed).ToList();
        var readers = await ReaderScopes.OfAsync(db, [.. found.Select(f => f.Search.PersonId)], now, cancel);
        found.RemoveAll(f => !readers.TryGetValue(f.Search.PersonId, out var scope) || f.Document.VisibleTo > scope);
        return found;
    }

    private sealed record Followed(Guid Id, Guid PersonId, string Path, string Query, DateTimeOffset Created);

    private sealed record Found(Followed Search, SearchDocument Document);

    private IEnumerable<Found> Ask(IReadOnlyList<SearchDocument> documents, List<Followed> followed)
    {
        var same = followed.GroupBy(s => (s.Path, s.Query)).Select(g => (Query: queries.Of(g.Key.Path, g.Key.Query), Searches: g.ToList())).Where(g => g.Query is not null).ToList();
        foreach (var document in documents)
        {
            // Every follower is a member; who may see the listing at all is asked of those only whose search finds it.
            var terms = new DocumentTerms(document, ReaderScope.Members);
            foreach (var (query, searches) in same)
            {
                if (!query!.Finds(terms)) { continue; }
                foreach (var search in searches.Where(s => s.Created <= document.Published)) { yield return new Found(search, document); }
            }
        }
    }

    private async Task KeepAsync(MarketplaceDbContext db, Found[] found, DateTimeOffset now, CancellationToken cancel)
    {
        var searches = found.Select(f => f.Search.Id).Distinct().ToList();
        var listings = found.Select(f => f.Document.Id).Distinct().ToList();
        var known = (await db.Set<SavedSearchFind>().AsNoTracking().Where(f => searches.Contains(f.Search) && listings.Contains(f.Listing)).Select(f => new { f.Search, f.Listing }).ToListAsync(cancel))
            .Select(f => (f.Search, f.Listing)).ToHashSet();
        var fresh = found.Where(f => known.Add((f.Search.Id, f.Document.Id))).ToList();
        db.AddRange(fresh.Select(f => new SavedSearchFind { Search = f.Search.Id, Listing = f.Document.Id, At = now }));
        var ids = fresh.Select(f => f.Search.Id).Distinct().ToList();
        var between = TimeSpan.FromMinutes(options.Value.Alerts.MinutesBetween);
        foreach (var alike in (await db.Set<SavedSearch>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancel)).GroupBy(s => s.WhenTold(now, between)))
        {
            if (alike.Key is not { } next) { continue; }
            var due = alike.Select(s => s.Id).ToList();
            // Said by the database, on the row as it is then: somebody may be told at this moment, after which it is due no more.
            await db.Set<SavedSearch>().Where(s => due.Contains(s.Id) && s.Paused == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.Due, s => s.Due ?? next), cancel);
        }
    }
}
