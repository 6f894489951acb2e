using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Marketplace.Listings;

/// <summary>Digital object identifier: <c>10.1234/abc</c>.</summary>
public static partial class Doi
{
    /// <param name="text">With or without <c>https://doi.org/</c> or <c>doi:</c>.</param>
    /// <param name="doi">Without them, where the result is true.</param>
    public static bool TryParse(string? text, out string doi)
    {
        doi = Before().Replace((text ?? "").Trim(), "");
        return Whole().IsMatch(doi);
    }

    [GeneratedRegex(@"^(https?://(dx\.)?doi\.org/|doi:\s*)", RegexOptions.IgnoreCase)]
    private static partial Regex Before();

    [GeneratedRegex(@"^10\.\d{4,9}(\.\d+)*/[^\s<>""]{1,200}$")]
    private static partial Regex Whole();
}

/// <summary>ORCID iD: sixteen characters in fours; the last is a check digit (ISO 7064 mod 11-2).</summary>
public static class Orcid
{
    /// <param name="text">With or without <c>https://orcid.org/</c> and hyphens.</param>
    /// <param name="orcid">As <c>0000-0002-1825-0097</c>, where the result is true.</param>
    public static bool TryParse(string? text, out string orcid)
    {
        orcid = "";
        var plain = (text ?? "").Trim().Normalize(NormalizationForm.FormKC);
        var slash = plain.LastIndexOf('/');
        var digits = plain[(slash + 1)..].Replace("-", "").Replace(" ", "").ToUpperInvariant();
        if (digits.Length != 16 || digits[..15].Any(c => !char.IsAsciiDigit(c)) || digits[15] != CheckOf(digits.AsSpan(0, 15))) { return false; }
        orcid = $"{digits[..4]}-{digits[4..8]}-{digits[8..12]}-{digits[12..]}";
        return true;
    }

    public static char CheckOf(ReadOnlySpan<char> first15)
    {
        var total = 0;
        foreach (var digit in first15) { total = (total + digit - '0') * 2; }
        var check = (12 - total % 11) % 11;
        return check == 10 ? 'X' : (char)('0' + check);
    }
}

/// <summary>Amounts as people type them: <c>260000</c>, <c>260,000</c>, <c>26万</c>, <c>1.2亿</c>.</summary>
internal static class Amount
{
    /// <summary>Larger ones are typing errors, and would not fit the column.</summary>
    public const decimal Most = 999_999_999_999.99m;

    /// <returns>False where it is no amount with at most two decimals; negative ones are read, so that the message can say so.</returns>
    public static bool TryParse(string? text, out decimal amount)
    {
        var plain = (text ?? "").Normalize(NormalizationForm.FormKC).Replace(" ", "").Replace(",", "").Replace("，", "").TrimStart('¥', '￥').TrimEnd('元');
        var factor = plain.EndsWith('万') ? 10_000m : plain.EndsWith('亿') ? 100_000_000m : 1m;
        if (factor > 1) { plain = plain[..^1]; }
        if (!decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out amount) || Math.Abs(amount) > Most) { return false; }
        amount *= factor;
        return Math.Abs(amount) <= Most && amount == Math.Round(amount, 2);
    }

    public static string Show(decimal? amount) => amount?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
