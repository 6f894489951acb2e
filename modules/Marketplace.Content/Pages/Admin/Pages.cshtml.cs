using Marketplace.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

[Authorize(Policy = Permissions.Edit)]
public sealed class PagesModel(MarketplaceDbContext db) : PageModel
{
    private const int Most = 500;

    public IReadOnlyList<ContentPage> Shown { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) =>
        Shown = await db.Set<ContentPage>().AsNoTracking().OrderBy(p => p.Path).Take(Most).ToListAsync(cancel);
}
