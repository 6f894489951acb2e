using System.Text;

namespace Marketplace.Search.Text;

/// <summary>Text brought to one form: NFKC, simplified characters, lower case. <see cref="SourceStart"/> and <see cref="SourceEnd"/> lead back to the text as it was written.</summary>
internal readonly struct FoldedText(string text, int[]? starts, int[]? ends)
{
    public string Text { get; } = text;
    public int SourceStart(int index) => starts is null ? index : starts[index];
    public int SourceEnd(int lastIndex) => ends is null ? lastIndex + 1 : ends[lastIndex];
}

internal static class Folding
{
    private static readonly char[] Simplified = ReadSimplified();

    /// <summary>What a character becomes by itself, found out when it is first met; 0 before that.</summary>
    private static readonly char[] Alone = new char[char.MaxValue + 1];

    /// <summary>Of one that becomes several, or that may belong to the one before it.</summary>
    private const char NotAlone = char.MaxValue;

    public static FoldedText Fold(string text)
    {
        foreach (var c in text) { if (FoldAlone(c) == NotAlone) { return FoldPieces(text); } }
        return new FoldedText(string.Create(text.Length, text, static (to, from) => { for (var i = 0; i < from.Length; i++) { to[i] = FoldAlone(from[i]); } }), null, null);
    }

    private static char FoldAlone(char c)
    {
        if (c < 0x80) { return c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c; }
        var known = Alone[c];
        return known != 0 ? known : Alone[c] = FindAlone(c);
    }

    private static char FindAlone(char c)
    {
        if (char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark) { return NotAlone; }
        return Normalize(c.ToString()) is [var one] ? MapOne(one) : NotAlone;
    }

    public static string FoldToString(string text) => Fold(text).Text;

    /// <summary>Normalizes a base character with its marks at a time, so that every result knows where it came from.</summary>
    private static FoldedText FoldPieces(string text)
    {
        var folded = new StringBuilder(text.Length + 8);
        var starts = new List<int>(text.Length + 8);
        var ends = new List<int>(text.Length + 8);
        for (var at = 0; at < text.Length;)
        {
            if (FoldAlone(text[at]) is var one && one != NotAlone && (at + 1 == text.Length || FoldAlone(text[at + 1]) != NotAlone))
            {
                folded.Append(one);
                starts.Add(at);
                ends.Add(++at);
                continue;
            }
            var end = at + (char.IsSurrogatePair(text, at) ? 2 : 1);
            while (end < text.Length && char.GetUnicodeCategory(text[end]) is System.Globalization.UnicodeCategory.NonSpacingMark) { end++; }
            var piece = text[at..end];
            foreach (var c in Normalize(piece))
            {
                folded.Append(MapOne(c));
                starts.Add(at);
                ends.Add(end);
            }
            at = end;
        }
        return new FoldedText(folded.ToString(), [.. starts], [.. ends]);
    }

    private static string Normalize(string piece)
    {
        if (piece.Length == 1 && piece[0] < 0x80) { return piece; }
        // A lone half of a surrogate pair cannot be normalized; it matches nothing either.
        try { return piece.Normalize(NormalizationForm.FormKC); }
        catch (ArgumentException) { return new string(' ', piece.Length); }
    }

    private static char MapOne(char c)
    {
        if (c < 0x80) { return c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c; }
        if (!Characters.IsHan(c)) { return char.ToLowerInvariant(c); }
        var known = Simplified[c];
        return known != 0 ? known : c;
    }

    /// <summary>By traditional character; 0 where a character is written the same in both.</summary>
    private static char[] ReadSimplified()
    {
        var simplified = new char[char.MaxValue + 1];
        foreach (var pairs in Tables.Lines("simplified.txt"))
        {
            for (var i = 0; i + 1 < pairs.Length; i += 2) { simplified[pairs[i]] = pairs[i + 1]; }
        }
        return simplified;
    }
}

/// <summary>Lists beside this code, kept inside the program.</summary>
internal static class Tables
{
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(Tables).Assembly.GetManifestResourceStream($"Marketplace.Search.Text.{name}")!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') { yield return line; }
        }
    }
}
