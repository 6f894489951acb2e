using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Admin.CodeLists;

/// <summary>All code lists.</summary>
[Authorize(Permissions.EditTaxonomies)]
public sealed class IndexModel(MarketplaceDbContext db) : PageModel
{
    public IReadOnlyList<(string Code, Bilingual Name, string Edition, int Count)> Lists { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) =>
        Lists = [.. (await db.Set<Taxonomy>().AsNoTracking().OrderBy(t => t.Code).ToListAsync(cancel)).Select(t => (t.Code, t.Name, t.Edition, t.Terms.Count))];
}
