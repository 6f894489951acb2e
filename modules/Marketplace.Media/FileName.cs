using System.Globalization;
using System.Text;

namespace Marketplace.Media;

/// <summary>Names as uploaders gave them, made fit to be shown and saved on any system.</summary>
internal static class FileName
{
    private const string Reserved = "<>:\"/\\|?*";
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })];

    /// <summary>The last part of a path, without control and direction characters, at most <see cref="StoredFile.LongestName"/> long; extension kept, in lower case.</summary>
    public static string Clean(string? given)
    {
        var last = (given ?? "").Split('/', '\\')[^1];
        var visible = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var hidden = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned || rune == Rune.ReplacementChar;
            if (hidden) { continue; }
            visible.Append(rune.IsAscii && Reserved.Contains((char)rune.Value) ? '_' : Rune.IsWhiteSpace(rune) ? ' ' : rune);
        }
        var name = visible.ToString().Normalize(NormalizationForm.FormC).TrimStart().TrimEnd(' ', '.');
        var extension = Extension(name);
        var stem = name[..^extension.Length].Trim(' ', '.');
        if (stem.Length == 0 || Devices.Contains(stem.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase)) { stem = "file" + (stem.Length == 0 ? "" : "-" + stem); }
        return Shorten(stem, StoredFile.LongestName - extension.Length) + extension;
    }

    /// <summary>With its dot, in lower case; empty where there is none.</summary>
    public static string Extension(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot >= 0 && name.Length - dot is > 1 and <= 12 ? name[dot..].ToLowerInvariant() : "";
    }

    /// <summary>Never cuts a character of several units (emoji, accents) in two.</summary>
    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest) { return text; }
        var end = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && elements.ElementIndex + elements.GetTextElement().Length <= longest) { end = elements.ElementIndex + elements.GetTextElement().Length; }
        return end == 0 ? "file" : text[..end].TrimEnd();
    }
}
