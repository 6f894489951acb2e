using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals;

/// <summary>Who is told about an enquiry. Only people with a working account who still belong to the organization.</summary>
internal sealed class EnquiryPeople(MarketplaceDbContext db)
{
    private IQueryable<Person> Reachable => db.Set<Person>().Where(p => p.EmailConfirmed && p.DeactivatedAt == null);

    /// <summary>The asking person or the listing's contact, with those of the side who wrote; where none is left, owners and managers.</summary>
    public async Task<List<Person>> OfAsync(Enquiry enquiry, EnquiryParty party, CancellationToken cancel)
    {
        var organization = party == EnquiryParty.Asker ? enquiry.FromOrganization : enquiry.ToOrganization;
        Guid? first = party == EnquiryParty.Asker ? enquiry.FromPerson : enquiry.ToPerson;
        var writers = db.Set<EnquiryMessage>().Where(m => m.EnquiryId == enquiry.Id && m.Party == party).Select(m => m.Author);
        var people = await Reachable
            .Where(p => p.Id == first || writers.Contains(p.Id))
            .Where(p => db.Set<Membership>().Any(m => m.PersonId == p.Id && m.OrganizationId == organization && m.State == MembershipState.Active)).ToListAsync(cancel);
        return people.Count > 0 ? people : await LeadersAsync(organization, cancel);
    }

    /// <summary>Owners and managers: the backup contact.</summary>
    public Task<List<Person>> LeadersAsync(Guid organization, CancellationToken cancel) => Reachable
        .Where(p => db.Set<Membership>().Any(m => m.PersonId == p.Id && m.OrganizationId == organization && m.State == MembershipState.Active
            && (m.Role == OrganizationRole.Owner || m.Role == OrganizationRole.Manager))).ToListAsync(cancel);

    public Task<List<Person>> OperatorsAsync(CancellationToken cancel) => Reachable.Where(p => p.SiteRole == SiteRole.Operator).ToListAsync(cancel);
}
