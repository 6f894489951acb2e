using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>Questions about who belongs to an organization.</summary>
public sealed class Members(MarketplaceDbContext db)
{
    /// <summary>Active people with at least that role, who can be written to.</summary>
    public Task<List<Person>> WithRoleAsync(Guid organizationId, OrganizationRole least, CancellationToken cancel)
    {
        // Roles are kept as words, which do not compare.
        var roles = Enum.GetValues<OrganizationRole>().Where(r => r >= least).ToList();
        return db.Set<Membership>().Where(m => m.OrganizationId == organizationId && m.State == MembershipState.Active && roles.Contains(m.Role) && m.Person.DeactivatedAt == null && m.Person.EmailConfirmed)
            .OrderBy(m => m.Id).Select(m => m.Person).ToListAsync(cancel);
    }

    public Task<List<Person>> OwnersAsync(Guid organizationId, CancellationToken cancel) => WithRoleAsync(organizationId, OrganizationRole.Owner, cancel);

    /// <summary>Organizations that would have no owner without the person.</summary>
    public Task<List<Organization>> LastOwnerOfAsync(Guid personId, CancellationToken cancel) =>
        db.Set<Membership>().AsNoTracking()
            .Where(m => m.PersonId == personId && m.Role == OrganizationRole.Owner && m.State == MembershipState.Active)
            .Where(m => !db.Set<Membership>().Any(other => other.OrganizationId == m.OrganizationId && other.PersonId != personId && other.Role == OrganizationRole.Owner && other.State == MembershipState.Active && other.Person.DeactivatedAt == null))
            .Select(m => m.Organization).ToListAsync(cancel);

    /// <summary>Whether the organization has an owner beside this membership.</summary>
    public Task<bool> HasOtherOwnerAsync(Membership membership, CancellationToken cancel) =>
        db.Set<Membership>().AnyAsync(m => m.OrganizationId == membership.OrganizationId && m.Id != membership.Id && m.Role == OrganizationRole.Owner && m.State == MembershipState.Active && m.Person.DeactivatedAt == null, cancel);
}
