namespace Marketplace.Modularity;

/// <summary>What the site calls itself and who runs it; operators change it in admin, recipes fill it.</summary>
public sealed record SiteProfile
{
    public static readonly SiteProfile Fresh = new()
    {
        SiteName = new("科技成果转移转化平台", "Technology Transfer Marketplace"),
    };

    public Bilingual SiteName { get; init; } = Bilingual.Empty;
    public Bilingual City { get; init; } = Bilingual.Empty;

    /// <summary>GB/T 2260 code of the home city.</summary>
    public string? HomeRegion { get; init; }
    public Bilingual OperatorName { get; init; } = Bilingual.Empty;
    public string? ContactEmail { get; init; }
    public IReadOnlyList<YearTarget> Targets { get; init; } = [];
}

/// <summary>A target of the city's year.</summary>
public sealed record YearTarget(string Code, Bilingual Name, int Target, Bilingual Unit);

/// <summary>The profile in force in this process.</summary>
public sealed class CurrentProfile
{
    private volatile SiteProfile value = SiteProfile.Fresh;

    public SiteProfile Value { get => value; set => this.value = value; }
}
