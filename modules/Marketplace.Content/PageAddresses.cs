using System.Runtime.CompilerServices;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

internal sealed class PageAddresses(MarketplaceDbContext db) : ISitemapPart
{
    public string Name => "pages";

    public Task<int> CountAsync(CancellationToken cancel) => db.Set<ContentPage>().CountAsync(cancel);

    public async IAsyncEnumerable<SitemapPage> ReadAsync(int skip, int take, [EnumeratorCancellation] CancellationToken cancel)
    {
        var rows = db.Set<ContentPage>().AsNoTracking().OrderBy(p => p.Id).Skip(skip).Take(take).Select(p => new { p.Path, p.Changed });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel)) { yield return new SitemapPage("/" + row.Path, row.Changed); }
    }
}
