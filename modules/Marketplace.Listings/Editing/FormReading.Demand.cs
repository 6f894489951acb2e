using System.Globalization;
using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>What only a demand has.</summary>
public sealed partial class FormReading
{
    private DemandContent Demand(DemandForm d)
    {
        const string at = "Demand";
        var deadline = Day($"{at}.Deadline", d.Deadline);
        if (deadline < today) { Wrong($"{at}.Deadline", "listings.problem.deadlinePast"); }
        return new DemandContent
        {
            DemandKind = d.DemandKind,
            Metrics = Rows($"{at}.Metrics", d.Metrics, Metric),
            Deadline = deadline,
            TrlAtLeast = Number($"{at}.TrlAtLeast", d.TrlAtLeast, 1, 9),
            AnswererRegions = Codes($"{at}.AnswererRegions", d.AnswererRegions, "regions", 40),
            AnswererKinds = Codes($"{at}.AnswererKinds", d.AnswererKinds, "organization-kinds", int.MaxValue),
            ResultOwner = d.ResultOwner,
            OpenCall = OpenCall(d),
            Anonymous = d.Anonymous,
            Urgent = d.Urgent,
        };
    }

    private RequiredMetric Metric(string field, MetricForm m)
    {
        if (m.Metric.IsEmpty) { Wrong($"{field}.Metric.{(Language.IsEnglish ? "En" : "Zh")}", "listings.problem.metricNeeded"); }
        if (string.IsNullOrWhiteSpace(m.Value)) { Wrong($"{field}.Value", "listings.problem.valueNeeded"); }
        var isRange = m.Comparator == Comparator.Between;
        if (isRange && string.IsNullOrWhiteSpace(m.Upper)) { Wrong($"{field}.Upper", "listings.problem.upperNeeded"); }
        if (isRange && TryFigure(m.Value, out var lower) && TryFigure(m.Upper, out var upper) && upper < lower) { Wrong($"{field}.Upper", "listings.problem.toBelowFrom", m.Value!.Trim()); }
        Limit($"{field}.Metric", m.Metric, LongestLine, LongestLine);
        Limit($"{field}.Value", m.Value, 60);
        Limit($"{field}.Upper", m.Upper, 60);
        Limit($"{field}.Unit", m.Unit, 30);
        return new RequiredMetric(Line(m.Metric), m.Comparator, Line(m.Value) ?? "", Line(m.Upper), Line(m.Unit));
    }

    private static bool TryFigure(string? typed, out decimal figure) => decimal.TryParse(typed?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out figure);

    private OpenCall? OpenCall(DemandForm d)
    {
        Limit("Demand.Rules", d.Rules, LongestBlock, LongestBlock);
        if (d.DemandKind != DemandKind.OpenCall)
        {
            Aside("Demand.Prize", d.Prize);
            Aside("Demand.Rules.Zh", d.Rules.Zh);
            Aside("Demand.Rules.En", d.Rules.En);
            return null;
        }
        var prize = Money("Demand.Prize", d.Prize);
        if (prize is null && !unread.ContainsKey("Demand.Prize")) { Wrong("Demand.Prize", "listings.problem.amountNeeded"); }
        return new OpenCall(prize ?? 0, Text(d.Rules));
    }
}
