namespace Marketplace.Accounts;

/// <summary>Why a text is not a unified social credit code; the name is the end of the text key <c>accounts.creditCode.…</c>.</summary>
public enum CreditCodeProblem { None, Empty, Length, Character, RegionDigits, CheckCharacter }

/// <summary>
/// Unified social credit code (GB 32100-2015): department, kind, six region digits, nine characters of the organization code, check character.
/// Always valid and in capitals.
/// </summary>
public readonly record struct CreditCode
{
    /// <summary>The standard's alphabet: digits and capitals without I, O, S, V, Z.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    public const int Length = 18;

    private readonly string? value;

    private CreditCode(string value) => this.value = value;

    /// <summary>GB/T 2260 code of the place of registration.</summary>
    public string Region => ToString()[2..8];

    /// <param name="text">Spaces and hyphens within and small letters are forgiven.</param>
    /// <param name="code">The code, where the result is true.</param>
    /// <param name="problem">What is wrong first, from left to right, where it is false.</param>
    public static bool TryParse(string? text, out CreditCode code, out CreditCodeProblem problem)
    {
        code = default;
        var plain = (text ?? "").Replace(" ", "").Replace("-", "").Replace("\u3000", "").Trim().ToUpperInvariant();
        problem = ProblemOf(plain);
        if (problem != CreditCodeProblem.None) { return false; }
        code = new CreditCode(plain);
        return true;
    }

    /// <exception cref="FormatException">The text is no credit code; the message is the <see cref="CreditCodeProblem"/>.</exception>
    public static CreditCode Parse(string text) =>
        TryParse(text, out var code, out var problem) ? code : throw new FormatException($"'{text}' is not a unified social credit code: {problem}");

    /// <summary>31 − Σ value × 3^(i−1) mod 31, as a character of the alphabet.</summary>
    public static char CheckCharacterOf(ReadOnlySpan<char> first17)
    {
        int sum = 0, weight = 1;
        foreach (var character in first17)
        {
            sum += Alphabet.IndexOf(character) * weight;
            weight = weight * 3 % 31;
        }
        return Alphabet[(31 - sum % 31) % 31];
    }

    private static CreditCodeProblem ProblemOf(string plain)
    {
        if (plain.Length == 0) { return CreditCodeProblem.Empty; }
        if (plain.Length != Length) { return CreditCodeProblem.Length; }
        if (plain.Any(c => !Alphabet.Contains(c))) { return CreditCodeProblem.Character; }
        if (plain.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')) { return CreditCodeProblem.RegionDigits; }
        return CheckCharacterOf(plain.AsSpan(0, 17)) == plain[17] ? CreditCodeProblem.None : CreditCodeProblem.CheckCharacter;
    }

    public override string ToString() => value ?? throw new InvalidOperationException("An unset credit code has no text.");
}
