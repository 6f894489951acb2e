using Marketplace.Modularity;

namespace Marketplace.Matching;

public static class Permissions
{
    /// <summary>Sees the matches of the organization's listings.</summary>
    public const string Read = "matching.read";

    /// <summary>Says which are useful and which are not.</summary>
    public const string Judge = "matching.judge";

    /// <summary>Sees demands without a good match, and the figures of feedback.</summary>
    public const string Oversee = "matching.oversee";

    /// <summary>Recommends a counterpart by hand.</summary>
    public const string Recommend = "matching.recommend";

    internal static readonly IReadOnlyList<Permission> All =
    [
        new(Read) { InOrganization = OrganizationRole.Viewer },
        new(Judge) { InOrganization = OrganizationRole.Contributor },
        new(Oversee) { SiteRoles = [SiteRole.Operator, SiteRole.Auditor] },
        new(Recommend) { SiteRoles = [SiteRole.Operator] },
    ];
}
