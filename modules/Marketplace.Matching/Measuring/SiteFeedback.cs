using Marketplace.Data;
using Marketplace.Search.Vectors;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Measuring;

/// <summary>
/// What owners said of their matches, as pairs that are known to be right or not, each with the figures and the score of the time when it was judged. Called useful or contacted a pair is right; of
/// another field, too early or too dear it is not; unclear or known already says nothing of whether it fits. Only pairs that were scored as the site scores now count: by words alone, or with vectors.
/// </summary>
public sealed class SiteFeedback(MarketplaceDbContext db, Embeddings embeddings)
{
    /// <summary>Of the set, beside those of collections.</summary>
    public const string Name = "feedback";

    /// <summary>So many right pairs, and so many wrong ones, before they are a measure.</summary>
    public const int LeastOfEach = 30;

    /// <summary>Of so many demands, so that a fit can be measured on others than its own.</summary>
    public const int LeastDemands = 10;
    private const string OfVectors = "product";
    private static readonly DismissalReason?[] Says = [null, DismissalReason.OtherField, DismissalReason.TooEarly, DismissalReason.TooDear];

    public async Task<MeasuredSet> CollectAsync(CancellationToken cancel)
    {
        var said = await db.Set<MatchFeedback>().AsNoTracking().Where(f => f.Kind == MatchKind.Achievement || f.Kind == MatchKind.Demand).OrderBy(f => f.At).ThenBy(f => f.Id).ToListAsync(cancel);
        var pairs = said.Where(f => f.Features.Count > 0 && f.Features.ContainsKey(OfVectors) == embeddings.IsOn && Says.Contains(f.Reason)).Select(PairOf).ToList();
        return new MeasuredSet(Name, pairs, pairs.Count(p => p.Right));
    }

    /// <summary>Both owners may judge a pair: it is of the demand either way.</summary>
    private static MeasuredPair PairOf(MatchFeedback said)
    {
        var (demand, other) = said.Kind == MatchKind.Demand ? (said.Counterpart, said.Listing) : (said.Listing, said.Counterpart);
        return new MeasuredPair(demand.ToString("N"), other.ToString("N"), said.Features, said.Reason is null, said.Score / 100.0);
    }

    /// <summary>What there is, where it is too little; null where it is enough.</summary>
    public static string? TooLittle(MeasuredSet feedback)
    {
        var (right, demands) = (feedback.Pairs.Count(p => p.Right), feedback.Pairs.Select(p => p.Demand).Distinct().Count());
        var wrong = feedback.Pairs.Count - right;
        return right >= LeastOfEach && wrong >= LeastOfEach && demands >= LeastDemands ? null
            : $"Too little feedback yet: {right} right and {wrong} wrong pairs of {demands} demands; needed are {LeastOfEach} of each, of {LeastDemands} demands. (What was unclear or known already does not count, nor what was scored with vectors where the site has none now, or without where it has.)";
    }
}
