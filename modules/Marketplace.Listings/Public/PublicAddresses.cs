using System.Runtime.CompilerServices;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

internal sealed class ListingAddresses(MarketplaceDbContext db) : ISitemapPart
{
    public string Name => "listings";

    private IQueryable<Listing> Open => db.Set<Listing>().AsNoTracking().Where(l => l.State == ListingState.Published && l.Visibility == Visibility.Public);

    public Task<int> CountAsync(CancellationToken cancel) => Open.CountAsync(cancel);

    public async IAsyncEnumerable<SitemapPage> ReadAsync(int skip, int take, [EnumeratorCancellation] CancellationToken cancel)
    {
        var rows = Open.OrderBy(l => l.Published).ThenBy(l => l.Id).Skip(skip).Take(take).Select(l => new { l.Kind, l.ShortId, l.Slug, l.ApprovedAt });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel)) { yield return new SitemapPage(Listing.PathOf(row.Kind, row.ShortId, row.Slug), row.ApprovedAt); }
    }
}

internal sealed class OrganizationAddresses(MarketplaceDbContext db) : ISitemapPart
{
    public string Name => "organizations";

    private IQueryable<Organization> Known => db.Set<Organization>().AsNoTracking().Where(o => o.VerifiedAt != null);

    public Task<int> CountAsync(CancellationToken cancel) => Known.CountAsync(cancel);

    public async IAsyncEnumerable<SitemapPage> ReadAsync(int skip, int take, [EnumeratorCancellation] CancellationToken cancel)
    {
        var rows = Known.OrderBy(o => o.Id).Skip(skip).Take(take).Select(o => new { o.ShortId, o.Slug });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel)) { yield return new SitemapPage($"/organizations/{row.ShortId}/{row.Slug}"); }
    }
}
