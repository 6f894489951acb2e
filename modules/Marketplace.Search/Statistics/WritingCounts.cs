using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Statistics;

/// <summary>Writes the counts in the background, a few hundred in one transaction; several hosts add to the same rows.</summary>
internal sealed class WritingCounts(QueryCounts counts, IServiceScopeFactory scopes, IOptions<SearchOptions> options, ILogger<WritingCounts> logger) : BackgroundService
{
    private const int Batch = 200;

    /// <summary>Of a row by itself, before it is given up.</summary>
    private const int MostTries = 3;
    private readonly SemaphoreSlim writing = new(1);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var pause = TimeSpan.FromSeconds(options.Value.Statistics.SecondsBetweenWrites);
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(pause, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            await WriteAsync(stopping.IsCancellationRequested ? CancellationToken.None : stopping);
        }
    }

    /// <summary>When it completes, all that was counted before is written, or given back to be written later.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(CancellationToken.None);
        try { foreach (var some in counts.Take().Chunk(Batch)) { await TryAsync(some, cancel); } }
        finally { writing.Release(); }
    }

    private async Task TryAsync(KeyValuePair<(DateOnly Day, long Key), Tally>[] some, CancellationToken cancel)
    {
        try { await WriteAsync(some, cancel); }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // Another host may have begun the same row, which is there the next time; or one of them cannot be written, which must not keep the others.
            if (problem is DbUpdateException && some.Length > 1) { foreach (var one in some) { await TryAsync([one], cancel); } }
            else { Keep(some, problem); }
        }
    }

    private void Keep(KeyValuePair<(DateOnly Day, long Key), Tally>[] some, Exception problem)
    {
        if (problem is DbUpdateException && some is [{ Value: var one }] && ++one.Failures >= MostTries)
        {
            logger.LogWarning(problem, "The counts of a query are dropped: they could not be written {Times} times", MostTries);
            return;
        }
        counts.GiveBack(some);
        if (problem is not OperationCanceledException) { logger.LogInformation(problem, "{Count} counts of queries are written later", some.Length); }
    }

    public override void Dispose()
    {
        writing.Dispose();
        base.Dispose();
    }

    private async Task WriteAsync(KeyValuePair<(DateOnly Day, long Key), Tally>[] some, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        foreach (var ((day, key), tally) in some)
        {
            if (await AddAsync(db.Set<SearchedQuery>().Where(q => q.Day == day && q.Key == key), tally, cancel)) { continue; }
            if (tally.Query is { } query) { db.Add(Row(day, key, query, tally)); continue; }
            // Opened on a day after it was asked: it counts to the day on which it was asked.
            var asked = await db.Set<SearchedQuery>().Where(q => q.Key == key).OrderByDescending(q => q.Day).Select(q => q.Id).FirstOrDefaultAsync(cancel);
            await AddAsync(db.Set<SearchedQuery>().Where(q => q.Id == asked), tally, cancel);
        }
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<bool> AddAsync(IQueryable<SearchedQuery> rows, Tally tally, CancellationToken cancel) => await rows.ExecuteUpdateAsync(set => set
        .SetProperty(q => q.Asked, q => q.Asked + tally.Asked)
        .SetProperty(q => q.Empty, q => q.Empty + tally.Empty)
        .SetProperty(q => q.Led, q => q.Led + tally.Led)
        .SetProperty(q => q.First, q => q.First + tally.First)
        .SetProperty(q => q.Second, q => q.Second + tally.Second)
        .SetProperty(q => q.Third, q => q.Third + tally.Third)
        .SetProperty(q => q.ToTenth, q => q.ToTenth + tally.ToTenth)
        .SetProperty(q => q.Further, q => q.Further + tally.Further), cancel) > 0;

    private static SearchedQuery Row(DateOnly day, long key, AskedQuery query, Tally tally) => new()
    {
        Day = day, Key = key, Text = query.Text, Language = query.Language, List = query.List, Filters = query.Filters, Results = query.Results,
        Asked = tally.Asked, Empty = tally.Empty, Led = tally.Led, First = tally.First, Second = tally.Second, Third = tally.Third, ToTenth = tally.ToTenth, Further = tally.Further,
    };
}
