using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

[AllowAnonymous, OutputCache(PolicyName = PublicPages.Policy)]
public sealed class ContentModel(MarketplaceDbContext db, RichText rich) : PageModel
{
    public ContentPage Shown { get; private set; } = null!;
    public IHtmlContent Html { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string path, CancellationToken cancel)
    {
        var found = await db.Set<ContentPage>().AsNoTracking().SingleOrDefaultAsync(p => p.Path == path.ToLowerInvariant(), cancel);
        if (found is null) { return NotFound(); }
        Shown = found;
        Html = rich.Show(found.Markdown.ToString());
        HttpContext.CacheTag($"page:{found.Path}");
        return Page();
    }
}
