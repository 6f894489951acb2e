using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Statistics;

/// <summary>Nightly: whole months beyond the time that single queries are kept become sums; their queries are deleted in the same transaction, so that a second run adds nothing.</summary>
internal sealed class ForgetQueriesJob(MarketplaceDbContext db, IOptions<SearchOptions> options, TimeProvider clock) : ScheduledJob
{
    public override async Task RunAsync(CancellationToken cancel)
    {
        var today = Moments.Here(clock.GetUtcNow());
        var keptFrom = new DateOnly(today.Year, today.Month, 1).AddMonths(-options.Value.Statistics.MonthsKept);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var sums = await db.Set<SearchedQuery>().Where(q => q.Day < keptFrom).GroupBy(q => new { q.Day.Year, q.Day.Month, q.Language }).Select(g => new
        {
            g.Key.Year, g.Key.Month, g.Key.Language, Asked = g.Sum(q => q.Asked), Empty = g.Sum(q => q.Empty), Led = g.Sum(q => q.Led),
            Opened = g.Sum(q => q.First + q.Second + q.Third + q.ToTenth + q.Further),
        }).ToListAsync(cancel);
        foreach (var sum in sums)
        {
            var month = new DateOnly(sum.Year, sum.Month, 1);
            var kept = await db.Set<SearchedMonth>().SingleOrDefaultAsync(m => m.Month == month && m.Language == sum.Language, cancel);
            if (kept is null) { db.Add(kept = new SearchedMonth { Month = month, Language = sum.Language }); }
            (kept.Asked, kept.Empty, kept.Led, kept.Opened) = (kept.Asked + sum.Asked, kept.Empty + sum.Empty, kept.Led + sum.Led, kept.Opened + sum.Opened);
        }
        await db.SaveChangesAsync(cancel);
        await db.Set<SearchedQuery>().Where(q => q.Day < keptFrom).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
