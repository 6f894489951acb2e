using Marketplace.Modularity;

namespace Marketplace.Deals;

public static class Permissions
{
    /// <summary>Reads the organization's enquiries.</summary>
    public const string Read = "deals.read";

    /// <summary>Asks and replies for the organization.</summary>
    public const string Speak = "deals.speak";

    /// <summary>Reads every enquiry, what was withdrawn included.</summary>
    public const string Oversee = "deals.oversee";

    internal static readonly IReadOnlyList<Permission> All =
    [
        new(Read) { InOrganization = OrganizationRole.Viewer },
        new(Speak) { InOrganization = OrganizationRole.Contributor },
        new(Oversee) { SiteRoles = [SiteRole.Operator, SiteRole.Auditor] },
    ];
}
