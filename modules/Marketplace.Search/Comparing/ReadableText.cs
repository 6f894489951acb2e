using Marketplace.Listings;
using Marketplace.Search.Indexing;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>All that a reader may read in a listing, for asking whether something is said there.</summary>
public sealed class ReadableText
{
    private readonly string written;
    private readonly string folded;

    /// <param name="content">Without what the reader may not see.</param>
    public ReadableText(ListingContent content)
    {
        var texts = ListingDocuments.TextsOf(content).ToList();
        var (zh, en) = (texts.Select(t => t.Zh).Where(t => !string.IsNullOrWhiteSpace(t)).ToList(), texts.Select(t => t.En).Where(t => !string.IsNullOrWhiteSpace(t)).ToList());
        (HasChinese, HasEnglish) = (zh.Count > 0, en.Count > 0);
        written = string.Join('\n', [.. zh, .. en]);
        folded = Folding.FoldToString(written);
    }

    public bool HasChinese { get; }
    public bool HasEnglish { get; }

    /// <summary>Whether words stand in it, in a row or each by itself, however they are written.</summary>
    public bool Says(string words)
    {
        var sought = Folding.FoldToString(words);
        return folded.Contains(sought, StringComparison.Ordinal) || Array.TrueForAll(sought.Split(' '), word => folded.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>Whether a passage stands in it letter for letter; one that was cut ends with an ellipsis.</summary>
    public bool Holds(string passage) => written.Contains(passage, StringComparison.Ordinal) || written.Contains(passage.TrimEnd('…'), StringComparison.Ordinal);
}
