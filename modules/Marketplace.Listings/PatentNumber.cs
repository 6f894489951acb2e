using System.Text;

namespace Marketplace.Listings;

/// <summary>Why a text is not a Chinese patent number; the name is the end of the text key <c>listings.patent.…</c>.</summary>
public enum PatentProblem { None, Empty, Publication, Character, Length, Year, Kind, Serial, CheckMissing, CheckDigit, KindDiffers }

/// <summary>
/// Chinese application or patent number (ZC 0006-2003): year, kind digit, serial, check digit. Since 2003-10 <c>202110123456.7</c> (four-digit year, seven-digit serial),
/// before <c>98101234.5</c> (two-digit year, five-digit serial). A granted patent carries <c>ZL</c> in front. Always valid.
/// </summary>
public readonly record struct PatentNumber
{
    private const int NewLength = 12, OldLength = 8;
    private const int FirstYear = 1985, LastOldYear = 2003, FirstNewYear = 2003;
    private readonly string? digits;

    private PatentNumber(string digits, char check, bool granted) => (this.digits, Check, IsGranted) = (digits, check, granted);

    /// <summary><c>0</c>-<c>9</c> or <c>X</c>.</summary>
    public char Check { get; }

    /// <summary>It was written with <c>ZL</c>.</summary>
    public bool IsGranted { get; }

    public int Year => YearOf(ToDigits());

    /// <summary>Invention (1, by PCT 8), utility model (2, by PCT 9), design (3).</summary>
    public RightKind Kind => KindOf(ToDigits()) ?? RightKind.Other;

    /// <summary>True where the text wants to be a Chinese number: it begins with a digit, ZL or CN. Others (US, EP, PCT …) have rules of their own.</summary>
    public static bool LooksChinese(string? text)
    {
        var plain = Plain(text);
        return plain.Length > 0 && (char.IsAsciiDigit(plain[0]) || plain.StartsWith("ZL", StringComparison.Ordinal) || plain.StartsWith("CN", StringComparison.Ordinal));
    }

    /// <param name="text">Spaces, hyphens, fullwidth and small letters are forgiven; the point before the check digit may be missing.</param>
    /// <param name="thisYear">The newest year that can be right.</param>
    /// <param name="number">The number, where the result is true.</param>
    /// <param name="problem">What is wrong first, where it is false.</param>
    public static bool TryParse(string? text, int thisYear, out PatentNumber number, out PatentProblem problem)
    {
        number = default;
        var plain = Plain(text);
        var granted = plain.StartsWith("ZL", StringComparison.Ordinal);
        var body = granted || plain.StartsWith("CN", StringComparison.Ordinal) ? plain[2..] : plain;
        var (digits, check) = Split(body);
        problem = ProblemOf(body, digits, check, plain, thisYear);
        if (problem != PatentProblem.None) { return false; }
        number = new PatentNumber(digits, check!.Value, granted);
        return true;
    }

    /// <summary>Σ digit × weight mod 11, weights 2-9 and again from 2; ten is X.</summary>
    public static char CheckOf(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) { sum += (digits[i] - '0') * (2 + i % 8); }
        return "0123456789X"[sum % 11];
    }

    /// <summary>The check digit that would be right, for telling; null where the digits before it are not complete.</summary>
    public static char? ExpectedCheck(string? text)
    {
        var plain = Plain(text);
        var (digits, _) = Split(plain.StartsWith("ZL", StringComparison.Ordinal) || plain.StartsWith("CN", StringComparison.Ordinal) ? plain[2..] : plain);
        return digits.Length is NewLength or OldLength && digits.All(char.IsAsciiDigit) ? CheckOf(digits) : null;
    }

    private static string Plain(string? text)
    {
        var plain = new StringBuilder();
        foreach (var letter in (text ?? "").Normalize(NormalizationForm.FormKC))
        {
            if (!char.IsWhiteSpace(letter) && letter is not ('-' or '‐' or '–')) { plain.Append(letter is '。' or '·' ? '.' : char.ToUpperInvariant(letter)); }
        }
        return plain.ToString();
    }

    /// <summary>Before and after the point; without a point the last of 13 or 9 characters is the check digit.</summary>
    private static (string Digits, char? Check) Split(string body)
    {
        var point = body.LastIndexOf('.');
        if (point >= 0) { return (body[..point], body.Length == point + 2 ? body[^1] : null); }
        return body.Length is NewLength + 1 or OldLength + 1 ? (body[..^1], body[^1]) : (body, null);
    }

    private static PatentProblem ProblemOf(string body, string digits, char? check, string plain, int thisYear)
    {
        if (body.Length == 0) { return PatentProblem.Empty; }
        if (IsPublication(plain)) { return PatentProblem.Publication; }
        if (body.Any(c => !char.IsAsciiDigit(c) && c is not ('.' or 'X')) || digits.Any(c => !char.IsAsciiDigit(c))) { return PatentProblem.Character; }
        if (digits.Length is not (NewLength or OldLength)) { return PatentProblem.Length; }
        var year = YearOf(digits);
        if (digits.Length == NewLength ? year < FirstNewYear || year > thisYear : year is < FirstYear or > LastOldYear) { return PatentProblem.Year; }
        if (KindOf(digits) is null) { return PatentProblem.Kind; }
        if (digits[(digits.Length == NewLength ? 5 : 3)..].All(c => c == '0')) { return PatentProblem.Serial; }
        if (check is null) { return PatentProblem.CheckMissing; }
        return check == CheckOf(digits) ? PatentProblem.None : PatentProblem.CheckDigit;
    }

    /// <summary>CN 112345678 A is the number of a publication, which is another one: seven to nine digits and a letter with at most one digit.</summary>
    private static bool IsPublication(string plain)
    {
        if (!plain.StartsWith("CN", StringComparison.Ordinal)) { return false; }
        var after = plain[2..].TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var count = plain.Length - 2 - after.Length;
        return count is >= 7 and <= 9 && after.Length is (1 or 2) && after[0] is ('A' or 'B' or 'C' or 'U' or 'Y' or 'S');
    }

    private static int YearOf(string digits)
    {
        var year = int.Parse(digits.AsSpan(0, digits.Length == NewLength ? 4 : 2), System.Globalization.CultureInfo.InvariantCulture);
        return digits.Length == NewLength ? year : year >= 85 ? 1900 + year : 2000 + year;
    }

    private static RightKind? KindOf(string digits) => digits[digits.Length == NewLength ? 4 : 2] switch
    {
        '1' or '8' => RightKind.Invention,
        '2' or '9' => RightKind.UtilityModel,
        '3' => RightKind.Design,
        _ => null,
    };

    private string ToDigits() => digits ?? throw new InvalidOperationException("An unset patent number has no text.");

    /// <summary><c>ZL202110123456.7</c>.</summary>
    public override string ToString() => $"{(IsGranted ? "ZL" : "")}{ToDigits()}.{Check}";
}
