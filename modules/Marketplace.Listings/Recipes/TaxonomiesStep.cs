using System.Text.Json;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Recipes;

/// <summary><c>{ "name": "taxonomies", "taxonomies": [ { "code", "name", "version", "terms": [ { "code", "name", "parent", "maps" } ] } ] }</c>; a list is replaced whole.</summary>
internal sealed class TaxonomiesStep(MarketplaceDbContext db, Taxonomies taxonomies) : IRecipeStep
{
    private sealed record ListInRecipe(string Code, Bilingual Name, string Version, IReadOnlyList<Term> Terms);

    public string Name => "taxonomies";

    public async Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        var lists = step.GetProperty("taxonomies").Deserialize<List<ListInRecipe>>(JsonTextOptions.Options)!;
        for (var i = 0; i < lists.Count; i++) { await TakeAsync(lists[i], $"/taxonomies/{i}", cancel); }
        await db.SaveChangesAsync(cancel);
        taxonomies.Forget();
        context.Report($"{lists.Count} code lists, {lists.Sum(l => l.Terms.Count)} terms");
    }

    private async Task TakeAsync(ListInRecipe list, string at, CancellationToken cancel)
    {
        var known = list.Terms.Select(t => t.Code).ToHashSet();
        if (known.Count != list.Terms.Count) { throw new RecipeException($"List {list.Code} has a code twice.", at); }
        var orphan = list.Terms.Select((term, index) => (term, index)).FirstOrDefault(t => t.term.Parent is { } parent && !known.Contains(parent));
        if (orphan.term is not null) { throw new RecipeException($"{orphan.term.Code} lies under {orphan.term.Parent}, which is not in list {list.Code}.", $"{at}/terms/{orphan.index}"); }
        var taxonomy = await db.Set<Taxonomy>().SingleOrDefaultAsync(t => t.Code == list.Code, cancel);
        if (taxonomy is null) { db.Add(taxonomy = new Taxonomy(list.Code)); }
        else if (taxonomy.Edition == list.Version && JsonTextOptions.Write(taxonomy.Terms) == JsonTextOptions.Write(list.Terms) && taxonomy.Name == list.Name) { return; }
        taxonomy.Become(list.Name, list.Version, list.Terms);
    }
}
