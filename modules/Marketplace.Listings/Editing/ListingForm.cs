using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>
/// What the editor's form holds: everything as typed. <see cref="FormReading"/> makes the content of it and says what is wrong; <see cref="FormFilling"/> makes the form from a content.
/// </summary>
public sealed class ListingForm
{
    /// <summary>Most rows of each table.</summary>
    public const int MostRows = 30;

    /// <summary>Which draft the person started from; see <see cref="DraftMark"/>.</summary>
    public string? Version { get; set; }
    public BothText Title { get; set; } = new();
    public BothText Summary { get; set; } = new();
    public List<BlockForm> Blocks { get; set; } = [];

    /// <summary>Parted by commas of either kind.</summary>
    public BothText Keywords { get; set; } = new();
    public List<string> Fields { get; set; } = [];
    public List<string> HighTechFields { get; set; } = [];
    public string? Industry { get; set; }
    public string? Region { get; set; }
    public string? Visibility { get; set; }
    public List<string> Cooperation { get; set; } = [];
    public string? PriceKind { get; set; }
    public string? PriceFrom { get; set; }
    public string? PriceTo { get; set; }
    public string? Currency { get; set; }
    public List<PictureForm> Pictures { get; set; } = [];
    public List<AttachmentForm> Attachments { get; set; } = [];
    public bool ContactShown { get; set; }

    /// <summary>Id of a member of the organization.</summary>
    public string? Contact { get; set; }
    public AchievementForm? Achievement { get; set; }
    public DemandForm? Demand { get; set; }
    public ServiceForm? Service { get; set; }
}

public sealed class BothText
{
    public string? Zh { get; set; }
    public string? En { get; set; }
    public bool IsEmpty => string.IsNullOrWhiteSpace(Zh) && string.IsNullOrWhiteSpace(En);

    public static BothText Of(Bilingual? text) => new() { Zh = text?.Zh, En = text?.En };
}

public sealed class BlockForm
{
    public BlockKind Kind { get; set; }
    public Stage Stage { get; set; }
    public BothText Text { get; set; } = new();
}

public sealed class PictureForm
{
    public Guid File { get; set; }
    public BothText Alt { get; set; } = new();
}

public sealed class AttachmentForm
{
    public Guid File { get; set; }
    public string? Name { get; set; }
    public Stage Stage { get; set; }
}

public sealed class AchievementForm
{
    public string? Nature { get; set; }
    public string? Trl { get; set; }
    public string? TrlScale { get; set; }
    public BothText TrlEvidence { get; set; } = new();
    public List<RightForm> Rights { get; set; } = [];
    public List<EvidenceForm> Evidence { get; set; } = [];
    public bool TryFirst { get; set; }
    public string? FreeMonths { get; set; }
    public BothText SuccessTest { get; set; } = new();
    public string? ConversionPrice { get; set; }
    public List<BothText> Awards { get; set; } = [];
    public List<PaperForm> Papers { get; set; } = [];
    public List<BothText> Projects { get; set; } = [];
    public List<MemberForm> Team { get; set; } = [];
}

public sealed class RightForm
{
    public RightKind Kind { get; set; }
    public string? Number { get; set; }
    public RightStatus Status { get; set; }
    public string? Expires { get; set; }

    /// <summary>Parted by commas of either kind.</summary>
    public string? Holders { get; set; }
    public bool IsEmpty => string.IsNullOrWhiteSpace(Number) && string.IsNullOrWhiteSpace(Expires) && string.IsNullOrWhiteSpace(Holders) && Kind != RightKind.TradeSecret;
}

public sealed class EvidenceForm
{
    public BothText Metric { get; set; } = new();
    public string? Value { get; set; }
    public string? Baseline { get; set; }
    public string? Unit { get; set; }
    public BothText Conditions { get; set; } = new();
    public BothText TestedBy { get; set; } = new();
    public bool IsEmpty => Metric.IsEmpty && Conditions.IsEmpty && TestedBy.IsEmpty && string.IsNullOrWhiteSpace(Value + Baseline + Unit);
}

public sealed class PaperForm
{
    public string? Title { get; set; }
    public string? Doi { get; set; }
    public bool IsEmpty => string.IsNullOrWhiteSpace(Title + Doi);
}

public sealed class MemberForm
{
    public BothText Name { get; set; } = new();
    public BothText Role { get; set; } = new();
    public string? Orcid { get; set; }
    public bool IsEmpty => Name.IsEmpty && Role.IsEmpty && string.IsNullOrWhiteSpace(Orcid);
}

public sealed class DemandForm
{
    public DemandKind DemandKind { get; set; }
    public List<MetricForm> Metrics { get; set; } = [];
    public string? Deadline { get; set; }
    public string? TrlAtLeast { get; set; }
    public List<string> AnswererRegions { get; set; } = [];
    public List<string> AnswererKinds { get; set; } = [];
    public ResultOwner ResultOwner { get; set; }
    public string? Prize { get; set; }
    public BothText Rules { get; set; } = new();
    public bool Anonymous { get; set; }
    public bool Urgent { get; set; }
}

public sealed class MetricForm
{
    public BothText Metric { get; set; } = new();
    public Comparator Comparator { get; set; }
    public string? Value { get; set; }
    public string? Upper { get; set; }
    public string? Unit { get; set; }
    public bool IsEmpty => Metric.IsEmpty && string.IsNullOrWhiteSpace(Value + Upper + Unit);
}

public sealed class ServiceForm
{
    public List<string> ServiceKinds { get; set; } = [];
    public BothText Deliverable { get; set; } = new();
    public string? DaysFrom { get; set; }
    public string? DaysTo { get; set; }
    public List<string> Regions { get; set; } = [];
    public List<BothText> Certificates { get; set; } = [];
}
