using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Reviewing;

/// <param name="Times">How often it was refused before.</param>
public sealed record QueueLine(Guid Id, string ShortId, ListingKind Kind, Bilingual Title, DateTimeOffset Submitted, bool IsChange, Bilingual Organization, int Times);

/// <summary>What waits for review, oldest first.</summary>
public static class ReviewQueue
{
    public const int PageSize = 30;

    public static IQueryable<Listing> Waiting(this IQueryable<Listing> listings, ListingKind? kind = null)
    {
        var waiting = listings.Where(l => l.State == ListingState.InReview || l.ChangeSubmitted);
        return kind is { } only ? waiting.Where(l => l.Kind == only) : waiting;
    }

    public static async Task<(List<QueueLine> Lines, Place? Next)> QueueAsync(this MarketplaceDbContext db, ListingKind? kind, Place? after, CancellationToken cancel)
    {
        var waiting = db.Set<Listing>().AsNoTracking().Waiting(kind);
        if (after is { } place) { waiting = waiting.Where(l => l.Submitted > place.At || (l.Submitted == place.At && l.Id.CompareTo(place.Id) > 0)); }
        var chosen = waiting.OrderBy(l => l.Submitted).ThenBy(l => l.Id).Take(PageSize + 1);
        var rows = await (
            from l in chosen
            join o in db.Set<Organization>() on l.Organization equals o.Id
            orderby l.Submitted, l.Id
            select new { l.Id, l.ShortId, l.Kind, l.Title, l.Submitted, l.ChangeSubmitted, l.Refusals, o.Name }).ToListAsync(cancel);
        var lines = rows.Take(PageSize).Select(r => new QueueLine(r.Id, r.ShortId, r.Kind, r.Title, r.Submitted ?? DateTimeOffset.UnixEpoch, r.ChangeSubmitted, r.Name, r.Refusals.Count)).ToList();
        return (lines, rows.Count > PageSize ? new Place(lines[^1].Submitted, lines[^1].Id) : null);
    }
}

/// <summary>Listings that wait for a reviewer.</summary>
internal sealed class ReviewCount(MarketplaceDbContext db, CurrentMember member) : IDeskCount
{
    public string Name => "listings.review";

    public async Task<int> CountAsync(CancellationToken cancel) =>
        member.May(Permissions.Review) ? await db.Set<Listing>().AsNoTracking().Waiting().CountAsync(cancel) : 0;
}
