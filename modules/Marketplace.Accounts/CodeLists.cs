using System.Text.Json;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Marketplace.Accounts;

/// <summary>Regions, industries and countries for choosing, from the code lists that the site is delivered with.</summary>
public sealed class CodeLists
{
    private readonly Lazy<IReadOnlyList<Term>> regions = new(() => Read("regions"));
    private readonly Lazy<IReadOnlyList<Term>> industries = new(() => Read("industries"));
    private readonly Lazy<IReadOnlyList<Term>> countries = new(() => Read("countries"));

    public sealed record Term(string Code, Bilingual Name);

    public IEnumerable<SelectListItem> Regions => Items(regions.Value);
    public IEnumerable<SelectListItem> Industries => Items(industries.Value);
    public IEnumerable<SelectListItem> Countries => Items(countries.Value);

    public bool IsRegion(string code) => regions.Value.Any(t => t.Code == code);
    public bool IsIndustry(string code) => industries.Value.Any(t => t.Code == code);
    public bool IsCountry(string code) => countries.Value.Any(t => t.Code == code);

    /// <summary>The code itself where it is not in the list.</summary>
    public string Region(string code) => Name(regions.Value, code);
    public string Industry(string code) => Name(industries.Value, code);
    public string Country(string code) => Name(countries.Value, code);

    private static string Name(IReadOnlyList<Term> terms, string code) => terms.FirstOrDefault(t => t.Code == code)?.Name.ToString() ?? code;

    private static IEnumerable<SelectListItem> Items(IReadOnlyList<Term> terms) => terms.Select(t => new SelectListItem($"{t.Code} {t.Name}", t.Code));

    private static IReadOnlyList<Term> Read(string list)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "seeds", "taxonomies", $"{list}.json");
        if (!File.Exists(file)) { return []; }
        using var recipe = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. recipe.RootElement.GetProperty("steps").EnumerateArray()
            .SelectMany(step => step.GetProperty("taxonomies").EnumerateArray())
            .SelectMany(taxonomy => taxonomy.GetProperty("terms").EnumerateArray())
            .Select(term => new Term(term.GetProperty("code").GetString()!, term.GetProperty("name").Deserialize<Bilingual>(JsonSerializerOptions.Web)!))];
    }
}
