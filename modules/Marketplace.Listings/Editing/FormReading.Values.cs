using System.Globalization;
using System.Text;
using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>How single values are read.</summary>
public sealed partial class FormReading
{
    private void Wrong(string field, string textKey, params object[] arguments) => problems.Add(new FormProblem(field, textKey, arguments));

    private void Unread(string field, string typed, string textKey, params object[] arguments)
    {
        unread[field] = typed;
        Wrong(field, textKey, arguments);
    }

    private void Limit(string field, BothText text, int zh, int en)
    {
        if (text.Zh?.Trim().Length > zh) { Wrong($"{field}.Zh", "listings.problem.tooLong", zh, text.Zh.Trim().Length); }
        if (text.En?.Trim().Length > en) { Wrong($"{field}.En", "listings.problem.tooLong", en, text.En.Trim().Length); }
    }

    private void Limit(string field, string? text, int most = LongestLine)
    {
        if (text?.Trim().Length > most) { Wrong(field, "listings.problem.tooLong", most, text.Trim().Length); }
    }

    private decimal? Money(string field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) { return null; }
        if (!Amount.TryParse(typed, out var amount)) { Unread(field, typed, "listings.problem.amount"); return null; }
        if (amount < 0) { Unread(field, typed, "listings.problem.amountNegative"); return null; }
        return amount;
    }

    private int? Number(string field, string? typed, int least, int most)
    {
        if (string.IsNullOrWhiteSpace(typed)) { return null; }
        if (int.TryParse(typed.Normalize(NormalizationForm.FormKC).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) { return number; }
        Unread(field, typed, "listings.problem.number", least, most);
        return null;
    }

    private DateOnly? Day(string field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) { return null; }
        var plain = typed.Normalize(NormalizationForm.FormKC).Trim().TrimEnd('日').Replace('年', '-').Replace('月', '-').Replace('/', '-').Replace('.', '-');
        if (DateOnly.TryParseExact(plain, ["yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and <= 2200) { return day; }
        Unread(field, typed, "listings.problem.day");
        return null;
    }

    /// <summary>A missing or unknown name is the first of its kind.</summary>
    private static T Choice<T>(string? typed) where T : struct, Enum =>
        Enum.TryParse<T>(typed, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : default;

    private string? Code(string field, string? typed, string list)
    {
        var code = Line(typed);
        if (code is not null && !IsKnown(list, code)) { Wrong(field, "listings.problem.code", code); }
        return code;
    }

    private IReadOnlyList<string> Codes(string field, List<string> typed, string list, int most)
    {
        var codes = typed.Select(Line).OfType<string>().Distinct().ToList();
        if (codes.FirstOrDefault(c => !IsKnown(list, c)) is { } unknown) { Wrong(field, "listings.problem.code", unknown); }
        if (codes.Count > most) { Wrong(field, "listings.problem.tooMany", most, codes.Count); }
        return codes;
    }

    /// <summary>A list that is not filled yet knows everything.</summary>
    private bool IsKnown(string list, string code) => taxonomies[list].Terms.Count == 0 || taxonomies[list].Has(code);

    /// <summary>Between commas of either kind, semicolons and line ends.</summary>
    private static List<string> Split(string? typed) =>
        [.. (typed ?? "").Split([',', '，', ';', '；', '、', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Clean).Where(w => w.Length > 0).Distinct()];

    private static Bilingual Line(BothText text) => new(Line(text.Zh), Line(text.En));
    private static Bilingual? LineOrNull(BothText text) => text.IsEmpty ? null : Line(text);
    private static Bilingual Text(BothText text) => new(Text(text.Zh), Text(text.En));

    /// <summary>One line without space at its ends; null where nothing is left.</summary>
    private static string? Line(string? typed)
    {
        var line = Clean((typed ?? "").ReplaceLineEndings(" ")).Trim();
        return line.Length == 0 ? null : line;
    }

    private static string? Text(string? typed)
    {
        var text = Clean((typed ?? "").ReplaceLineEndings("\n")).TrimEnd();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Without control characters, which no database and no reader wants.</summary>
    private static string Clean(string text) => text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? new string([.. text.Where(c => !char.IsControl(c) || c is '\n' or '\t')]) : text;
}
