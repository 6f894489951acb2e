using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>Finds and takes invitations by the secret of their mail.</summary>
internal sealed class Invitations(MarketplaceDbContext db, TimeProvider clock)
{
    public async Task<Invitation?> FindAsync(string? secret, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(secret)) { return null; }
        var hash = Invitation.HashOf(secret);
        var found = await db.Set<Invitation>().Include(i => i.Organization).SingleOrDefaultAsync(i => i.SecretHash == hash, cancel);
        return found?.IsOpen(clock.GetUtcNow()) == true ? found : null;
    }

    /// <summary>Makes the person a member with the invited role and acts for the organization from now on; saved with the caller's next save.</summary>
    public async Task AcceptAsync(Invitation invitation, Person person, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        invitation.Accept(now);
        var membership = await db.Set<Membership>().SingleOrDefaultAsync(m => m.PersonId == person.Id && m.OrganizationId == invitation.OrganizationId, cancel);
        if (membership is null) { db.Add(new Membership(person.Id, invitation.OrganizationId, invitation.Role, MembershipState.Active, now)); }
        else if (!membership.IsActive || membership.Role < invitation.Role) { membership.Admit(invitation.Role, now); }
        person.ActFor(invitation.OrganizationId);
    }
}
