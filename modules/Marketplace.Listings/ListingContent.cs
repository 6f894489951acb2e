using System.Text.Json.Serialization;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>
/// What a listing says: one value, kept whole as JSON for the draft and for every approved version, so that two versions can be compared and a reviewed one stays as it was.
/// Codes (fields, regions, cooperation …) are those of the taxonomies in <c>seeds/taxonomies</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$kind")]
[JsonDerivedType(typeof(AchievementContent), "achievement")]
[JsonDerivedType(typeof(DemandContent), "demand")]
[JsonDerivedType(typeof(ServiceContent), "service")]
public abstract record ListingContent
{
    public Bilingual Title { get; init; } = Bilingual.Empty;

    /// <summary>At most 200 characters in each language.</summary>
    public Bilingual Summary { get; init; } = Bilingual.Empty;
    public IReadOnlyList<TextBlock> Blocks { get; init; } = [];
    public Keywords Keywords { get; init; } = new();
    public IReadOnlyList<string> Fields { get; init; } = [];
    public IReadOnlyList<string> HighTechFields { get; init; } = [];

    /// <summary>GB/T 4754-2017: section letter and division, <c>C39</c>.</summary>
    public string? Industry { get; init; }

    /// <summary>GB/T 2260, six digits.</summary>
    public string? Region { get; init; }
    public Visibility Visibility { get; init; }
    public IReadOnlyList<string> Cooperation { get; init; } = [];

    /// <summary>The asking price; for a demand its budget.</summary>
    public Price Price { get; init; } = new();
    public IReadOnlyList<Picture> Pictures { get; init; } = [];
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    public bool ContactShown { get; init; } = true;

    [JsonIgnore] public abstract ListingKind Kind { get; }

    /// <summary>The content without anything that a reader of <paramref name="stage"/> may not see.</summary>
    public virtual ListingContent For(Stage stage) => this with
    {
        Blocks = [.. Blocks.Where(b => b.Stage <= stage)],
        Attachments = [.. Attachments.Where(a => a.Stage <= stage)],
    };
}

public sealed record AchievementContent : ListingContent
{
    public override ListingKind Kind => ListingKind.Achievement;
    public Nature? Nature { get; init; }

    /// <summary>Technology readiness 1-9, or null where not told.</summary>
    public int? Trl { get; init; }
    public string? TrlScale { get; init; }
    public Bilingual TrlEvidence { get; init; } = Bilingual.Empty;
    public IReadOnlyList<Right> Rights { get; init; } = [];
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
    public TryFirst? TryFirst { get; init; }
    public IReadOnlyList<Bilingual> Awards { get; init; } = [];
    public IReadOnlyList<Paper> Papers { get; init; } = [];
    public IReadOnlyList<Bilingual> Projects { get; init; } = [];
    public IReadOnlyList<TeamMember> Team { get; init; } = [];
}

public sealed record DemandContent : ListingContent
{
    public override ListingKind Kind => ListingKind.Demand;
    public DemandKind DemandKind { get; init; }
    public IReadOnlyList<RequiredMetric> Metrics { get; init; } = [];
    public DateOnly? Deadline { get; init; }
    public int? TrlAtLeast { get; init; }
    public IReadOnlyList<string> AnswererRegions { get; init; } = [];
    public IReadOnlyList<string> AnswererKinds { get; init; } = [];
    public ResultOwner ResultOwner { get; init; } = ResultOwner.Negotiable;
    public OpenCall? OpenCall { get; init; }

    /// <summary>The owner's name, and what reveals it, is shown to operators only.</summary>
    public bool Anonymous { get; init; }
    public bool Urgent { get; init; }
}

public sealed record ServiceContent : ListingContent
{
    public override ListingKind Kind => ListingKind.Service;
    public IReadOnlyList<string> ServiceKinds { get; init; } = [];
    public Bilingual Deliverable { get; init; } = Bilingual.Empty;
    public int? DaysFrom { get; init; }
    public int? DaysTo { get; init; }
    public IReadOnlyList<string> Regions { get; init; } = [];
    public IReadOnlyList<Bilingual> Certificates { get; init; } = [];
}

public enum ListingKind { Achievement, Demand, Service }

/// <summary>Who may see a part of a listing; each stage includes those before it.</summary>
public enum Stage { Teaser, Members, Nda, DealRoom }

/// <summary>Who may see that the listing exists.</summary>
public enum Visibility { Public, Members, Verified, Invited }

/// <summary>Plain text: paragraphs parted by an empty line, lines that begin with "- " are list items.</summary>
public sealed record TextBlock(BlockKind Kind, Stage Stage, Bilingual Text);

public enum BlockKind { Description, Advantages, Applications, Cooperation, Problem, Tried, Scope }

/// <summary>At most ten in each language.</summary>
public sealed record Keywords
{
    public const int Most = 10;
    public IReadOnlyList<string> Zh { get; init; } = [];
    public IReadOnlyList<string> En { get; init; } = [];

    public IReadOnlyList<string> Shown() => Language.IsEnglish ? (En.Count > 0 ? En : Zh) : (Zh.Count > 0 ? Zh : En);
}

public enum PriceKind { Negotiable, Fixed, Range, Exchange }

/// <param name="Kind">Which of the amounts count.</param>
/// <param name="From">Fixed price, or the lower end of a range, in units of the currency.</param>
/// <param name="To">Upper end of a range.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Price(PriceKind Kind = PriceKind.Negotiable, decimal? From = null, decimal? To = null, string Currency = "CNY");

/// <summary>The first picture is the cover.</summary>
public sealed record Picture(Guid File, Bilingual Alt);

public sealed record Attachment(Guid File, string Name, Stage Stage);

/// <summary>原始性创新, 国外引进消化吸收创新, 国内技术二次开发.</summary>
public enum Nature { Original, Absorbed, Secondary }

public sealed record Right(RightKind Kind, string? Number, RightStatus Status, DateOnly? Expires, IReadOnlyList<string>? Holders);

public enum RightKind { Invention, UtilityModel, Design, Software, Layout, PlantVariety, TradeSecret, Other }

public enum RightStatus { Applied, Granted, Lapsed }

/// <summary>One measured figure beside the baseline that it beats.</summary>
public sealed record Evidence(Bilingual Metric, string Value, string? Baseline, string? Unit, Bilingual? Conditions, Bilingual? TestedBy);

/// <summary>先用后转: use free of charge for some months, a test of success, and the price then.</summary>
public sealed record TryFirst(int FreeMonths, Bilingual SuccessTest, decimal? ConversionPrice);

public sealed record Paper(string Title, string? Doi);

public sealed record TeamMember(Bilingual Name, Bilingual? Role, string? Orcid);

/// <summary>揭榜挂帅: an open call with prize and rules.</summary>
public enum DemandKind { Ordinary, OpenCall }

public sealed record RequiredMetric(Bilingual Metric, Comparator Comparator, string Value, string? Upper, string? Unit);

public enum Comparator { AtLeast, AtMost, Equals, Between }

public enum ResultOwner { Negotiable, Seeker, Supplier, Shared }

public sealed record OpenCall(decimal Prize, Bilingual Rules);
