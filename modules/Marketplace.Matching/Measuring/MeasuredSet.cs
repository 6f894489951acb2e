using Marketplace.Matching.Scoring;

namespace Marketplace.Matching.Measuring;

/// <summary>A candidate of one demand with its features and whether it is right.</summary>
/// <param name="Kept">The score that it had when somebody judged it, 0 to 1; null of a collection.</param>
public sealed record MeasuredPair(string Demand, string Document, IReadOnlyDictionary<string, double> Features, bool Right, double? Kept = null);

/// <summary>All candidates of all demands of one collection.</summary>
/// <param name="Name">Of the collection.</param>
/// <param name="Pairs">Demand by demand.</param>
/// <param name="RightInAll">Right answers that the demands have, found or not.</param>
public sealed record MeasuredSet(string Name, IReadOnlyList<MeasuredPair> Pairs, int RightInAll)
{
    private const int Parts = 5;

    /// <summary>Judged by owners of the site.</summary>
    public bool IsFeedback => Pairs.Any(p => p.Kept is not null);

    /// <summary>For a fit: each collection counts alike, however many demands it has; of what owners said each word counts once.</summary>
    public IEnumerable<JudgedPair> Judged(double weightOfAll) => Pairs.Select(p => new JudgedPair(p.Features, p.Right, IsFeedback ? 1 : weightOfAll / Pairs.Count));

    /// <summary>Each pair's score as fitted without a fifth of the demands, its own among them: so that none is measured by what it was fitted on.</summary>
    /// <param name="fit">Fits on some of the pairs.</param>
    public MatchFigures Crossed(Func<MeasuredSet, CoefficientSet> fit)
    {
        var demands = Pairs.Select(p => p.Demand).Distinct().ToList();
        var scores = new Dictionary<MeasuredPair, double>(ReferenceEqualityComparer.Instance);
        for (var part = 0; part < Parts; part++)
        {
            var own = demands.Where((_, i) => i % Parts == part).ToHashSet();
            if (own.Count == 0) { continue; }
            var fitted = fit(this with { Pairs = [.. Pairs.Where(p => !own.Contains(p.Demand))] });
            foreach (var pair in Pairs.Where(p => own.Contains(p.Demand))) { scores[pair] = fitted.ChanceOf(pair.Features); }
        }
        return MatchFigures.OfPairs(this, p => scores[p]);
    }
}

/// <summary>How good scores are. Shares are 0 to 1.</summary>
/// <param name="PooledPrecision">Average precision of all pairs of all demands in one ranking: only scores that mean the same for every demand do well.</param>
/// <param name="CalibrationError">Mean distance of the score from the share that is right, in ten bins of all pairs.</param>
/// <param name="CalibrationErrorOfBest">The same of each demand's best pair.</param>
/// <param name="RightAt50">Share of right ones among the pairs at 50 and more.</param>
/// <param name="FoundAt50">Share of all right ones that are at 50 and more.</param>
public sealed record MatchFigures(double PooledPrecision, double CalibrationError, double CalibrationErrorOfBest, double RightAt50, double FoundAt50, double RecallAt5)
{
    private const int Bins = 10;

    public static MatchFigures Of(MeasuredSet set, Func<IReadOnlyDictionary<string, double>, double> score) => OfPairs(set, p => score(p.Features));

    public static MatchFigures OfPairs(MeasuredSet set, Func<MeasuredPair, double> score)
    {
        var scored = set.Pairs.Select(p => (Pair: p, Score: score(p))).ToList();
        var good = scored.Where(s => s.Score >= 0.5).ToList();
        var demands = scored.GroupBy(s => s.Pair.Demand).Select(g => g.OrderByDescending(s => s.Score).ToList()).ToList();
        return new MatchFigures(
            Precision(scored.OrderByDescending(s => s.Score).ThenBy(s => s.Pair.Right).Select(s => s.Pair.Right), set.RightInAll),
            Calibration(scored.ConvertAll(s => (s.Score, s.Pair.Right))),
            Calibration(demands.ConvertAll(d => (d[0].Score, d[0].Pair.Right))),
            good.Count == 0 ? 0 : good.Count(s => s.Pair.Right) / (double)good.Count,
            good.Count(s => s.Pair.Right) / (double)Math.Max(1, set.RightInAll),
            demands.Sum(d => d.Take(5).Count(s => s.Pair.Right)) / (double)Math.Max(1, set.RightInAll));
    }

    private static double Precision(IEnumerable<bool> ranking, int rightInAll)
    {
        var (place, found, sum) = (0, 0, 0.0);
        foreach (var right in ranking)
        {
            place++;
            if (right) { sum += ++found / (double)place; }
        }
        return sum / Math.Max(1, rightInAll);
    }

    private static double Calibration(List<(double Score, bool Right)> scored) => scored
        .GroupBy(s => Math.Min(Bins - 1, (int)(s.Score * Bins)))
        .Sum(bin => bin.Count() / (double)scored.Count * Math.Abs(bin.Average(s => s.Score) - bin.Average(s => s.Right ? 1.0 : 0)));
}
