using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Search;

/// <summary>Names of facets and their codes in the reader's language, and which codes a facet offers.</summary>
public sealed class FacetNames(Taxonomies taxonomies, Texts texts)
{
    private const int MostOffered = 12;

    /// <summary>Facets of each list, in the order they stand.</summary>
    public static IReadOnlyList<string> ShownFor(string? kind) => kind switch
    {
        "achievement" => [Facets.Field, Facets.Trl, Facets.Cooperation, Facets.Price, Facets.Region, Facets.Right, Facets.Industry, Facets.OrganizationKind, Facets.Mark],
        "demand" => [Facets.Field, Facets.Price, Facets.Cooperation, Facets.Region, Facets.Industry, Facets.OrganizationKind, Facets.Trl, Facets.Mark],
        "service" => [Facets.Service, Facets.Field, Facets.Price, Facets.Region, Facets.Mark],
        "organization" => [Facets.OrganizationKind, Facets.Level, Facets.Region, Facets.Industry, Facets.Mark],
        _ => [Facets.Kind, Facets.Field, Facets.Trl, Facets.Cooperation, Facets.Price, Facets.Region, Facets.Service, Facets.Right, Facets.Industry, Facets.OrganizationKind, Facets.Mark],
    };

    public string Title(string facet, string? kind) => texts[facet == Facets.Price && kind == "demand" ? "search.facet.budget" : $"search.facet.{facet}"].Value;

    public string NameOf(string facet, string code) => facet switch
    {
        Facets.Kind => Words($"theme.kind.{code}", code),
        Facets.Trl => Words($"search.trl.{code}", code),
        Facets.Price => Words($"search.price.{code}", code),
        Facets.Mark => Words($"search.mark.{code}", code),
        _ => taxonomies[ListOf(facet)].NameOf(code),
    };

    /// <summary>A code that nobody knows stands for itself.</summary>
    private string Words(string key, string code) => texts.Has(key) ? texts[key].Value : code;

    private static string ListOf(string facet) => facet switch
    {
        Facets.Field => "fields",
        Facets.Industry => "industries",
        Facets.Region => "regions",
        Facets.Cooperation => "cooperation",
        Facets.Right => "right-kinds",
        Facets.OrganizationKind => "organization-kinds",
        Facets.Service => "service-kinds",
        _ => "organization-levels",
    };

    /// <summary>Codes that may be chosen: those chosen, the most common ones, and of trees the top level with what lies below a chosen code.</summary>
    public static IReadOnlyList<FacetCount> Offered(string facet, IReadOnlyList<FacetCount> counts, IReadOnlyList<string> chosen)
    {
        var offered = counts.Where(c => chosen.Contains(c.Code) || IsOffered(facet, c.Code, chosen)).ToList();
        foreach (var missing in chosen.Where(code => !offered.Exists(o => o.Code == code))) { offered.Add(new FacetCount(missing, 0)); }
        if (facet is Facets.Trl or Facets.Price)
        {
            var order = facet == Facets.Trl ? Facets.TrlBands : Facets.PriceBands;
            return [.. offered.OrderBy(o => order.ToList().IndexOf(o.Code))];
        }
        return [.. offered.Where((o, i) => i < MostOffered || chosen.Contains(o.Code))];
    }

    private static bool IsOffered(string facet, string code, IReadOnlyList<string> chosen) => facet switch
    {
        Facets.Field => !code.Contains('.') || chosen.Any(c => code.StartsWith(c + ".", StringComparison.Ordinal)),
        Facets.Industry => code.Length == 1 || chosen.Any(c => c.Length == 1 && code[0] == c[0]),
        Facets.Region => code.EndsWith("0000", StringComparison.Ordinal) || chosen.Any(c => c.EndsWith("0000", StringComparison.Ordinal) && code.StartsWith(c[..2], StringComparison.Ordinal)),
        _ => true,
    };
}
