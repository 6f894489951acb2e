using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>Which lists a change of an organization may change: conditions ask for its kind and region, readers for its verification, and what it says of itself is matched.</summary>
internal sealed class OrganizationChanges(MarketplaceDbContext db, Finding finding, TimeProvider clock)
{
    /// <param name="Said">Of all that matters of the organization; the same as long as that is the same.</param>
    /// <param name="Own">Its published listings.</param>
    /// <param name="Others">Listings of others in whose list it stands, or may come to stand.</param>
    public sealed record Touched(int Said, IReadOnlyList<Guid> Own, IReadOnlyList<Guid> Others);

    /// <param name="id">The organization.</param>
    /// <param name="before">What mattered of it when it was last asked for; null where that is not known.</param>
    /// <param name="most">Lists in which it stands, and lists in which it may come to stand.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null where nothing changed that matters: a logo, or how soon it answers.</returns>
    /// <exception cref="Search.SearchUnavailableException">The engine is away.</exception>
    public async Task<Touched?> OfAsync(Guid id, int? before, int most, CancellationToken cancel)
    {
        if (await db.Set<Organization>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } organization) { return null; }
        var said = SaidBy(organization);
        if (said == before) { return null; }
        var own = await db.Set<Listing>().Where(l => l.Organization == id && l.State == ListingState.Published).Select(l => l.Id).ToListAsync(cancel);
        var standing = await db.Set<Match>().Where(m => m.Counterpart == id && m.Kind == MatchKind.Organization && m.IsOpen).OrderByDescending(m => m.Score).Select(m => m.Listing).Take(most).ToListAsync(cancel);
        return new Touched(said, own, [.. standing.Union(await finding.LikelyForAsync(organization, most, cancel))]);
    }

    private int SaidBy(Organization organization)
    {
        var (interests, said) = (organization.Interests, new HashCode());
        foreach (var part in (object?[])[organization.Kind, organization.Region, organization.IsVerified(clock.GetUtcNow()), organization.Name, organization.About, .. interests.Zh ?? [], "", .. interests.En ?? []]) { said.Add(part); }
        return said.ToHashCode();
    }
}
