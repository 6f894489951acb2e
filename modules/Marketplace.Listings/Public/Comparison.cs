using System.Globalization;
using System.Text.RegularExpressions;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>How far a measured value lies from its baseline, in words; null where either is not a plain number.</summary>
internal static partial class Comparison
{
    /// <summary>Whole numbers of five digits and more with their thousands apart, as everywhere on the site; what else is written stays.</summary>
    public static string Grouped(string? value) => LongNumber().Replace(value ?? "", found => decimal.Parse(found.Value, CultureInfo.InvariantCulture).ToString("#,##0", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<![\d.,\p{L}-])\d{5,15}(?![\d,\p{L}-])")]
    private static partial Regex LongNumber();

    public static string? Words(Texts texts, Evidence evidence)
    {
        if (Number(evidence.Value) is not { } value || Number(evidence.Baseline) is not { } baseline || value == baseline) { return null; }
        var side = value > baseline ? "higher" : "lower";
        if (evidence.Unit?.Trim() is "%" or "％" or "百分点") { return texts[$"listings.public.points.{side}", Math.Abs(value - baseline).ToString("0.##", CultureInfo.InvariantCulture)].Value; }
        if (baseline <= 0 || value < 0) { return null; }
        var times = value / baseline;
        if (times >= 2) { return texts["listings.public.times", times.ToString(times >= 10 ? "0" : "0.#", CultureInfo.InvariantCulture)].Value; }
        return texts[$"listings.public.percent.{side}", (Math.Abs(times - 1) * 100).ToString(times is > 0.9m and < 1.1m ? "0.#" : "0", CultureInfo.InvariantCulture)].Value;
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text?.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;
}
