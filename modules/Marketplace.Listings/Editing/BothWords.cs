using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Marketplace.Listings.Editing;

/// <summary>What the partial <c>_Both</c> draws for a text in two languages.</summary>
/// <param name="Rows">1 for one line.</param>
/// <param name="MostZh">Characters, counted beside the field; 0 for none.</param>
public sealed record BothWords(string LabelKey, string? HelpKey = null, int Rows = 1, int MostZh = 0, int MostEn = 0, bool Optional = false, bool Needed = false);

public static class BothWordsData
{
    private const string Key = "both";

    public static ViewDataDictionary Both(this ViewDataDictionary data, string labelKey, string? helpKey = null, int rows = 1, int mostZh = 0, int mostEn = 0, bool optional = false, bool needed = false) =>
        new(data) { [Key] = new BothWords(labelKey, helpKey, rows, mostZh, mostEn == 0 ? mostZh : mostEn, optional, needed) };

    public static BothWords BothWords(this ViewDataDictionary data) => (BothWords)data[Key]!;

    /// <summary>For the template of a row: its names carry <c>__index__</c> in place of the number.</summary>
    public static ViewDataDictionary Blank(this ViewDataDictionary data, string list)
    {
        var blank = new ViewDataDictionary(data);
        blank.TemplateInfo.HtmlFieldPrefix = $"Input.{list}[__index__]";
        return blank;
    }
}
