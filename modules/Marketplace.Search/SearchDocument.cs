using Marketplace.Modularity;

namespace Marketplace.Search;

/// <summary>Who reads: each sees what those before see and more. Texts after the click-NDA are in no index.</summary>
public enum ReaderScope { Public = 0, Members = 1, Verified = 2 }

/// <summary>What the index knows of a listing or an organization: all that a query asks for and all that a card shows.</summary>
public sealed record SearchDocument
{
    public required Guid Id { get; init; }

    /// <summary>Counts up with every change; an older one never replaces a newer one.</summary>
    public required long Version { get; init; }

    /// <summary><c>achievement</c>, <c>demand</c>, <c>service</c> or <c>organization</c>.</summary>
    public required string Kind { get; init; }

    public string ShortId { get; init; } = "";

    /// <summary>Path without language prefix: <c>/achievements/{id}/{slug}</c>.</summary>
    public string Url { get; init; } = "";

    public string? Image { get; init; }
    public ReaderScope VisibleTo { get; init; } = ReaderScope.Public;
    public Bilingual Title { get; init; } = Bilingual.Empty;
    public Bilingual Summary { get; init; } = Bilingual.Empty;

    /// <summary>Text that everybody may read, evidence and service details among it.</summary>
    public Bilingual Text { get; init; } = Bilingual.Empty;

    /// <summary>Text for members: searched and cut into snippets only for those who may read it.</summary>
    public Bilingual MembersText { get; init; } = Bilingual.Empty;

    public IReadOnlyList<string> KeywordsZh { get; init; } = [];
    public IReadOnlyList<string> KeywordsEn { get; init; } = [];
    public IReadOnlyList<string> Fields { get; init; } = [];
    public string? Industry { get; init; }

    /// <summary>GB/T 2260 code, six digits; a province's facet covers its cities.</summary>
    public string? Region { get; init; }

    public Guid? OrganizationId { get; init; }
    public string? OrganizationUrl { get; init; }
    public Bilingual OrganizationName { get; init; } = Bilingual.Empty;
    public string? OrganizationKind { get; init; }

    /// <summary>Where the organization is, as <see cref="Region"/>: who may answer is asked of it, not of where the listing applies.</summary>
    public string? OrganizationRegion { get; init; }
    public bool OrganizationVerified { get; init; }

    /// <summary>1 to 9. For a demand the least that is asked for.</summary>
    public int? Trl { get; init; }

    public IReadOnlyList<string> Cooperation { get; init; } = [];

    /// <summary><c>fixed</c>, <c>range</c>, <c>negotiable</c> or <c>exchange</c>.</summary>
    public string? PriceKind { get; init; }

    /// <summary>In whole <see cref="Currency"/>; for a demand its budget.</summary>
    public decimal? PriceFrom { get; init; }
    public decimal? PriceTo { get; init; }
    public string? Currency { get; init; }
    public IReadOnlyList<string> Rights { get; init; } = [];
    public IReadOnlyList<string> ServiceKinds { get; init; } = [];
    public IReadOnlyList<string> Levels { get; init; } = [];
    public DateTimeOffset Published { get; init; }
    public DateTimeOffset Confirmed { get; init; }

    /// <summary>Last day for answers to a demand.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>0 to 100.</summary>
    public int Completeness { get; init; }

    public bool Urgent { get; init; }

    private const decimal MostYuan = 1_000_000_000_000_000m;

    /// <summary>The price in whole yuan, one that is told as a single figure twice; null where there is none. Other currencies are not compared: what they are worth changes by the day.</summary>
    internal (long From, long To)? Yuan()
    {
        if ((PriceFrom ?? PriceTo) is not { } from || Currency is not (null or "CNY")) { return null; }
        return ((long)Math.Clamp(from, 0, MostYuan), (long)Math.Clamp(PriceTo ?? from, 0, MostYuan));
    }
}
