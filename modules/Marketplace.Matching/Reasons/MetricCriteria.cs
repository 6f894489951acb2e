using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Matching.Reasons;

/// <summary>Required metrics against measured evidence: which row speaks of which metric, and whether its value suffices.</summary>
internal sealed class MetricCriteria(Texts texts)
{
    private const double SameName = 0.5;
    private const double LikeName = 0.3;

    public IEnumerable<Criterion> Of(DemandContent demand, AchievementContent achievement)
    {
        foreach (var metric in demand.Metrics)
        {
            var evidence = achievement.Evidence.Select(e => (Row: e, Like: Likeness(metric, e))).Where(e => e.Like >= LikeName).OrderByDescending(e => e.Like).Select(e => e.Row).FirstOrDefault();
            yield return Of(metric, evidence);
        }
    }

    private Criterion Of(RequiredMetric metric, Evidence? evidence)
    {
        var wanted = $"{Sign(metric.Comparator)} {Range(metric)}{Unit(metric.Unit)}".Trim();
        if (evidence is null) { return new("metric", metric.Metric.ToString(), Verdict.Unknown, wanted, texts["matching.notTold"].Value, $"{wanted} · {texts["matching.notTold"]}"); }
        var offered = $"{evidence.Value}{Unit(evidence.Unit)}";
        var verdict = VerdictOf(metric, evidence);
        var sign = verdict == Verdict.Misses ? Opposite(metric.Comparator) : Sign(metric.Comparator);
        var line = verdict == Verdict.Unknown ? $"{offered} / {wanted}" : $"{offered} {sign} {Range(metric)}{Unit(metric.Unit)}".Replace("  ", " ", StringComparison.Ordinal);
        return new("metric", metric.Metric.ToString(), verdict, wanted, evidence.Metric.ToString() == metric.Metric.ToString() ? offered : $"{evidence.Metric} {offered}", line);
    }

    private static Verdict VerdictOf(RequiredMetric metric, Evidence evidence)
    {
        if (Quantities.Read(evidence.Value) is not { } value || Quantities.Read(metric.Value) is not { } bound || Quantities.Factor(evidence.Unit, metric.Unit) is not { } factor) { return Verdict.Unknown; }
        var (low, high) = (value.Low * factor, value.High * factor);
        return metric.Comparator switch
        {
            Comparator.AtLeast => low >= bound.Low ? Verdict.Meets : Verdict.Misses,
            Comparator.AtMost => high <= bound.High ? Verdict.Meets : Verdict.Misses,
            Comparator.Equals => low <= bound.High && high >= bound.Low ? Verdict.Meets : Verdict.Misses,
            _ => Quantities.Read(metric.Upper) is not { } upper ? Verdict.Unknown : low >= bound.Low && high <= upper.High ? Verdict.Meets : Verdict.Misses,
        };
    }

    /// <summary>0 to 1: how much of the shorter name the other has, in the language that says more; a name alike only in part needs a unit of the same kind.</summary>
    private static double Likeness(RequiredMetric metric, Evidence evidence)
    {
        var like = Math.Max(Share(Pairs(metric.Metric.Zh), Pairs(evidence.Metric.Zh)), Share(Words(metric.Metric.En), Words(evidence.Metric.En)));
        var sameKind = Quantities.Factor(evidence.Unit, metric.Unit) is not null;
        return sameKind ? like : like >= SameName && string.IsNullOrWhiteSpace(metric.Unit) == string.IsNullOrWhiteSpace(evidence.Unit) ? 0 : like >= 0.99 ? like : 0;
    }

    private static double Share(HashSet<string> a, HashSet<string> b) => a.Count == 0 || b.Count == 0 ? 0 : a.Count(b.Contains) / (double)Math.Min(a.Count, b.Count);

    private static HashSet<string> Pairs(string? name) => [.. Enumerable.Range(0, Math.Max(0, (name?.Length ?? 0) - 1)).Select(i => name!.Substring(i, 2))];

    private static HashSet<string> Words(string? name) =>
        [.. (name ?? "").ToLowerInvariant().Split([' ', '-', ',', '/', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 3).Select(w => w.TrimEnd('s'))];

    private static string Range(RequiredMetric metric) => metric.Comparator == Comparator.Between && metric.Upper is not null ? $"{metric.Value}-{metric.Upper}" : metric.Value;

    private static string Unit(string? unit) => string.IsNullOrWhiteSpace(unit) ? "" : unit.Trim() is ['%' or '‰' or '℃' or '°' or '％', ..] ? unit.Trim() : " " + unit.Trim();

    private static string Sign(Comparator comparator) => comparator switch { Comparator.AtLeast => "≥", Comparator.AtMost => "≤", Comparator.Equals => "=", _ => "" };

    private static string Opposite(Comparator comparator) => comparator switch { Comparator.AtLeast => "<", Comparator.AtMost => ">", Comparator.Equals => "≠", _ => "∉" };
}
