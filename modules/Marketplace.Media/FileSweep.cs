using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Marketplace.Media;

/// <summary>Every night: rows that nothing shows any more go, then contents that no row needs, then what interrupted uploads left behind.</summary>
internal sealed class FileSweepJob(MarketplaceDbContext db, Blobs blobs, Actor actor, TimeProvider clock, ILogger<FileSweepJob> logger) : ScheduledJob
{
    private static readonly TimeSpan PendingFor = TimeSpan.FromDays(1), OrphanedFor = TimeSpan.FromDays(7), ContentFor = TimeSpan.FromHours(6);
    private const int AtOnce = 200;

    public override async Task RunAsync(CancellationToken cancel)
    {
        actor.IsProgram(nameof(FileSweepJob));
        var rows = await RemoveRowsAsync(cancel);
        var contents = await RemoveContentsAsync(cancel);
        var temporary = blobs.SweepTemporary(clock.GetUtcNow() - ContentFor);
        if (rows + contents + temporary > 0) { logger.LogInformation("Swept {Rows} file rows, {Contents} contents, {Temporary} unfinished uploads", rows, contents, temporary); }
    }

    private async Task<int> RemoveRowsAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (pendingSince, orphanedSince) = (now - PendingFor, now - OrphanedFor);
        var removed = 0;
        while (true)
        {
            var rows = await db.Set<StoredFile>().Where(f => (f.State == FileState.Pending && f.Changed < pendingSince) || (f.State == FileState.Orphaned && f.Changed < orphanedSince))
                .OrderBy(f => f.Id).Take(AtOnce).ToListAsync(cancel);
            if (rows.Count == 0) { return removed; }
            db.RemoveRange(rows);
            await db.SaveChangesAsync(cancel);
            db.ChangeTracker.Clear();
            removed += rows.Count;
        }
    }

    private async Task<int> RemoveContentsAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - ContentFor;
        var removed = 0;
        foreach (var hashes in blobs.AllHashes().Chunk(AtOnce))
        {
            var needed = await db.Set<StoredFile>().Where(f => hashes.Contains(f.Sha256)).Select(f => f.Sha256).ToHashSetAsync(cancel);
            foreach (var hash in hashes.Where(h => !needed.Contains(h) && blobs.WrittenAt(h) < before))
            {
                if (await blobs.TryRemoveAsync(hash, before, () => db.Set<StoredFile>().AnyAsync(f => f.Sha256 == hash, cancel))) { removed++; }
            }
        }
        return removed;
    }
}

/// <summary><c>doctor</c>: each row has its content and each content its row; a sample is read and hashed again.</summary>
internal sealed class FilesAgree(MarketplaceDbContext db, Blobs blobs, TimeProvider clock) : IDoctorCheck
{
    private const int Sample = 100;
    private static readonly TimeSpan StillComing = TimeSpan.FromHours(1);

    public string Name => "files";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var rows = await db.Set<StoredFile>().AsNoTracking().IgnoreAutoIncludes().GroupBy(f => f.Sha256)
            .Select(g => new { Hash = g.Key, Size = g.Max(f => f.Size), Name = g.Min(f => f.Name) }).ToDictionaryAsync(r => r.Hash, cancel);
        foreach (var row in rows.Values)
        {
            var content = new FileInfo(blobs.PathOf(row.Hash));
            if (!content.Exists) { yield return $"File '{row.Name}' has no content on disk ({row.Hash})."; }
            else if (content.Length != row.Size) { yield return $"File '{row.Name}' has {content.Length} bytes on disk instead of {row.Size} ({row.Hash})."; }
        }
        var recent = clock.GetUtcNow() - StillComing;
        foreach (var hash in blobs.AllHashes().Where(h => !rows.ContainsKey(h) && blobs.WrittenAt(h) < recent)) { yield return $"Content {hash} belongs to no file; the nightly sweep removes it."; }
        foreach (var row in rows.Values.OrderBy(_ => Random.Shared.Next()).Take(Sample))
        {
            if (File.Exists(blobs.PathOf(row.Hash)) && await HashAsync(blobs.PathOf(row.Hash), cancel) != row.Hash) { yield return $"The content of file '{row.Name}' has changed on disk ({row.Hash})."; }
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }
}
