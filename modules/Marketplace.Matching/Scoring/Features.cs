using Marketplace.Modularity;
using Marketplace.Search;

namespace Marketplace.Matching.Scoring;

/// <summary>
/// What a pair's score is reckoned from: figures by name, each comparable between demands. Those of the words are <c>share</c> (of what the profile could reach), <c>lead</c> and <c>ownLead</c> (over
/// the demand's own next twenty, as a share of the reachable and of itself), <c>best</c> (share of the demand's best), <c>wordsCan</c> (how much the words can say of the demand: the best one's share,
/// full at a tenth) and <c>evidence</c>, <c>evidenceLead</c> (the score itself, in tens); those of the vectors are counted in spreads of the products over all listings. What share of the terms the index
/// knows is none of them: a demand that stands in the index itself knows all its own. Where there are vectors and the two share no language, words say less and vectors more: each figure
/// stands there a second time, with <c>Across</c> behind its name, so that it has a weight of its own. (With words alone that made scores worse.)
/// </summary>
public static class Features
{
    private const int Next = 20;
    private const string Across = "Across";

    /// <param name="subject">The demand, or whatever else seeks its counterparts.</param>
    /// <param name="answer">Its candidates; all features are of one demand at a time.</param>
    public static IReadOnlyList<(MatchCandidate Candidate, Dictionary<string, double> Values)> Of(SearchDocument subject, MatchAnswer answer)
    {
        var candidates = answer.Candidates;
        if (candidates.Count == 0) { return []; }
        var (words, wordsNext) = Ranked([.. candidates.Select(c => c.Words)]);
        var reachable = Math.Max(answer.Reachable, 1e-6);
        var wordsCan = Math.Min(1, words / reachable / 0.1);
        var products = answer.Products is { } all ? Products(answer, all.Mean, Math.Max(all.Deviation, 1e-6), wordsCan) : null;
        return [.. candidates.Select((candidate, i) =>
        {
            var values = Words(candidate.Words, wordsNext[i], words, reachable);
            values["wordsCan"] = wordsCan;
            if (products is null) { return (candidate, values); }
            foreach (var (name, value) in products[i]) { values[name] = value; }
            if (ShareALanguage(subject, candidate.Document)) { return (candidate, values); }
            foreach (var (name, value) in values.ToList()) { values[name + Across] = value; }
            values[Across] = 1;
            return (candidate, values);
        })];
    }

    private static bool ShareALanguage(SearchDocument one, SearchDocument other)
    {
        static bool Has(SearchDocument document, Func<Bilingual, string?> language) => language(document.Title) is { Length: > 0 } || language(document.Summary) is { Length: > 0 } || language(document.Text) is { Length: > 0 };
        return (Has(one, t => t.Zh) && Has(other, t => t.Zh)) || (Has(one, t => t.En) && Has(other, t => t.En));
    }

    private static Dictionary<string, double> Words(double score, double next, double best, double reachable)
    {
        var share = score / reachable;
        return new Dictionary<string, double>
        {
            ["share"] = share,
            ["logShare"] = Math.Log(share + 0.01),
            ["lead"] = (score - next) / reachable,
            ["ownLead"] = score > 0 ? (score - next) / score : 0,
            ["best"] = best > 0 ? score / best : 0,
            ["evidence"] = score / 10,
            ["evidenceLead"] = (score - next) / 10,
        };
    }

    private static List<Dictionary<string, double>> Products(MatchAnswer answer, double mean, double deviation, double wordsCan)
    {
        // One without a vector yet counts as any other listing.
        var values = answer.Candidates.Select(c => ((c.Product ?? mean) - mean) / deviation).ToArray();
        var (best, next) = Ranked(values);
        var leadOfWords = Ranked([.. answer.Candidates.Select(c => c.Words)]).Next;
        return [.. values.Select((value, i) => new Dictionary<string, double>
        {
            ["product"] = answer.Candidates[i].Product ?? mean,
            ["productSpread"] = value,
            ["productLead"] = value - next[i],
            ["productBest"] = value - best,
            ["productLeadWordless"] = (value - next[i]) * (1 - wordsCan),
            ["productSpreadWordless"] = value * (1 - wordsCan),
            ["productWithWords"] = (value - next[i]) * (answer.Candidates[i].Words - leadOfWords[i]) / Math.Max(answer.Reachable, 1e-6),
        })];
    }

    /// <summary>The best of the values, and for each the mean of the twenty that follow it; beyond the end of a list all are as its last.</summary>
    private static (double Best, double[] Next) Ranked(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ToArray();
        var next = new double[values.Length];
        for (var place = 0; place < order.Length; place++)
        {
            double sum = 0;
            for (var after = 1; after <= Next; after++) { sum += values[order[Math.Min(place + after, order.Length - 1)]]; }
            next[order[place]] = sum / Next;
        }
        return (values[order[0]], next);
    }
}
