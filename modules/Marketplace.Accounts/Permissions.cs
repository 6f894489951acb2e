using Marketplace.Modularity;

namespace Marketplace.Accounts;

public static class Permissions
{
    /// <summary>The workspace of a signed-in member.</summary>
    public const string UseWorkspace = "workspace";
    public const string ViewOrganization = "organization.view";
    public const string EditOrganization = "organization.edit";
    public const string ManageMembers = "organization.members";
    public const string UseAdmin = "admin";
    public const string VerifyOrganizations = "admin.verifications";
    public const string ViewOrganizations = "admin.organizations";
    public const string ViewPeople = "admin.people";
    public const string ManagePeople = "admin.people.manage";
    public const string ViewAudit = "admin.audit";

    internal static readonly IReadOnlyList<Permission> All =
    [
        new(UseWorkspace) { EveryMember = true },
        new(ViewOrganization) { InOrganization = OrganizationRole.Viewer },
        new(EditOrganization) { InOrganization = OrganizationRole.Manager },
        new(ManageMembers) { InOrganization = OrganizationRole.Owner },
        new(UseAdmin) { SiteRoles = [SiteRole.Operator, SiteRole.Editor, SiteRole.Auditor] },
        new(VerifyOrganizations) { SiteRoles = [SiteRole.Operator] },
        new(ViewOrganizations) { SiteRoles = [SiteRole.Operator, SiteRole.Auditor] },
        new(ViewPeople) { SiteRoles = [SiteRole.Operator, SiteRole.Auditor] },
        new(ManagePeople),
        new(ViewAudit) { SiteRoles = [SiteRole.Auditor] },
    ];
}
