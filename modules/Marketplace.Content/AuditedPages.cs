using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

/// <summary>Pages and settings in the audit trail.</summary>
internal sealed class AuditedPages(MarketplaceDbContext db, Texts texts) : IAuditNames
{
    public async Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel)
    {
        await foreach (var p in db.Set<ContentPage>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Path, p.Title }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            names[p.Id] = new AuditName(p.Title, "/" + p.Path);
        }
        foreach (var id in await db.Set<SiteSettings>().AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancel))
        {
            names[id] = new AuditName(texts.Both("content.menu.settings"), "/admin/settings");
        }
    }
}
