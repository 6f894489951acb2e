namespace Marketplace.Search.Text;

/// <summary>Units that may stand a space behind their number. Folded to lower case, so that MW and mW are one; the number decides.</summary>
internal static class Units
{
    private const int Longest = 8;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "%", "‰", "°c", "°f", "°", "k", "kg", "g", "mg", "μg", "ug", "t", "m", "cm", "mm", "μm", "um", "nm", "km", "m2", "m3", "cm2", "cm3", "l", "ml", "μl",
        "w", "kw", "mw", "gw", "wh", "kwh", "mwh", "wh/kg", "w/kg", "v", "kv", "mv", "a", "ma", "ah", "mah", "mah/g", "hz", "khz", "mhz", "ghz", "thz",
        "pa", "kpa", "mpa", "gpa", "bar", "n", "kn", "nm3", "j", "kj", "mj", "s", "ms", "μs", "ns", "min", "h", "d", "db", "dbm", "lm", "lm/w", "g/cm3", "kg/m3", "g/l", "mg/l", "mg/kg",
        "ppm", "ppb", "mol", "mol/l", "m/s", "km/h", "rpm", "r/min", "t/h", "t/d", "m3/h", "m3/d", "bit", "kb", "mb", "gb", "tb", "bps", "kbps", "mbps", "gbps", "fps", "tops", "ω", "kω", "f", "μf", "t/a",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    public static ReadOnlySpan<char> At(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && end - start <= Longest && (Characters.IsWord(text[end]) || text[end] is '%' or '‰' or '°' or '/')) { end++; }
        var unit = text[start..end];
        return Lookup.Contains(unit) ? unit : default;
    }
}
