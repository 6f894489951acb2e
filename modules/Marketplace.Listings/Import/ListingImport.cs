using System.Threading.Channels;
using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings.Import;

/// <param name="Line">Line of the row, counted from 1.</param>
public sealed record RefusedRow(int Line, string Reason);

public sealed record ImportReport(int Read, int Added, int AlreadyThere, IReadOnlyList<RefusedRow> Refused);

/// <summary>
/// Brings rows of a file in as listings of one organization. Each batch is one transaction, so a killed run leaves whole rows only, and the next run goes on where it ended.
/// </summary>
public sealed class ListingImport(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int BatchSize = 500;

    /// <param name="rows">The file's rows, in order.</param>
    /// <param name="mapping">How a row becomes content.</param>
    /// <param name="organization">The owner.</param>
    /// <param name="publish">Published at once, else drafts.</param>
    /// <param name="dryRun">Everything but the saving.</param>
    /// <param name="progress">Told the line that is done after each batch.</param>
    public async Task<ImportReport> RunAsync(IEnumerable<SourceRow> rows, RowMapping mapping, Guid organization, bool publish, bool dryRun, Action<int> progress, CancellationToken cancel)
    {
        var refused = new List<RefusedRow>();
        var batches = Channel.CreateBounded<Batch>(2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => ReadAsync(rows, mapping, batches.Writer, stop.Token), stop.Token);
        var (read, added, there) = (0, 0, 0);
        try
        {
            // One batch is read and checked while the one before it is saved.
            await foreach (var batch in batches.Reader.ReadAllAsync(cancel))
            {
                var fresh = await SaveAsync(batch.Mapped, organization, publish, dryRun, cancel);
                refused.AddRange(batch.Refused);
                (read, added, there) = (read + batch.Rows, added + fresh, there + batch.Mapped.Count - fresh);
                progress(batch.Line);
            }
        }
        finally { await stop.CancelAsync(); }
        await reading;
        return new ImportReport(read, added, there, refused);
    }

    private sealed record Batch(int Rows, int Line, List<RowMapping.Mapped> Mapped, List<RefusedRow> Refused);

    private static async Task ReadAsync(IEnumerable<SourceRow> rows, RowMapping mapping, ChannelWriter<Batch> to, CancellationToken cancel)
    {
        try
        {
            var seen = new HashSet<string>();
            foreach (var chunk in rows.Chunk(BatchSize)) { await to.WriteAsync(Map(chunk, mapping, seen), cancel); }
            to.Complete();
        }
        catch (Exception problem) { to.Complete(problem); }
    }

    private static Batch Map(SourceRow[] rows, RowMapping mapping, HashSet<string> seen)
    {
        var batch = new Batch(rows.Length, rows[^1].Line, new(rows.Length), []);
        foreach (var row in rows)
        {
            if (row.Problem is { } problem) { batch.Refused.Add(new RefusedRow(row.Line, problem)); continue; }
            try
            {
                var one = mapping.Map(row);
                if (seen.Add(one.Key)) { batch.Mapped.Add(one); } else { batch.Refused.Add(new RefusedRow(row.Line, $"the key '{one.Key}' is in the file twice")); }
            }
            catch (FormatException reason) { batch.Refused.Add(new RefusedRow(row.Line, reason.Message)); }
        }
        return batch;
    }

    private async Task<int> SaveAsync(List<RowMapping.Mapped> mapped, Guid organization, bool publish, bool dryRun, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().IsProgram("import");
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var keys = mapped.Select(m => "import:" + m.Key).ToList();
        var there = await db.Set<Listing>().Where(l => l.Organization == organization && keys.Contains(l.ImportKey!)).Select(l => l.ImportKey).ToHashSetAsync(cancel);
        var fresh = mapped.Where(m => !there.Contains("import:" + m.Key)).ToList();
        if (dryRun) { return fresh.Count; }
        var now = clock.GetUtcNow();
        foreach (var row in fresh)
        {
            var listing = new Listing(organization, row.Content, author: null, now);
            listing.CameFrom("import:" + row.Key, isSample: false);
            db.Add(listing);
            if (publish) { db.Add(listing.PublishAtOnce(now)); }
        }
        await db.SaveChangesAsync(cancel);
        return fresh.Count;
    }

    /// <summary>By short id, credit code, or name in either language.</summary>
    /// <exception cref="InvalidOperationException">None, or more than one.</exception>
    public async Task<Organization> FindOrganizationAsync(string named, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        var small = named.Trim().ToLowerInvariant();
        var candidates = await db.Set<Organization>().AsNoTracking().Where(o => o.SearchText.Contains(small)).OrderBy(o => o.Id).Take(200).ToListAsync(cancel);
        var found = candidates.Where(o => o.ShortId == small || o.CreditCode?.ToString() == named.Trim().ToUpperInvariant()
            || string.Equals(o.Name.Zh, named.Trim(), StringComparison.OrdinalIgnoreCase) || string.Equals(o.Name.En, named.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new InvalidOperationException($"There is no organization '{named}'."),
            _ => throw new InvalidOperationException($"'{named}' is the name of {found.Count} organizations; give the short id or credit code."),
        };
    }
}
