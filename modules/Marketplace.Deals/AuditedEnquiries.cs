using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals;

/// <summary>Enquiries and what was said in them, in the audit trail: by their subject.</summary>
internal sealed class AuditedEnquiries(MarketplaceDbContext db) : IAuditNames
{
    public async Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel)
    {
        await foreach (var e in db.Set<Enquiry>().AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.Subject }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[e.Id] = Named(e.Subject, e.Id);
        }
        var messages = db.Set<EnquiryMessage>().AsNoTracking().Where(m => ids.Contains(m.Id)).Join(db.Set<Enquiry>(), m => m.EnquiryId, e => e.Id, (m, e) => new { m.Id, e.Subject, Enquiry = e.Id });
        await foreach (var m in messages.AsAsyncEnumerable().WithCancellation(cancel)) { names[m.Id] = Named(m.Subject, m.Enquiry); }
    }

    private static AuditName Named(string subject, Guid enquiry) => new(new Bilingual(subject, subject), EnquiryPaths.Overseen(enquiry));
}
