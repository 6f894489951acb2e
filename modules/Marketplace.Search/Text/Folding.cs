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

    public static FoldedText Fold(string text) =>
        IsPlain(text) || text.IsNormalized(NormalizationForm.FormKC)
            ? new FoldedText(string.Create(text.Length, text, static (to, from) => Map(from, to)), null, null)
            : FoldPieces(text);

    public static string FoldToString(string text) => Fold(text).Text;

    private static bool IsPlain(string text)
    {
        foreach (var c in text) { if (c >= 0x80 && c is < '\u4e00' or > '\u9fa5') { return false; } }
        return true;
    }

    /// <summary>Normalizes a base character with its marks at a time, so that every result knows where it came from.</summary>
    private static FoldedText FoldPieces(string text)
    {
        var folded = new StringBuilder(text.Length + 8);
        var starts = new List<int>(text.Length + 8);
        var ends = new List<int>(text.Length + 8);
        for (var at = 0; at < text.Length;)
        {
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

    private static void Map(string from, Span<char> to)
    {
        for (var i = 0; i < from.Length; i++) { to[i] = MapOne(from[i]); }
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
