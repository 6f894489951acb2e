using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Accounts;

public enum OrganizationKind { University, Institute, Hospital, Enterprise, Agency, Investor, Incubator, Government }

/// <summary>A level that policy asks for (科技型中小企业 …). <paramref name="Code"/> is one of <see cref="OrganizationLevel.Codes"/>.</summary>
public sealed record OrganizationLevel(string Code, string Certificate, DateOnly ValidUntil)
{
    public static readonly IReadOnlyList<string> Codes = ["sme", "high-tech", "little-giant", "specialised", "transfer-demo"];
}

/// <summary>What an organization looks for, as short phrases in each language.</summary>
public sealed record Interests(IReadOnlyList<string>? Zh = null, IReadOnlyList<string>? En = null)
{
    public static readonly Interests None = new();
    public IReadOnlyList<string> Shown => (Language.IsEnglish ? En is { Count: > 0 } ? En : Zh : Zh is { Count: > 0 } ? Zh : En) ?? [];
}

/// <summary>How an organization from abroad is known: ISO 3166 country and the number in its register, or a ROR id (nine characters after ror.org/).</summary>
public sealed record ForeignRegistration(string? Country, string? Number, string? RorId);

/// <summary>A university, enterprise, agency … that members act for. Only a verified one publishes.</summary>
public sealed partial class Organization : Entity, IAudited, IVersioned
{
    public const int LongestName = 120;
    public const int LongestAbout = 2000;

    private readonly List<Verification> verifications = [];

    private Organization() { }

    /// <summary>An organization registered in China.</summary>
    public Organization(Bilingual name, OrganizationKind kind, CreditCode code, DateTimeOffset now) : this(name, kind, now)
    {
        CreditCode = code;
        Region = code.Region;
        Remember();
    }

    /// <summary>An organization from abroad.</summary>
    public Organization(Bilingual name, OrganizationKind kind, ForeignRegistration registration, DateTimeOffset now) : this(name, kind, now)
    {
        (Country, RegistrationNumber, RorId) = (registration.Country, registration.Number, registration.RorId);
        Remember();
    }

    private Organization(Bilingual name, OrganizationKind kind, DateTimeOffset now)
    {
        (Name, Kind, CreatedAt) = (name, kind, now);
        ShortId = Data.ShortId.From(Id);
        Slug = Slugs.Of(name);
        Raise(new OrganizationChanged(Id));
    }

    public int Version { get; private set; } = 1;
    public string ShortId { get; private set; } = "";

    /// <summary>Lower-case words with hyphens from the English name, else the Chinese name; empty never.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>Key of the recipe that brought it, or null.</summary>
    public string? RecipeKey { get; private set; }
    public Bilingual Name { get; private set; } = Bilingual.Empty;
    public OrganizationKind Kind { get; private set; }
    public CreditCode? CreditCode { get; private set; }

    /// <summary>ISO 3166 alpha-2, only where the organization is registered abroad.</summary>
    public string? Country { get; private set; }
    public string? RegistrationNumber { get; private set; }
    public string? RorId { get; private set; }

    /// <summary>GB/T 2260, six digits; null abroad.</summary>
    public string? Region { get; private set; }

    /// <summary>GB/T 4754-2017: section letter, with two division digits where known.</summary>
    public string? Industry { get; private set; }
    public Bilingual About { get; private set; } = Bilingual.Empty;
    public string? Website { get; private set; }
    public Guid? LogoFileId { get; private set; }
    public IReadOnlyList<OrganizationLevel> Levels { get; private set; } = [];
    public Interests Interests { get; private set; } = Interests.None;

    /// <summary>Part of the demonstration: marked as sample data wherever it shows.</summary>
    public bool IsSample { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Median of the first replies to enquiries in working minutes; null before the first. Kept by Deals.</summary>
    [NotAudited] public int? MedianFirstReplyMinutes { get; private set; }

    /// <summary>Lower-case names, codes and short id, for searching.</summary>
    [NotAudited] public string SearchText { get; private set; } = "";

    /// <summary>Path of the public page, without language.</summary>
    public string Path => $"/organizations/{ShortId}/{Slug}";

    public void Edit(Bilingual name, OrganizationKind kind, Bilingual about, string? region, string? industry, string? website, Interests interests)
    {
        if (IsVerifiedName && name != Name) { throw new InvalidOperationException("The name of a verified organization stays until its verification ends."); }
        Follow(name, kind, about, region, industry, website, interests);
    }

    /// <summary>As a recipe says, whatever the state; nothing happens where all is so already.</summary>
    internal void Follow(Bilingual name, OrganizationKind kind, Bilingual about, string? region, string? industry, string? website, Interests interests)
    {
        var before = JsonTextOptions.Write((object[])[Name, Kind, About, Region ?? "", Industry ?? "", Website ?? "", Interests]);
        if (before == JsonTextOptions.Write((object[])[name, kind, about, region ?? "", industry ?? "", website ?? "", interests])) { return; }
        (Name, Kind, About, Region, Industry, Website, Interests) = (name, kind, about, region, industry, website, interests);
        Slug = Slugs.Of(name);
        Remember();
        Raise(new OrganizationChanged(Id));
    }

    public void ShowLogo(Guid? fileId)
    {
        LogoFileId = fileId;
        Raise(new OrganizationChanged(Id));
    }

    public void SetLevels(IEnumerable<OrganizationLevel> levels)
    {
        Levels = [.. levels];
        Raise(new OrganizationChanged(Id));
    }

    /// <summary>Levels whose certificate is valid on that day.</summary>
    public IEnumerable<OrganizationLevel> LevelsOn(DateOnly day) => Levels.Where(l => l.ValidUntil >= day);

    /// <summary>The last day of a certificate is over.</summary>
    internal void LevelHasEnded() => Raise(new OrganizationChanged(Id));

    /// <param name="minutes">Median in working minutes, or null where fewer than <see cref="ReplyTime.FewestAnswers"/> have been given.</param>
    public void AnswersIn(int? minutes)
    {
        if (MedianFirstReplyMinutes == minutes) { return; }
        MedianFirstReplyMinutes = minutes;
        Raise(new OrganizationChanged(Id));
    }

    internal void ComesFromRecipe(string key, bool isSample) => (RecipeKey, IsSample) = (key, isSample);

    private void Remember() =>
        SearchText = $"{Name.Zh} {Name.En} {CreditCode?.ToString()} {RegistrationNumber} {RorId} {ShortId}".ToLowerInvariant();
}
