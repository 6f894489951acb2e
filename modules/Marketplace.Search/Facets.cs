namespace Marketplace.Search;

/// <summary>The facets by which results are counted and chosen, and the codes of a document in each.</summary>
public static class Facets
{
    public const string Kind = "kind";
    public const string Field = "field";
    public const string Industry = "industry";
    public const string Region = "region";
    public const string Trl = "trl";
    public const string Cooperation = "cooperation";
    public const string Price = "price";
    public const string Right = "right";
    public const string OrganizationKind = "orgkind";
    public const string Service = "service";
    public const string Level = "level";

    /// <summary><c>urgent</c>, <c>verified</c>, <c>tryFirst</c>.</summary>
    public const string Mark = "mark";

    public static readonly IReadOnlyList<string> All = [Kind, Field, Industry, Region, Trl, Cooperation, Price, Right, OrganizationKind, Service, Level, Mark];

    /// <summary>Price bands in CNY, each with its exclusive upper end.</summary>
    private static readonly (string Code, decimal Below)[] Bands =
        [("under-100k", 100_000), ("100k-500k", 500_000), ("500k-1m", 1_000_000), ("1m-5m", 5_000_000), ("over-5m", decimal.MaxValue)];

    public static readonly IReadOnlyList<string> PriceBands = [.. Bands.Select(b => b.Code), "negotiable", "exchange"];
    public static readonly IReadOnlyList<string> TrlBands = ["7-9", "4-6", "1-3"];

    /// <summary>Every facet and code of the document, as <c>facet:code</c>.</summary>
    public static IEnumerable<string> Of(SearchDocument document)
    {
        yield return $"{Kind}:{document.Kind}";
        foreach (var field in document.Fields.SelectMany(FieldCodes).Distinct()) { yield return $"{Field}:{field}"; }
        foreach (var code in IndustryCodes(document.Industry)) { yield return $"{Industry}:{code}"; }
        foreach (var code in RegionCodes(document.Region)) { yield return $"{Region}:{code}"; }
        if (document.Trl is { } trl) { yield return $"{Trl}:{TrlBand(trl)}"; }
        foreach (var way in document.Cooperation) { yield return $"{Cooperation}:{way}"; }
        if (PriceBand(document) is { } band) { yield return $"{Price}:{band}"; }
        foreach (var right in document.Rights.Distinct()) { yield return $"{Right}:{right}"; }
        if (document.OrganizationKind is { } kind) { yield return $"{OrganizationKind}:{kind}"; }
        foreach (var service in document.ServiceKinds) { yield return $"{Service}:{service}"; }
        foreach (var level in document.Levels) { yield return $"{Level}:{level}"; }
        if (document.Urgent) { yield return $"{Mark}:urgent"; }
        if (document.OrganizationVerified) { yield return $"{Mark}:verified"; }
    }

    public static string TrlBand(int trl) => trl >= 7 ? "7-9" : trl >= 4 ? "4-6" : "1-3";

    private static string? PriceBand(SearchDocument document)
    {
        if (document.PriceKind is null) { return null; }
        if (document.Yuan() is not { } price) { return document.PriceKind == "exchange" ? "exchange" : "negotiable"; }
        return Bands.First(b => price.From < b.Below).Code;
    }

    /// <summary>new-it.ai belongs to new-it as well.</summary>
    private static IEnumerable<string> FieldCodes(string field) => field.IndexOf('.') is > 0 and var dot ? [field[..dot], field] : [field];

    /// <summary>C39 belongs to section C as well.</summary>
    private static IEnumerable<string> IndustryCodes(string? industry)
    {
        if (string.IsNullOrEmpty(industry)) { yield break; }
        yield return industry[..1];
        if (industry.Length > 1) { yield return industry; }
    }

    /// <summary>120116 belongs to 120000, 130102 to 130100 and 130000: GB/T 2260 fills up with zeros.</summary>
    public static IEnumerable<string> RegionCodes(string? region)
    {
        if (region is not { Length: 6 }) { return []; }
        string[] codes = [region[..2] + "0000", region[..4] + "00", region];
        return codes.Distinct();
    }
}
