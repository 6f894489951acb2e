namespace Marketplace.Search.Text;

/// <summary>Where a run of letters, digits and joining signs ends and what it is.</summary>
internal static class Chunks
{
    private static bool IsHyphen(char c) => c is '-' or '\u2010' or '\u2011' or '\u2013' or '_';

    public static int End(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at < text.Length)
        {
            if (Characters.IsWord(text[at]) || Joins(text, start, at)) { at++; continue; }
            if (text[at] is '%' or '‰' && Characters.IsDigit(text[at - 1])) { return at + 1; }
            if (text[at] == '°' && Characters.IsDigit(text[at - 1])) { return at + 1 < text.Length && text[at + 1] is 'c' or 'f' ? at + 2 : at + 1; }
            if (at - start <= 2 && text[at] == '+' && at + 1 < text.Length && text[at + 1] == '+') { return at + 2; }
            if (at - start == 1 && text[at] == '#') { return at + 1; }
            break;
        }
        return at;
    }

    private static bool Joins(ReadOnlySpan<char> text, int start, int at)
    {
        if (at == start || at + 1 >= text.Length || !Characters.IsWord(text[at + 1])) { return false; }
        var (before, after) = (text[at - 1], text[at + 1]);
        return text[at] switch
        {
            '.' => Characters.IsDigit(before) && Characters.IsDigit(after),
            ',' => IsThousands(text, at),
            '/' => Characters.IsDigit(text[start]) && Characters.IsLetter(before),
            '\'' or '’' => Characters.IsLetter(before) && Characters.IsLetter(after),
            _ => IsHyphen(text[at]) && Characters.IsWord(before),
        };
    }

    private static bool IsThousands(ReadOnlySpan<char> text, int comma)
    {
        if (!Characters.IsDigit(text[comma - 1]) || comma + 3 >= text.Length) { return false; }
        for (var i = 1; i <= 3; i++) { if (!Characters.IsDigit(text[comma + i])) { return false; } }
        return comma + 4 >= text.Length || !Characters.IsDigit(text[comma + 4]);
    }

    public static bool IsPlainWord(ReadOnlySpan<char> chunk)
    {
        foreach (var c in chunk) { if (!Characters.IsLetter(c) && c is not ('\'' or '’')) { return false; } }
        return true;
    }

    public static bool IsLettersWithHyphens(ReadOnlySpan<char> chunk)
    {
        foreach (var c in chunk) { if (!Characters.IsLetter(c) && !IsHyphen(c) && c is not ('\'' or '’')) { return false; } }
        return true;
    }

    public static bool IsNumber(ReadOnlySpan<char> chunk)
    {
        foreach (var c in chunk) { if (!Characters.IsDigit(c) && c is not ('.' or ',')) { return false; } }
        return true;
    }

    /// <summary>The chunk as one term: one kind of hyphen, no thousands separators.</summary>
    public static string Whole(ReadOnlySpan<char> chunk)
    {
        if (chunk.IndexOfAny(",_\u2010\u2011\u2013") < 0) { return chunk.ToString(); }
        var text = new System.Text.StringBuilder(chunk.Length);
        foreach (var c in chunk) { if (c != ',') { text.Append(IsHyphen(c) ? '-' : c); } }
        return text.ToString();
    }

    /// <summary>The end of the part at <paramref name="start"/>: letters, or a number with its decimals.</summary>
    public static int PartEnd(ReadOnlySpan<char> chunk, int start)
    {
        var at = start;
        if (Characters.IsLetter(chunk[at]))
        {
            while (at < chunk.Length && Characters.IsLetter(chunk[at])) { at++; }
            return at;
        }
        while (at < chunk.Length && (Characters.IsDigit(chunk[at]) || (at > start && chunk[at] is '.' or ','))) { at++; }
        return at;
    }
}
