using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>What the acting member says of matches of the organization acted for. Everything is saved when a method returns.</summary>
internal sealed class Judging(MarketplaceDbContext db, CurrentMember member, TimeProvider clock)
{
    private const int Tries = 5;

    /// <returns>Null where the organization has no such match.</returns>
    public Task<Match?> UsefulAsync(Guid id, CancellationToken cancel) => ChangeAsync(id, (match, feedback) =>
    {
        match.CallUseful();
        feedback().Say(match, member.PersonId, null, null, clock.GetUtcNow());
    }, cancel);

    /// <inheritdoc cref="UsefulAsync"/>
    public Task<Match?> DismissAsync(Guid id, DismissalReason reason, string? words, CancellationToken cancel) => ChangeAsync(id, (match, feedback) =>
    {
        match.Dismiss(reason);
        feedback().Say(match, member.PersonId, reason, words, clock.GetUtcNow());
    }, cancel);

    /// <summary>As if nothing had been said; that the other side was contacted stays.</summary>
    /// <inheritdoc cref="UsefulAsync"/>
    public Task<Match?> TakeBackAsync(Guid id, CancellationToken cancel) => ChangeAsync(id, (match, feedback) =>
    {
        match.TakeBack();
        if (match.Enquiry is null) { db.Remove(feedback()); } else { feedback().Say(match, member.PersonId, null, null, clock.GetUtcNow()); }
    }, cancel);

    /// <summary>What is saved together with the enquiry to the other side: no owner says a stronger yes.</summary>
    public async Task<Action<Guid>> ContactAsync(Match match, CancellationToken cancel)
    {
        var said = await SaidAsync(match.Id, cancel);
        return enquiry =>
        {
            match.Contact(enquiry);
            (said ?? Added(new MatchFeedback(match, member.PersonId))).Say(match, member.PersonId, null, null, clock.GetUtcNow());
        };
    }

    public async Task<Match?> FindAsync(Guid id, CancellationToken cancel)
    {
        var organization = member.OrganizationId;
        return await db.Set<Match>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.Organization == organization, cancel);
    }

    /// <summary>The reckoning may change a match at the same moment: the later one looks again.</summary>
    private async Task<Match?> ChangeAsync(Guid id, Action<Match, Func<MatchFeedback>> change, CancellationToken cancel)
    {
        var organization = member.OrganizationId;
        for (var tries = 1; ; tries++)
        {
            var match = await db.Set<Match>().SingleOrDefaultAsync(m => m.Id == id && m.Organization == organization, cancel);
            if (match is null) { return null; }
            var said = await SaidAsync(id, cancel);
            change(match, () => said ?? Added(new MatchFeedback(match, member.PersonId)));
            try
            {
                await db.SaveChangesAsync(cancel);
                return match;
            }
            catch (DbUpdateException) when (tries < Tries) { db.ChangeTracker.Clear(); }
        }
    }

    private Task<MatchFeedback?> SaidAsync(Guid match, CancellationToken cancel) => db.Set<MatchFeedback>().SingleOrDefaultAsync(f => f.Match == match, cancel);

    private MatchFeedback Added(MatchFeedback feedback)
    {
        db.Add(feedback);
        return feedback;
    }
}
