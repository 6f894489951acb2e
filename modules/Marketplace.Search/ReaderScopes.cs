using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search;

/// <summary>Which stage of disclosure somebody reads at.</summary>
internal static class ReaderScopes
{
    public static ReaderScope Of(CurrentMember member) =>
        !member.IsSignedIn ? ReaderScope.Public : member.IsStaff || member.Organization?.VerifiedUntil > DateTimeOffset.UtcNow ? ReaderScope.Verified : ReaderScope.Members;

    /// <summary>The same for people who are not here: each acts for the organization that they acted for last. Without those who have no account any more, or none yet.</summary>
    public static async Task<Dictionary<Guid, ReaderScope>> OfAsync(MarketplaceDbContext db, IReadOnlyCollection<Guid> people, DateTimeOffset now, CancellationToken cancel)
    {
        var scopes = new Dictionary<Guid, ReaderScope>();
        foreach (var some in people.Distinct().Chunk(500))
        {
            var found = await db.Set<Person>().AsNoTracking().Where(p => some.Contains(p.Id) && p.DeactivatedAt == null && p.EmailConfirmed)
                .Select(p => new { p.Id, p.SiteRole, p.ActiveOrganizationId }).ToListAsync(cancel);
            var memberships = (await db.Set<Membership>().AsNoTracking().Where(m => some.Contains(m.PersonId) && m.State == MembershipState.Active).OrderBy(m => m.Id)
                .Select(m => new { m.PersonId, m.OrganizationId, m.Organization.VerifiedUntil }).ToListAsync(cancel)).ToLookup(m => m.PersonId);
            foreach (var person in found)
            {
                var acting = memberships[person.Id].FirstOrDefault(m => m.OrganizationId == person.ActiveOrganizationId) ?? memberships[person.Id].FirstOrDefault();
                scopes[person.Id] = person.SiteRole is not null || acting?.VerifiedUntil > now ? ReaderScope.Verified : ReaderScope.Members;
            }
        }
        return scopes;
    }
}
