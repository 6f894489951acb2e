using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>
/// Who makes this request, the organization they act for, and what they may do. Read once at sign-in check of each request; nobody for visitors.
/// <see cref="Person"/> and <see cref="Organization"/> are not tracked: load them again to change them.
/// </summary>
public sealed class CurrentMember(MarketplaceDbContext db, Actor actor, PermissionBook permissions)
{
    public Person? Person { get; private set; }

    /// <summary>The organization acted for.</summary>
    public Organization? Organization { get; private set; }

    /// <summary>The person's role in it.</summary>
    public OrganizationRole? OrganizationRole { get; private set; }

    /// <summary>All organizations that the person can act for, with the role in each.</summary>
    public IReadOnlyList<Membership> Memberships { get; private set; } = [];
    public string? SiteRole => Person?.SiteRole;
    public bool IsSignedIn => Person is not null;

    /// <summary>Operator or administrator.</summary>
    public bool IsOperator => SiteRole is Modularity.SiteRole.Operator or Modularity.SiteRole.Administrator;
    public bool IsStaff => SiteRole is not null;

    /// <exception cref="InvalidOperationException">Nobody is signed in; pages behind a policy never see this.</exception>
    public Guid PersonId => Person?.Id ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <exception cref="InvalidOperationException">The person acts for no organization.</exception>
    public Guid OrganizationId => Organization?.Id ?? throw new InvalidOperationException("The person acts for no organization.");

    /// <summary>Whether the person, acting as now, has a permission of that name.</summary>
    /// <exception cref="InvalidOperationException">No module declares the permission.</exception>
    public bool May(string permission)
    {
        var needed = permissions[permission];
        if (Person is null) { return false; }
        // What is done for an organization needs one to act for, whoever asks.
        var isForOrganization = needed is { InOrganization: not null, SiteRoles.Count: 0, EveryMember: false };
        return (SiteRole == Modularity.SiteRole.Administrator && (!isForOrganization || Organization is not null))
            || (SiteRole is not null && needed.SiteRoles.Contains(SiteRole))
            || (needed.InOrganization is { } least && OrganizationRole >= least)
            || needed.EveryMember;
    }

    public bool May(Permission permission) => May(permission.Name);

    public Task<bool> MayAsync(string permission) => Task.FromResult(May(permission));

    /// <summary>True where the person has at least that role in that organization, or is an administrator.</summary>
    public bool HasRoleIn(Guid organizationId, OrganizationRole least) =>
        SiteRole == Modularity.SiteRole.Administrator || Memberships.Any(m => m.OrganizationId == organizationId && m.Role >= least);

    /// <summary>Becomes that person. False where there is none, it is deactivated, or the security stamp is another one.</summary>
    public async Task<bool> BecomeAsync(Guid personId, string? securityStamp, string? address, CancellationToken cancel)
    {
        var person = await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == personId, cancel);
        if (person is not { IsActive: true, EmailConfirmed: true } || (securityStamp is not null && securityStamp != person.SecurityStamp)) { return false; }
        Person = person;
        Memberships = await db.Set<Membership>().AsNoTracking().Include(m => m.Organization)
            .Where(m => m.PersonId == personId && m.State == MembershipState.Active).OrderBy(m => m.Id).ToListAsync(cancel);
        var acting = Memberships.FirstOrDefault(m => m.OrganizationId == person.ActiveOrganizationId) ?? Memberships.FirstOrDefault();
        (Organization, OrganizationRole) = (acting?.Organization, acting?.Role);
        actor.IsPerson(person.Id, person.Name.ToString(), Organization?.Id, address);
        return true;
    }
}

/// <summary>All permissions of all modules by name.</summary>
public sealed class PermissionBook(ModuleCatalog catalog)
{
    private readonly Dictionary<string, Permission> all = catalog.Modules.SelectMany(m => m.Startup.Permissions).ToDictionary(p => p.Name);

    public IEnumerable<Permission> All => all.Values;

    public Permission this[string name] => all.TryGetValue(name, out var found) ? found : throw new InvalidOperationException($"No module declares the permission '{name}'.");
}
