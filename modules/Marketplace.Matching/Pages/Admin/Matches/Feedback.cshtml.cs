using System.Globalization;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Admin.Matches;

/// <summary>What owners said of their matches, counted by reason and by score; each with its features as CSV, for training a ranker.</summary>
[Authorize(Permissions.Oversee)]
internal sealed class FeedbackModel(MarketplaceDbContext db) : PageModel
{
    /// <param name="Reason">Null for useful ones.</param>
    /// <param name="Contacted">Of useful ones: the other side was written to.</param>
    public sealed record Count(DismissalReason? Reason, bool Contacted, int All, int Good, double MeanScore);

    public IReadOnlyList<Count> Counts { get; private set; } = [];
    public int Total => Counts.Sum(c => c.All);
    public int Pushed { get; private set; }
    public int Contacted { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var rows = await Said().GroupBy(s => new { s.Feedback.Reason, s.Contacted })
            .Select(g => new { g.Key, All = g.Count(), Good = g.Count(s => s.Feedback.Score >= Match.Good), Mean = g.Average(s => (double)s.Feedback.Score) }).ToListAsync(cancel);
        Counts = [.. rows.Select(r => new Count(r.Key.Reason, r.Key.Contacted, r.All, r.Good, r.Mean)).OrderBy(c => c.Reason.HasValue).ThenByDescending(c => c.All)];
        Pushed = await db.Set<Match>().Pushed().CountAsync(cancel);
        Contacted = await db.Set<Match>().CountAsync(m => m.State == MatchState.Contacted, cancel);
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        await using var csv = Csv.Send(Response, "match-feedback");
        await csv.RowAsync("at", "listing", "counterpart", "kind", "verdict", "words", "score", "features");
        await foreach (var verdict in Said().OrderBy(s => s.Feedback.At).AsAsyncEnumerable().WithCancellation(cancel))
        {
            var f = verdict.Feedback;
            await csv.RowAsync(f.At.ToString("O"), f.Listing.ToString(), f.Counterpart.ToString(), ListingWords.Key(f.Kind), f.Reason is { } reason ? ListingWords.Key(reason) : verdict.Contacted ? "contacted" : "useful", f.Words,
                f.Score.ToString(CultureInfo.InvariantCulture), JsonTextOptions.Write(f.Features));
        }
        return new EmptyResult();
    }

    /// <summary>With setters instead of a constructor, so that the database can group by it.</summary>
    private sealed class Verdict
    {
        public required MatchFeedback Feedback { get; init; }
        public required bool Contacted { get; init; }
    }

    private IQueryable<Verdict> Said() =>
        db.Set<MatchFeedback>().AsNoTracking().Join(db.Set<Match>(), f => f.Match, m => m.Id, (f, m) => new Verdict { Feedback = f, Contacted = f.Reason == null && m.Enquiry != null });
}
