using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>An operator puts a pair together by hand: it stands with its mark in the list of both owners. Saved when the method returns.</summary>
internal sealed class Recommending(MarketplaceDbContext db, CurrentMember member, TimeProvider clock)
{
    private const int Tries = 5;

    /// <exception cref="RuleBroken">One of the two is not open, or the owner may not know of it.</exception>
    public async Task RunAsync(Guid demandId, Guid achievementId, string? words, CancellationToken cancel)
    {
        var demand = await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == demandId && l.Kind == ListingKind.Demand, cancel);
        var achievement = await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == achievementId && l.Kind == ListingKind.Achievement, cancel);
        if (demand is not { IsPublic: true } || achievement is not { IsPublic: true }) { throw new RuleBroken("matching.rule.closed"); }
        if (demand.Organization == achievement.Organization) { throw new RuleBroken("matching.rule.sameOwner"); }
        await CheckAsync(demand.Organization, achievement.Visibility, cancel);
        await CheckAsync(achievement.Organization, demand.Visibility, cancel);
        for (var tries = 1; ; tries++)
        {
            var recommendation = new Recommendation(member.PersonId, clock.GetUtcNow(), words);
            (await RowAsync(demand, MatchKind.Achievement, achievement, cancel)).Recommend(recommendation);
            (await RowAsync(achievement, MatchKind.Demand, demand, cancel)).Recommend(recommendation);
            try
            {
                await db.SaveChangesAsync(cancel);
                return;
            }
            catch (DbUpdateException) when (tries < Tries) { db.ChangeTracker.Clear(); }
        }
    }

    private async Task CheckAsync(Guid reader, Visibility visibility, CancellationToken cancel)
    {
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == reader, cancel);
        if (!MembersView.MaySee(visibility, organization, clock.GetUtcNow())) { throw new RuleBroken("matching.rule.mayNotSee"); }
    }

    private async Task<Match> RowAsync(Listing mine, MatchKind kind, Listing theirs, CancellationToken cancel)
    {
        if (await db.Set<Match>().SingleOrDefaultAsync(m => m.Listing == mine.Id && m.Counterpart == theirs.Id, cancel) is { } row) { return row; }
        var match = new Match(mine, kind, theirs.Id, theirs.Organization, clock.GetUtcNow());
        db.Add(match);
        return match;
    }
}
