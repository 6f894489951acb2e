using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>Listings and code lists in the audit trail.</summary>
internal sealed class AuditedListings(MarketplaceDbContext db, Taxonomies taxonomies) : IAuditNames
{
    public async Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel)
    {
        var listings = db.Set<Listing>().AsNoTracking().Where(l => ids.Contains(l.Id)).Select(l => new { l.Id, l.ShortId, l.Title, l.ApprovedNumber, l.Kind, l.Slug });
        await foreach (var l in listings.AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[l.Id] = new AuditName(l.Title, l.ApprovedNumber > 0 ? Listing.PathOf(l.Kind, l.ShortId, l.Slug) : $"/admin/review/{l.ShortId}");
        }
        await foreach (var t in db.Set<Taxonomy>().AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Code, t.Name }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[t.Id] = new AuditName(t.Name, $"/admin/taxonomies/{t.Code}");
        }
    }

    public string? Word(string kind, string field, string value) => kind == nameof(Listing) && field == nameof(Listing.Field) ? taxonomies["fields"].NameOf(value) : null;
}
