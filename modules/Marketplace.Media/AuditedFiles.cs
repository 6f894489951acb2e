using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Media;

/// <summary>Files in the audit trail: by the name that the uploader gave.</summary>
internal sealed class AuditedFiles(MarketplaceDbContext db) : IAuditNames
{
    public async Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel)
    {
        await foreach (var f in db.Set<StoredFile>().AsNoTracking().IgnoreAutoIncludes().Where(f => ids.Contains(f.Id)).Select(f => new { f.Id, f.Name }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[f.Id] = new AuditName(new Bilingual(f.Name, f.Name), null);
        }
    }
}
