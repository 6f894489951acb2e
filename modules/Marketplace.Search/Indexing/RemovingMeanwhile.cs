using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Marketplace.Search.Indexing;

/// <summary>
/// While the index is made anew, which takes minutes where there is much of it, what nobody may see any more goes from the one that answers. What is new waits for the one being made: an index of an
/// earlier form may refuse it. The position stays where it was, for it also stands for what is not taken in.
/// </summary>
/// <param name="engine">Its generation that answers is an old one.</param>
/// <param name="feed">Of a context of its own: the rebuild reads beside it.</param>
/// <param name="db">The same context.</param>
/// <param name="status">Of the generation that answers, when the rebuild began.</param>
/// <param name="clock">Says when to look again.</param>
/// <param name="logger">Told where the old generation takes nothing.</param>
internal sealed class RemovingMeanwhile(ISearchEngine engine, IndexFeed feed, MarketplaceDbContext db, SearchStatus status, TimeProvider clock, ILogger logger)
{
    private const int Batch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long read = status.Position;
    private long? looked;
    private bool refuses = status.Documents == 0;

    /// <summary>Called between the batches of the rebuild; true where something was removed.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        if (refuses || (looked is { } last && clock.GetElapsedTime(last) < Pause)) { return false; }
        var (events, position, changes) = await feed.NextAsync(read, Batch, cancel);
        looked = events < Batch ? clock.GetTimestamp() : null;
        read = position;
        var gone = changes.Where(c => c.Document is null).ToList();
        return gone.Count > 0 && await RemoveAsync(gone, cancel);
    }

    private async Task<bool> RemoveAsync(List<IndexChange> gone, CancellationToken cancel)
    {
        await RebuildMark.SetAsync(db, cancel);
        try
        {
            await engine.ApplyAsync(gone, status.Position, cancel);
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            refuses = true;
            logger.LogWarning(problem, "What is withdrawn stays in the old search index until the new one answers");
            return false;
        }
    }
}

/// <summary>
/// Stands in the database from the first removal that an old generation takes until the new one answers: what wrote last may be all by which a generation tells its form, so if the process ends
/// between, nothing else says that the index is to be made anew.
/// </summary>
internal static class RebuildMark
{
    private const string Name = "search-anew";

    private static IQueryable<ReaderPosition> Marks(MarketplaceDbContext db) => db.ReaderPositions.Where(p => p.Reader == Name);

    public static Task<bool> IsSetAsync(MarketplaceDbContext db, CancellationToken cancel) => Marks(db).AnyAsync(cancel);

    public static async Task SetAsync(MarketplaceDbContext db, CancellationToken cancel)
    {
        if (await IsSetAsync(db, cancel)) { return; }
        db.ReaderPositions.Add(new ReaderPosition { Reader = Name });
        await db.SaveChangesAsync(cancel);
    }

    public static Task RemoveAsync(MarketplaceDbContext db, CancellationToken cancel) => Marks(db).ExecuteDeleteAsync(cancel);
}
