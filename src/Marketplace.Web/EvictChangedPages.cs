using System.Collections.Frozen;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.OutputCaching;

namespace Marketplace.Web;

/// <summary>
/// Takes cached public pages out as soon as an event touches what they show. Every process reads for its own cache, from the newest event on: what was cached before it started is gone.
/// </summary>
internal sealed class EvictChangedPages(ModuleCatalog catalog, IOutputCacheStore cache, IEnumerable<IKeptByTag> kept, IServiceScopeFactory scopes, EventSignal signal,
    IReaderLock readerLock, TimeProvider clock, ILogger<EvictChangedPages> logger)
    : EventReader(scopes, signal, readerLock, logger)
{
    // A page that was being made while the change was saved may show the old state and be stored after the first eviction.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);

    private readonly FrozenDictionary<string, Type> types = catalog.Assemblies.SelectMany(a => a.GetTypes())
        .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(IEvent))).ToFrozenDictionary(EventTypes.NameOf);
    private readonly Queue<(DateTimeOffset At, string Tag)> again = new();
    private long? position;

    /// <summary>A name of this process alone, so that no other process holds its lock.</summary>
    public override string Name { get; } = $"cache-{Guid.NewGuid():N}";

    public override async Task<int> ReadOnceAsync(CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        position ??= await db.NewestPositionAsync(cancel);
        var batch = await db.ReadEventsAsync(position.Value, BatchSize, cancel);
        foreach (var tag in batch.SelectMany(Touched).Distinct())
        {
            await EvictAsync(tag, cancel);
            again.Enqueue((clock.GetUtcNow() + SecondLook, tag));
        }
        if (batch.Count > 0) { position = batch[^1].Position; }
        while (again.TryPeek(out var next) && next.At <= clock.GetUtcNow()) { await EvictAsync(again.Dequeue().Tag, cancel); }
        return batch.Count;
    }

    private ValueTask EvictAsync(string tag, CancellationToken cancel)
    {
        foreach (var memory in kept) { memory.Evict(tag); }
        return cache.EvictByTagAsync(tag, cancel);
    }

    private IEnumerable<string> Touched(LoggedEvent logged) => types.TryGetValue(logged.Type, out var type) ? EventTypes.Read(logged, type).Touches : [];
}
