using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Indexing;

/// <summary>Turns events, and the whole database, into changes of the index. Reads the present state, so that reading an event again does no harm.</summary>
internal sealed class IndexFeed(MarketplaceDbContext db, TimeProvider clock)
{
    private static readonly HashSet<string> OfListings =
        [nameof(ListingPublished), nameof(ListingConfirmed), nameof(ListingExpired), nameof(ListingStateChanged)];

    private static readonly HashSet<string> OfOrganizations =
        [nameof(OrganizationChanged), nameof(OrganizationVerified), nameof(OrganizationVerificationExpired)];

    /// <summary>Up to here everything has happened: a reader that knows the present state may go on behind it.</summary>
    public Task<long> ReadablePositionAsync(CancellationToken cancel) => db.NewestPositionAsync(cancel);

    /// <summary>Of the last event there is, some before it perhaps not yet to be seen.</summary>
    public async Task<long> LastPositionAsync(CancellationToken cancel) => await db.Events.MaxAsync(e => (long?)e.Position, cancel) ?? 0;

    /// <summary>How many events there are behind a position.</summary>
    public Task<long> LagAsync(long position, CancellationToken cancel) => db.Events.LongCountAsync(e => e.Position > position, cancel);

    /// <summary>The next events and what follows from them; an empty list of events at the end of the log.</summary>
    public async Task<(int Events, long Position, IReadOnlyList<IndexChange> Changes)> NextAsync(long after, int count, CancellationToken cancel)
    {
        var events = await db.ReadEventsAsync(after, count, cancel);
        if (events.Count == 0) { return (0, after, []); }
        var organizations = events.Where(e => OfOrganizations.Contains(e.Type)).Select(e => e.Subject).Distinct().ToList();
        var listings = events.Where(e => OfListings.Contains(e.Type)).Select(e => e.Subject).Distinct().ToList();
        var changes = new List<IndexChange>();
        changes.AddRange(await OfAsync(db.Set<Organization>().Where(o => organizations.Contains(o.Id)), cancel));
        changes.AddRange(await ListingsAsync(db.Set<Listing>().Where(l => listings.Contains(l.Id) || (organizations.Contains(l.Organization) && l.State == ListingState.Published)), cancel));
        return (events.Count, events[^1].Position, changes);
    }

    /// <summary>What of these listings and organizations can be found now.</summary>
    public async Task<IReadOnlyList<SearchDocument>> DocumentsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        [.. (await ListingsAsync(db.Set<Listing>().Where(l => ids.Contains(l.Id)), cancel)).Concat(await OfAsync(db.Set<Organization>().Where(o => ids.Contains(o.Id)), cancel))
            .Select(c => c.Document).OfType<SearchDocument>()];

    public Task<int> CountAsync(CancellationToken cancel) => db.Set<Listing>().CountAsync(l => l.State == ListingState.Published, cancel);

    /// <summary>All that can be found, in batches.</summary>
    public async IAsyncEnumerable<IReadOnlyList<IndexChange>> EverythingAsync(int batch, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        yield return await OfAsync(db.Set<Organization>().Where(o => o.VerifiedAt != null), cancel);
        for (Guid? last = null; ;)
        {
            var from = last;
            var listings = db.Set<Listing>().Where(l => l.State == ListingState.Published);
            if (from is { } id) { listings = listings.Where(l => l.Id > id); }
            var changes = await ListingsAsync(listings.OrderBy(l => l.Id).Take(batch), cancel);
            if (changes.Count == 0) { yield break; }
            yield return changes;
            last = changes[^1].Id;
        }
    }

    /// <summary>What of each of these organizations can be found now.</summary>
    public async Task<List<IndexChange>> OfAsync(IQueryable<Organization> query, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return (await query.AsNoTracking().Include(o => o.Verifications).ToListAsync(cancel)).ConvertAll(o => ListingDocuments.Of(o, now));
    }

    private async Task<List<IndexChange>> ListingsAsync(IQueryable<Listing> query, CancellationToken cancel) => await OfAsync(await query.AsNoTracking().ToListAsync(cancel), cancel);

    /// <summary>What of each of these listings can be found now.</summary>
    public async Task<List<IndexChange>> OfAsync(List<Listing> listings, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var owners = listings.Select(l => l.Organization).Distinct().ToList();
        var organizations = await db.Set<Organization>().AsNoTracking().Where(o => owners.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        return listings.ConvertAll(l => ListingDocuments.Of(l, organizations.GetValueOrDefault(l.Organization), now));
    }
}
