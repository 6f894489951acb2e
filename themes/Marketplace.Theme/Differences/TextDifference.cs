using System.Text;

namespace Marketplace.Theme;

/// <summary>What changed from one text to another, word by word in Latin script and character by character in Chinese.</summary>
public static class TextDifference
{
    public enum Change { Same, Removed, Added }

    public sealed record Part(Change Change, string Text);

    /// <summary>Longer texts are compared line by line only, so that a page never waits for it.</summary>
    private const int MostPieces = 2500;

    public static IReadOnlyList<Part> Between(string before, string after)
    {
        string[] a = Pieces(before), b = Pieces(after);
        if (a.Length > MostPieces || b.Length > MostPieces) { (a, b) = (before.Split('\n'), after.Split('\n')); }
        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start]) { start++; }
        int endA = a.Length, endB = b.Length;
        while (endA > start && endB > start && a[endA - 1] == b[endB - 1]) { endA--; endB--; }
        var parts = new Joined();
        parts.Add(Change.Same, a[..start]);
        Middle(a[start..endA], b[start..endB], parts);
        parts.Add(Change.Same, a[endA..]);
        return parts.All;
    }

    /// <summary>Longest common subsequence by table.</summary>
    private static void Middle(string[] a, string[] b, Joined parts)
    {
        var longest = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }
        int x = 0, y = 0;
        while (x < a.Length && y < b.Length)
        {
            if (a[x] == b[y]) { parts.Add(Change.Same, a[x]); x++; y++; }
            else if (longest[x + 1, y] >= longest[x, y + 1]) { parts.Add(Change.Removed, a[x++]); }
            else { parts.Add(Change.Added, b[y++]); }
        }
        parts.Add(Change.Removed, a[x..]);
        parts.Add(Change.Added, b[y..]);
    }

    private static string[] Pieces(string text)
    {
        var pieces = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in text)
        {
            if (letter < 0x2E80 && (char.IsLetterOrDigit(letter) || letter is '.' or '%' or '-')) { word.Append(letter); continue; }
            if (word.Length > 0) { pieces.Add(word.ToString()); word.Clear(); }
            pieces.Add(letter.ToString());
        }
        if (word.Length > 0) { pieces.Add(word.ToString()); }
        return [.. pieces];
    }

    private sealed class Joined
    {
        private readonly List<(Change Change, StringBuilder Text)> parts = [];

        public IReadOnlyList<Part> All => [.. parts.Select(p => new Part(p.Change, p.Text.ToString()))];

        public void Add(Change change, params IEnumerable<string> texts)
        {
            foreach (var text in texts)
            {
                if (text.Length == 0) { continue; }
                if (parts.Count == 0 || parts[^1].Change != change) { parts.Add((change, new StringBuilder())); }
                parts[^1].Text.Append(text);
            }
        }
    }
}
