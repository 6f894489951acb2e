namespace Marketplace.Search.Text;

/// <summary>How Chinese is typed on a Latin keyboard: 锂电池 is <c>lidianchi</c> or <c>ldc</c>. Serves suggestions only.</summary>
internal static class Pinyin
{
    private static readonly string?[] Syllables = ReadSyllables();

    /// <summary>Syllables run together, without tones, and their first letters; other letters and digits stay in both, everything else goes.</summary>
    public static (string Full, string Initials) Of(string folded)
    {
        var full = new System.Text.StringBuilder(folded.Length * 4);
        var initials = new System.Text.StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (Characters.IsHan(c))
            {
                var syllable = Syllables[c] ?? "";
                full.Append(syllable);
                if (syllable.Length > 0) { initials.Append(syllable[0]); }
            }
            else if (Characters.IsWord(c)) { full.Append(c); initials.Append(c); }
        }
        return (full.ToString(), initials.ToString());
    }

    private static string?[] ReadSyllables()
    {
        var syllables = new string?[char.MaxValue + 1];
        foreach (var line in Tables.Lines("pinyin.txt"))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var syllable = line[..space];
            foreach (var c in line.AsSpan(space + 1)) { syllables[c] = syllable; }
        }
        return syllables;
    }
}
