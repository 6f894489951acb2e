using Marketplace.Modularity;

namespace Marketplace.Search;

public static class Permissions
{
    /// <summary>Follows searches of one's own.</summary>
    public const string Follow = "search.follow";

    public const string ViewStatistics = "search.statistics";
    public const string EditGlossary = "search.glossary";

    internal static readonly IReadOnlyList<Permission> All =
    [
        new(Follow) { EveryMember = true },
        new(EditGlossary) { SiteRoles = [SiteRole.Operator, SiteRole.Editor] },
        new(ViewStatistics) { SiteRoles = [SiteRole.Operator, SiteRole.Editor, SiteRole.Auditor] },
    ];
}
