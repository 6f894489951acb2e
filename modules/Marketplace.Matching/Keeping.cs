using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>Keeps what was found as rows, one for each owner of a pair. Reckoning anew changes what changed and nothing else.</summary>
internal sealed class Keeping(MarketplaceDbContext db, Finding finding, TimeProvider clock)
{
    private const int Tries = 5;

    /// <summary>The listing's own list, and its place in the lists of those it was found for. Saved at once.</summary>
    public async Task RefreshAsync(Guid listing, CancellationToken cancel)
    {
        var subject = await finding.SubjectAsync(listing, cancel);
        var found = subject is null ? [] : await finding.ForAsync(subject, cancel);
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (subject is null) { await CloseAsync(listing, cancel); }
                else
                {
                    await KeepAsync(subject, found, cancel);
                    await ReturnAsync(listing, cancel);
                }
                await db.SaveChangesAsync(cancel);
                db.ChangeTracker.Clear();
                return;
            }
            catch (DbUpdateConcurrencyException) when (tries < Tries)
            {
                // An owner pressed a button meanwhile: look again.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task CloseAsync(Guid listing, CancellationToken cancel)
    {
        var rows = await db.Set<Match>().Where(m => m.IsOpen && (m.Listing == listing || m.Counterpart == listing)).ToListAsync(cancel);
        foreach (var row in rows) { row.Leave(closed: true); }
    }

    private async Task KeepAsync(Finding.Subject subject, List<Candidate> found, CancellationToken cancel)
    {
        var (mine, now) = (subject.Listing, clock.GetUtcNow());
        var own = await db.Set<Match>().Where(m => m.Listing == mine.Id).ToListAsync(cancel);
        // An achievement's demands are found from the demands' side and stay.
        foreach (var gone in own.Where(m => m.IsOpen && m.Kind != MatchKind.Demand && !found.Exists(f => f.Id == m.Counterpart))) { gone.Leave(closed: false); }
        foreach (var candidate in found) { RowOf(own, mine, candidate.Kind, candidate.Id, candidate.Owner.Id, now).Found(candidate.Score, candidate.Features, candidate.Words, now); }
        if (mine.Kind != ListingKind.Demand) { return; }
        var mirrored = await db.Set<Match>().Where(m => m.Counterpart == mine.Id && m.Kind == MatchKind.Demand).ToListAsync(cancel);
        var achievements = found.Where(f => f.Kind == MatchKind.Achievement && MembersView.MaySee(mine.Visibility, f.Owner, now)).ToList();
        foreach (var gone in mirrored.Where(m => m.IsOpen && !achievements.Exists(f => f.Id == m.Listing))) { gone.Leave(closed: false); }
        foreach (var candidate in achievements)
        {
            var row = mirrored.Find(m => m.Listing == candidate.Id) ?? Added(new Match(candidate.Listing!, MatchKind.Demand, mine.Id, mine.Organization, now));
            row.Found(candidate.Score, candidate.Features, candidate.WordsForOwner, now);
        }
    }

    /// <summary>What an operator recommended, and what the owner took up, was closed with one side and comes back with it: the engine may never have found it.</summary>
    private async Task ReturnAsync(Guid listing, CancellationToken cancel)
    {
        var open = db.Set<Listing>().Where(l => l.State == ListingState.Published && l.Approved != null && l.Visibility != Visibility.Invited);
        var rows = await db.Set<Match>()
            .Where(m => !m.IsOpen && (m.Listing == listing || m.Counterpart == listing) && (m.Recommendation != null || m.State == MatchState.Useful || m.State == MatchState.Contacted))
            .Where(m => m.Kind == MatchKind.Organization || open.Any(l => l.Id == (m.Listing == listing ? m.Counterpart : m.Listing))).ToListAsync(cancel);
        foreach (var row in rows) { row.Return(); }
    }

    private Match RowOf(List<Match> own, Listing mine, MatchKind kind, Guid counterpart, Guid owner, DateTimeOffset now) =>
        own.Find(m => m.Counterpart == counterpart) ?? Added(new Match(mine, kind, counterpart, owner, now));

    private Match Added(Match match)
    {
        db.Add(match);
        return match;
    }
}
