using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>What waits for an organization, each kind in a query by index.</summary>
public static class Waiting
{
    /// <summary>From so long before the end a listing wants to be confirmed.</summary>
    public static readonly TimeSpan ExpiringSoon = TimeSpan.FromDays(30);

    public static IQueryable<Listing> Returned(this IQueryable<Listing> listings, Guid organization) =>
        listings.Where(l => l.Organization == organization && (l.State == ListingState.Draft || l.State == ListingState.Published || l.State == ListingState.Paused) && l.Refused != null);

    public static IQueryable<Listing> Expiring(this IQueryable<Listing> listings, Guid organization, DateTimeOffset now)
    {
        var soon = now + ExpiringSoon;
        return listings.Where(l => l.Organization == organization && l.State == ListingState.Published && l.Expires < soon);
    }

    public static IQueryable<Listing> Expired(this IQueryable<Listing> listings, Guid organization) =>
        listings.Where(l => l.Organization == organization && l.State == ListingState.Expired);

    public static IQueryable<Listing> Drafts(this IQueryable<Listing> listings, Guid organization) =>
        listings.Where(l => l.Organization == organization && l.State == ListingState.Draft && l.Refused == null);

    public static IQueryable<Listing> InReview(this IQueryable<Listing> listings, Guid organization) =>
        listings.Where(l => l.Organization == organization && (l.State == ListingState.InReview || l.ChangeSubmitted));
}

/// <summary>Refused and soon expiring listings of the acting organization.</summary>
internal sealed class WaitingListings(MarketplaceDbContext db, CurrentMember member, TimeProvider clock) : IDeskCount
{
    public string Name => "listings";

    public async Task<int> CountAsync(CancellationToken cancel)
    {
        if (member.Organization is not { } organization || !member.May(Permissions.Write)) { return 0; }
        var listings = db.Set<Listing>().AsNoTracking();
        return await listings.Returned(organization.Id).CountAsync(cancel) + await listings.Expiring(organization.Id, clock.GetUtcNow()).CountAsync(cancel);
    }
}
