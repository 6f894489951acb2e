using System.Globalization;
using System.Text;

namespace Marketplace.Modularity;

/// <summary>The readable end of a public URL. It carries no meaning: the short id finds the page, and a wrong slug is led to the right one.</summary>
public static class Slugs
{
    private const int Longest = 60;

    /// <summary>From the English title where there is one, else the Chinese characters as they are; <c>-</c> where nothing is left.</summary>
    public static string Of(Bilingual title)
    {
        var slug = new StringBuilder();
        foreach (var character in title.In(Language.En).Normalize(NormalizationForm.FormKD))
        {
            if (slug.Length >= Longest) { break; }
            if (char.IsLetterOrDigit(character)) { slug.Append(char.ToLower(character, CultureInfo.InvariantCulture)); }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') { slug.Append('-'); }
        }
        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "-" : text;
    }
}
