using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>Published listings as the members of an organization may see them; what they may not see is not in them, and a listing that they may not know of is not there.</summary>
public sealed class MembersView(MarketplaceDbContext db, TimeProvider clock)
{
    private sealed record Row(Listing Listing, Organization Owner);

    public async Task<Dictionary<Guid, ListingView>> OfAsync(IReadOnlyCollection<Guid> listings, Organization reader, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var rows = await (
            from l in db.Set<Listing>().AsNoTracking()
            where listings.Contains(l.Id) && l.State == ListingState.Published && l.Approved != null
            join o in db.Set<Organization>() on l.Organization equals o.Id
            select new Row(l, o)).ToListAsync(cancel);
        return rows.Where(r => r.Owner.Id == reader.Id || MaySee(r.Listing.Visibility, reader, now)).ToDictionary(r => r.Listing.Id, r => View(r, r.Owner.Id == reader.Id, now));
    }

    /// <summary>Whether the members of an organization may know of a listing of another.</summary>
    public static bool MaySee(Visibility visibility, Organization reader, DateTimeOffset now) => visibility switch
    {
        Visibility.Public or Visibility.Members => true,
        Visibility.Verified => reader.IsVerified(now),
        _ => false,
    };

    private static ListingView View(Row row, bool isOwn, DateTimeOffset now)
    {
        var stage = isOwn ? Stage.DealRoom : Stage.Members;
        var isUnnamed = row.Listing.IsAnonymous && !isOwn;
        var content = row.Listing.Approved!.For(stage);
        return new ListingView
        {
            Id = row.Listing.Id,
            ShortId = row.Listing.ShortId,
            Slug = row.Listing.Slug,
            State = row.Listing.State,
            Content = isUnnamed ? Unnamed.Of(content, row.Owner) : content,
            Owner = isUnnamed ? null : OwnerCard.Of(row.Owner, now),
            IsAnonymous = row.Listing.IsAnonymous,
            Published = row.Listing.Published,
            ApprovedAt = row.Listing.ApprovedAt,
            Confirmed = row.Listing.Confirmed,
            Expires = row.Listing.Expires,
            Completeness = row.Listing.Completeness,
            IsSample = row.Listing.IsSample,
            Stage = stage,
            IsOwn = isOwn,
        };
    }
}
