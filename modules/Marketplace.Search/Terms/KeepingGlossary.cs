using Marketplace.Data;
using Marketplace.Search.Pages.Search;
using Marketplace.Search.Query;
using Marketplace.Search.Saved;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketplace.Search.Terms;

/// <summary>Brings what operators add into the glossary: at the start, and in every process as soon as the event log tells of a change. Pages made from the glossary as it was are dropped.</summary>
internal sealed class KeepingGlossary(Glossary glossary, Ranking ranking, FollowedQueries followed, IOutputCacheStore cache, IServiceScopeFactory scopes, EventSignal signal, IReaderLock readerLock, ILogger<KeepingGlossary> logger)
    : EventReader(scopes, signal, readerLock, logger)
{
    private long? position;

    /// <summary>A name of this process alone, so that no other process holds its lock.</summary>
    public override string Name { get; } = $"glossary-{Guid.NewGuid():N}";

    public override async Task<int> ReadOnceAsync(CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        if (position is null)
        {
            position = await db.NewestPositionAsync(cancel);
            await LoadAsync(db, cancel);
        }
        var batch = await db.ReadEventsAsync(position.Value, BatchSize, cancel);
        if (batch.Exists(e => e.Type == nameof(GlossaryChanged))) { await LoadAsync(db, cancel); }
        if (batch.Count > 0) { position = batch[^1].Position; }
        return batch.Count;
    }

    /// <summary>All entries as they are now.</summary>
    public async Task LoadAsync(MarketplaceDbContext db, CancellationToken cancel)
    {
        var entries = await db.Set<GlossaryEntry>().AsNoTracking().OrderBy(e => e.Id).ToListAsync(cancel);
        glossary.Extend(entries.Select(e => e.Same), ranking);
        followed.Forget();
        await cache.EvictByTagAsync(IndexModel.CacheTag, cancel);
    }
}
