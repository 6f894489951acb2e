using Marketplace.Data;
using Marketplace.Search.Pages.Search;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketplace.Search.Indexing;

/// <summary>Follows the event log into the index. Its position is kept by the index itself, so that a crash, a restored backup or an empty index reads on from where the index is.</summary>
internal sealed class Indexing(ISearchEngine engine, Reindexing reindexing, IServiceScopeFactory scopes, EventSignal signal, IReaderLock readerLock, IOutputCacheStore cache, TimeProvider clock, ILogger<Indexing> logger)
    : EventReader(scopes, signal, readerLock, logger)
{
    /// <summary>So many events are read quicker as the listings that they are about, all at once.</summary>
    private const int Many = 1_000;

    private bool agreed;
    private int evictions;

    public override string Name => "search";

    /// <summary>What happened while the engine was away is soon found when it is back.</summary>
    protected override TimeSpan LongestPause => TimeSpan.FromSeconds(5);

    public override async Task<int> ReadOnceAsync(CancellationToken cancel)
    {
        var status = await engine.StatusAsync(cancel);
        await using var scope = Scopes.CreateAsyncScope();
        var feed = scope.ServiceProvider.GetRequiredService<IndexFeed>();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        if (await WhyAnewAsync(status, feed, db, cancel) is { } why)
        {
            logger.LogWarning("The search index is made anew: {Why}", why);
            var meanwhile = new RemovingMeanwhile(engine, feed, db, status, clock, logger);
            await reindexing.RunAsync(null, async () => await EvictAsync(await meanwhile.LookAsync(cancel), cancel), cancel);
            status = await engine.StatusAsync(cancel);
            evictions = 2;
        }
        agreed = true;
        var (events, position, changes) = await feed.NextAsync(status.Position, BatchSize, cancel);
        if (events > 0) { await engine.ApplyAsync(changes, position, cancel); }
        await EvictAsync(changes.Count > 0, cancel);
        return events;
    }

    /// <summary>Why reading on from where the index is would not do; null where it does.</summary>
    private async Task<string?> WhyAnewAsync(SearchStatus status, IndexFeed feed, MarketplaceDbContext db, CancellationToken cancel)
    {
        if (status.Outdated) { return "an earlier version of the program made it"; }
        if (agreed) { return null; }
        if (await RebuildMark.IsSetAsync(db, cancel)) { return "it was being made anew when the site stopped"; }
        var last = await feed.LastPositionAsync(cancel);
        // The database is an older one than the index knew: what the index has more is not so.
        if (status.Position > last) { return $"it has read up to event {status.Position}, and the log ends at {last}"; }
        return status.Position == 0 && last > Many ? $"it is empty, and there are {last} events" : null;
    }

    /// <summary>Twice, because a page that was being made from the index as it was may be stored after the first time.</summary>
    private async Task EvictAsync(bool changed, CancellationToken cancel)
    {
        if (changed) { evictions = 2; }
        if (evictions == 0) { return; }
        await cache.EvictByTagAsync(IndexModel.CacheTag, cancel);
        evictions--;
    }
}

/// <summary>Makes the index anew from the database, beside the one that answers.</summary>
public sealed class Reindexing(ISearchEngine engine, IServiceScopeFactory scopes)
{
    /// <summary>Listings read at once, while those before are written.</summary>
    private const int Batch = 2_000;

    /// <param name="progress">Listings done and listings in all.</param>
    /// <param name="cancel">Leaves the old index as it was.</param>
    /// <exception cref="SearchUnavailableException">The engine is away, or another process has the index open.</exception>
    public Task<int> RunAsync(IProgress<(int Done, int All)>? progress, CancellationToken cancel) => RunAsync(progress, () => Task.CompletedTask, cancel);

    /// <param name="progress">Listings done and listings in all.</param>
    /// <param name="between">Done after each batch.</param>
    /// <param name="cancel">Leaves the old index as it was.</param>
    internal async Task<int> RunAsync(IProgress<(int Done, int All)>? progress, Func<Task> between, CancellationToken cancel)
    {
        await using var rebuild = await engine.BeginRebuildAsync(cancel);
        await using var scope = scopes.CreateAsyncScope();
        var feed = scope.ServiceProvider.GetRequiredService<IndexFeed>();
        // Not the last one there is: what an older transaction is still writing is not among what is read now, and must not be passed.
        var position = await feed.ReadablePositionAsync(cancel);
        var (done, all) = (0, await feed.CountAsync(cancel));
        var (writing, given) = (Task.CompletedTask, 0);
        async Task WrittenAsync()
        {
            await writing;
            (done, given) = (done + given, 0);
            progress?.Report((Math.Min(done, all), all));
            await between();
        }
        try
        {
            await foreach (var changes in feed.EverythingAsync(Batch, cancel))
            {
                await WrittenAsync();
                (writing, given) = (rebuild.ApplyAsync(changes, cancel), changes.Count);
            }
            await WrittenAsync();
        }
        // Whatever ended the reading: a rebuild is not put away while something is still written to it.
        finally { await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }
        // What happened meanwhile goes in before the new generation answers.
        while (await feed.NextAsync(position, Batch, cancel) is { Events: > 0 } more)
        {
            await rebuild.ApplyAsync(more.Changes, cancel);
            position = more.Position;
        }
        await rebuild.CompleteAsync(position, cancel);
        await RebuildMark.RemoveAsync(scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>(), cancel);
        return done;
    }
}
