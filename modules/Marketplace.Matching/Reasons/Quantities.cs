using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Marketplace.Matching.Reasons;

/// <summary>A measured value as its owner wrote it: one number, or the lower and upper end of a range.</summary>
public readonly record struct Quantity(decimal Low, decimal High);

/// <summary>Reads values and brings units of one kind to a common one: kWh and MJ, μm and mm, min and h.</summary>
internal static partial class Quantities
{
    private static readonly FrozenDictionary<string, (string Dimension, decimal Factor)> Atoms = new Dictionary<string, (string, decimal)>
    {
        ["nm"] = ("length", 1e-9m), ["μm"] = ("length", 1e-6m), ["um"] = ("length", 1e-6m), ["微米"] = ("length", 1e-6m), ["mm"] = ("length", 1e-3m), ["毫米"] = ("length", 1e-3m),
        ["cm"] = ("length", 1e-2m), ["厘米"] = ("length", 1e-2m), ["m"] = ("length", 1), ["米"] = ("length", 1), ["km"] = ("length", 1000), ["公里"] = ("length", 1000),
        ["μg"] = ("mass", 1e-9m), ["mg"] = ("mass", 1e-6m), ["毫克"] = ("mass", 1e-6m), ["g"] = ("mass", 1e-3m), ["克"] = ("mass", 1e-3m), ["kg"] = ("mass", 1), ["千克"] = ("mass", 1), ["公斤"] = ("mass", 1), ["t"] = ("mass", 1000), ["吨"] = ("mass", 1000),
        ["ns"] = ("time", 1e-9m), ["μs"] = ("time", 1e-6m), ["ms"] = ("time", 1e-3m), ["毫秒"] = ("time", 1e-3m), ["s"] = ("time", 1), ["sec"] = ("time", 1), ["秒"] = ("time", 1), ["min"] = ("time", 60), ["分钟"] = ("time", 60), ["分"] = ("time", 60),
        ["h"] = ("time", 3600), ["hr"] = ("time", 3600), ["小时"] = ("time", 3600), ["d"] = ("time", 86_400), ["day"] = ("time", 86_400), ["days"] = ("time", 86_400), ["天"] = ("time", 86_400), ["日"] = ("time", 86_400),
        ["周"] = ("time", 604_800), ["week"] = ("time", 604_800), ["weeks"] = ("time", 604_800), ["月"] = ("time", 2_629_800), ["个月"] = ("time", 2_629_800), ["month"] = ("time", 2_629_800), ["months"] = ("time", 2_629_800),
        ["a"] = ("time", 31_557_600), ["年"] = ("time", 31_557_600), ["year"] = ("time", 31_557_600), ["years"] = ("time", 31_557_600),
        ["W"] = ("power", 1), ["kW"] = ("power", 1000), ["千瓦"] = ("power", 1000), ["MW"] = ("power", 1_000_000), ["GW"] = ("power", 1_000_000_000),
        ["J"] = ("energy", 1), ["kJ"] = ("energy", 1000), ["MJ"] = ("energy", 1_000_000), ["GJ"] = ("energy", 1_000_000_000), ["Wh"] = ("energy", 3600), ["kWh"] = ("energy", 3_600_000), ["千瓦时"] = ("energy", 3_600_000), ["度"] = ("energy", 3_600_000), ["MWh"] = ("energy", 3_600_000_000),
        ["Pa"] = ("pressure", 1), ["kPa"] = ("pressure", 1000), ["MPa"] = ("pressure", 1_000_000), ["GPa"] = ("pressure", 1_000_000_000), ["bar"] = ("pressure", 100_000),
        ["L"] = ("volume", 1e-3m), ["l"] = ("volume", 1e-3m), ["升"] = ("volume", 1e-3m), ["mL"] = ("volume", 1e-6m), ["ml"] = ("volume", 1e-6m), ["m3"] = ("volume", 1), ["立方米"] = ("volume", 1), ["cm3"] = ("volume", 1e-6m),
        ["mm2"] = ("area", 1e-6m), ["cm2"] = ("area", 1e-4m), ["m2"] = ("area", 1), ["平方米"] = ("area", 1), ["亩"] = ("area", 666.6667m),
        ["V"] = ("voltage", 1), ["mV"] = ("voltage", 1e-3m), ["kV"] = ("voltage", 1000), ["A"] = ("current", 1), ["mA"] = ("current", 1e-3m), ["kA"] = ("current", 1000), ["Hz"] = ("frequency", 1), ["kHz"] = ("frequency", 1000), ["MHz"] = ("frequency", 1e6m), ["GHz"] = ("frequency", 1e9m),
        ["%"] = ("share", 1e-2m), ["％"] = ("share", 1e-2m), ["‰"] = ("share", 1e-3m), ["ppm"] = ("share", 1e-6m), ["ppb"] = ("share", 1e-9m), ["百分点"] = ("share", 1e-2m),
        ["元"] = ("CNY", 1), ["CNY"] = ("CNY", 1), ["万元"] = ("CNY", 10_000), ["亿元"] = ("CNY", 100_000_000), ["°C"] = ("celsius", 1), ["℃"] = ("celsius", 1), ["dB"] = ("decibel", 1), ["dB(A)"] = ("decibel", 1),
    }.ToFrozenDictionary();

    /// <summary>Null where there is no number in it.</summary>
    public static Quantity? Read(string? text)
    {
        var numbers = Number().Matches((text ?? "").Replace(",", "", StringComparison.Ordinal));
        if (numbers.Count == 0) { return null; }
        var values = numbers.Take(2).Select(Value).ToList();
        return values is [var low, var high] && IsRange().IsMatch(text!) && high >= low ? new Quantity(low, high) : new Quantity(values[0], values[0]);
    }

    private static decimal Value(System.Text.RegularExpressions.Match number)
    {
        decimal.TryParse(number.Groups[1].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        return number.Groups[2].Value switch { "万" => value * 10_000, "亿" => value * 100_000_000, _ => value };
    }

    /// <summary>By what to multiply a value in <paramref name="from"/> to have it in <paramref name="to"/>; null where they measure different things. Equal and missing units are 1.</summary>
    public static decimal? Factor(string? from, string? to)
    {
        var (a, b) = (Plain(from), Plain(to));
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase) && !(a.Length > 0 && a != b && char.ToLowerInvariant(a[0]) == 'm')) { return 1; }
        return Read(a, out var dimensionA, out var factorA) && Read(b, out var dimensionB, out var factorB) && dimensionA == dimensionB ? factorA / factorB : null;
    }

    private static string Plain(string? unit) => (unit ?? "").Trim().Replace("²", "2", StringComparison.Ordinal).Replace("³", "3", StringComparison.Ordinal).Replace("µ", "μ", StringComparison.Ordinal)
        .Replace("每", "/", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static bool Read(string unit, out string dimension, out decimal factor)
    {
        (dimension, factor) = ("", 1);
        var parts = unit.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Atoms.TryGetValue(parts[i], out var atom)) { return false; }
            dimension += (i == 0 ? "" : "/") + atom.Dimension;
            factor = i == 0 ? atom.Factor : factor / atom.Factor;
        }
        return true;
    }

    [GeneratedRegex(@"(?<![\d.])(-?\d+(?:\.\d+)?)\s*(万|亿)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d\s*[万亿]?\s*(?:[-–—~～至到]|to)\s*-?\d", RegexOptions.IgnoreCase)]
    private static partial Regex IsRange();
}
