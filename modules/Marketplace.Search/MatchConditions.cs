using System.Globalization;

namespace Marketplace.Search;

/// <summary>What rules a counterpart out before the best are taken. What the index does not know of a document rules nothing out.</summary>
public sealed record MatchConditions
{
    public static readonly MatchConditions None = new();
    private const int LeastTrl = 1;
    private const int MostTrl = 9;

    public int? TrlAtLeast { get; init; }

    /// <summary>For an achievement's demands, whose TRL is the least that they ask for.</summary>
    public int? TrlAtMost { get; init; }

    /// <summary>GB/T 2260 codes, in one of which the document's organization has to be; a province stands for its cities, a city for its districts. Empty: anywhere.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Kinds of which the document's organization has to be one. Empty: any.</summary>
    public IReadOnlyList<string> OrganizationKinds { get; init; } = [];

    /// <summary>Only what has keywords; those of an organization are the interests that it declares.</summary>
    public bool WithKeywords { get; init; }

    public bool IsEmpty => !HasTrl && Regions.Count == 0 && OrganizationKinds.Count == 0 && !WithKeywords;

    internal bool HasTrl => TrlAtLeast is not null || TrlAtMost is not null;

    /// <summary>First and last TRL that pass.</summary>
    internal (int From, int To) TrlRange => (TrlAtLeast ?? LeastTrl, TrlAtMost ?? MostTrl);

    /// <summary>First and last region of each that is named, as numbers.</summary>
    internal IReadOnlyList<(int From, int To)> RegionRanges => [.. Regions.Select(NumberOf).Where(n => n > 0).Select(n => (n, n + (n % 10_000 == 0 ? 9_999 : n % 100 == 0 ? 99 : 0)))];

    /// <summary>A region's code as a number; 0 where none is known.</summary>
    internal static int NumberOf(string? region) => region is { Length: 6 } && int.TryParse(region, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    internal static bool HasKeywords(SearchDocument document) => document.KeywordsZh.Count + document.KeywordsEn.Count > 0;

    /// <summary>The same as the engines filter by.</summary>
    public bool Admits(SearchDocument document)
    {
        var (least, most) = TrlRange;
        var region = NumberOf(document.OrganizationRegion);
        return (document.Trl is not { } trl || (trl >= least && trl <= most))
            && (Regions.Count == 0 || region == 0 || RegionRanges.Any(r => region >= r.From && region <= r.To))
            && (OrganizationKinds.Count == 0 || document.OrganizationKind is not { } kind || OrganizationKinds.Contains(kind))
            && (!WithKeywords || HasKeywords(document));
    }
}
