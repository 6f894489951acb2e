namespace Marketplace.Modularity;

/// <summary>
/// A right, used as an authorization policy of the same name. It belongs to site roles, to roles in the organization a member acts for, or to every member.
/// </summary>
public sealed record Permission(string Name)
{
    /// <summary>Site roles that have it by default; see <see cref="SiteRole"/>. The administrator has every right.</summary>
    public IReadOnlyList<string> SiteRoles { get; init; } = [];

    /// <summary>Least role in the acting organization that has it, or null where no organization role does.</summary>
    public OrganizationRole? InOrganization { get; init; }

    /// <summary>Every signed-in, confirmed member has it.</summary>
    public bool EveryMember { get; init; }
}

public static class SiteRole
{
    public const string Administrator = "administrator";
    public const string Operator = "operator";
    public const string Editor = "editor";
    public const string Auditor = "auditor";
    public static readonly IReadOnlyList<string> All = [Administrator, Operator, Editor, Auditor];
}

/// <summary>Roles in an organization, each including those before it.</summary>
public enum OrganizationRole { Viewer = 1, Contributor = 2, Manager = 3, Owner = 4 }
