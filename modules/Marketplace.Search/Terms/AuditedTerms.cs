using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Terms;

/// <summary>Entries of the glossary in the audit trail: by their names.</summary>
internal sealed class AuditedTerms(MarketplaceDbContext db) : IAuditNames
{
    public async Task NameAsync(IReadOnlyCollection<Guid> ids, IDictionary<Guid, AuditName> names, CancellationToken cancel)
    {
        foreach (var entry in await db.Set<GlossaryEntry>().AsNoTracking().Where(e => ids.Contains(e.Id)).ToListAsync(cancel))
        {
            var name = string.Join(" = ", entry.Names);
            names[entry.Id] = new AuditName(new Bilingual(name, name), "/admin/glossary");
        }
    }
}
