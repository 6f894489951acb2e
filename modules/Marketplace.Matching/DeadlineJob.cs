using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>That a deadline has passed is no event: once a day the demands whose last day was yesterday leave the lists, and are no longer counted. With a later deadline they are reckoned anew.</summary>
internal sealed class DeadlineJob(MarketplaceDbContext db, TimeProvider clock) : ScheduledJob
{
    private const int Tries = 5;

    public override async Task RunAsync(CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime);
        // The deadline lies in the content: all demands that have matches are read, one after the other.
        var demands = db.Set<Listing>().AsNoTracking()
            .Where(l => l.Kind == ListingKind.Demand && l.State == ListingState.Published && db.Set<Match>().Any(m => m.IsOpen && (m.Listing == l.Id || m.Counterpart == l.Id)))
            .Select(l => new { l.Id, l.Approved });
        var over = new List<Guid>();
        await foreach (var demand in demands.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if ((demand.Approved as DemandContent)?.Deadline < today) { over.Add(demand.Id); }
        }
        foreach (var demand in over) { await LeaveAsync(demand, cancel); }
    }

    private async Task LeaveAsync(Guid demand, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            foreach (var match in await db.Set<Match>().Where(m => m.IsOpen && (m.Listing == demand || m.Counterpart == demand)).ToListAsync(cancel)) { match.Leave(closed: false); }
            try
            {
                await db.SaveChangesAsync(cancel);
                return;
            }
            catch (DbUpdateConcurrencyException) when (tries < Tries) { continue; }
            finally { db.ChangeTracker.Clear(); }
        }
    }
}
