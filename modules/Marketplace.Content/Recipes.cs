using System.Text.Json;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

/// <summary><c>{ "name": "settings", "settings": { … } }</c>.</summary>
internal sealed class SettingsStep(MarketplaceDbContext db, CurrentProfile current) : IRecipeStep
{
    public string Name => "settings";

    public async Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        var profile = step.GetProperty("settings").Deserialize<SiteProfile>(JsonTextOptions.Options)!;
        var settings = await db.Set<SiteSettings>().SingleOrDefaultAsync(cancel);
        if (settings is null) { db.Add(settings = new SiteSettings()); }
        settings.Become(profile);
        await db.SaveChangesAsync(cancel);
        current.Value = profile;
        context.Report("site settings");
    }
}

/// <summary><c>{ "name": "pages", "pages": [ { "path", "title", "markdown" } ] }</c>.</summary>
internal sealed class PagesStep(MarketplaceDbContext db, TimeProvider clock) : IRecipeStep
{
    private sealed record PageInRecipe(string Path, Bilingual Title, Bilingual Markdown);

    public string Name => "pages";

    public async Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        var pages = step.GetProperty("pages").Deserialize<List<PageInRecipe>>(JsonTextOptions.Options)!;
        foreach (var given in pages)
        {
            var page = await db.Set<ContentPage>().SingleOrDefaultAsync(p => p.Path == given.Path, cancel);
            if (page is null) { db.Add(page = new ContentPage(given.Path)); }
            page.Write(given.Title, given.Markdown, clock.GetUtcNow());
        }
        await db.SaveChangesAsync(cancel);
        context.Report($"{pages.Count} pages");
    }
}
