using Marketplace.Modularity;
using Marketplace.Search.Text;

namespace Marketplace.Search.Vectors;

/// <summary>A part of a document that has a vector of its own: a language, of what everybody or of what members may read.</summary>
public enum VectorPart { PublicZh, PublicEn, MembersZh, MembersEn }

internal static class VectorParts
{
    /// <summary>A reader's search uses the first so many of the parts, those of what they may read.</summary>
    public static int ReadableBy(ReaderScope reader) => reader >= ReaderScope.Members ? (int)VectorPart.MembersEn + 1 : (int)VectorPart.PublicEn + 1;
}

/// <summary>The vectors of one version of a document. A vector is that of the whole part plus half of its title's, so its product with a query's is the sum of both likenesses.</summary>
public sealed record DocumentVectors(Guid Id, long Version, IReadOnlyList<(VectorPart Part, float[] Vector)> Parts)
{
    /// <summary>Most passages of a part; what comes later in a long text is seldom what it is about.</summary>
    public const int MostPassages = 8;

    private const float TitleShare = 0.5f;

    /// <summary>Parts of a vector's text beyond this many characters say little that those before did not.</summary>
    private const int LongestText = 2_400;

    /// <summary>Vectors of single sentences, of length 1, of parts that have a vector: what a query asks for often stands in one sentence of a listing that is about more.</summary>
    public IReadOnlyList<(VectorPart Part, float[] Vector)> Passages { get; init; } = [];

    internal static IReadOnlyList<DocumentVectors> Of(IReadOnlyList<SearchDocument> documents, EmbeddingModel model)
    {
        var parts = documents.SelectMany((d, at) => PartsOf(d).Select(p => (At: at, p.Part, p.Title, p.Whole, Passages: p.Passages.Take(MostPassages).ToList()))).ToList();
        var vectors = model.Embed([.. parts.Select(p => p.Whole), .. parts.Where(p => p.Title.Length > 0).Select(p => p.Title), .. parts.SelectMany(p => p.Passages)], query: false);
        var titles = parts.Count;
        var passages = titles + parts.Count(p => p.Title.Length > 0);
        var made = documents.Select(_ => (Parts: new List<(VectorPart, float[])>(), Passages: new List<(VectorPart, float[])>())).ToArray();
        for (var i = 0; i < parts.Count; i++)
        {
            var vector = vectors[i];
            if (parts[i].Title.Length > 0)
            {
                var title = vectors[titles++];
                for (var at = 0; at < vector.Length; at++) { vector[at] += TitleShare * title[at]; }
            }
            made[parts[i].At].Parts.Add((parts[i].Part, vector));
            foreach (var _ in parts[i].Passages) { made[parts[i].At].Passages.Add((parts[i].Part, vectors[passages++])); }
        }
        return [.. documents.Select((d, at) => new DocumentVectors(d.Id, d.Version, made[at].Parts) { Passages = made[at].Passages })];
    }

    /// <summary>The text in a language that stands for a document as a query: its demand's own words, or an achievement's.</summary>
    internal static string QueryText(SearchDocument document) =>
        PartsOf(document).Where(p => p.Part is VectorPart.PublicZh or VectorPart.PublicEn).Select(p => p.Whole).FirstOrDefault("");

    private static IEnumerable<(VectorPart Part, string Title, string Whole, IEnumerable<string> Passages)> PartsOf(SearchDocument document)
    {
        foreach (var language in (string[])[Language.Zh, Language.En])
        {
            var zh = language == Language.Zh;
            var (title, summary, text, members) = (Own(document.Title, zh), Own(document.Summary, zh), Own(document.Text, zh), Own(document.MembersText, zh));
            var whole = Join(title, summary, string.Join(zh ? "，" : ", ", zh ? document.KeywordsZh : document.KeywordsEn), text);
            if (whole.Length > 0) { yield return (zh ? VectorPart.PublicZh : VectorPart.PublicEn, title, whole, Search.Passages.Telling(summary).Concat(Search.Passages.Telling(text))); }
            if (members.Length > 0) { yield return (zh ? VectorPart.MembersZh : VectorPart.MembersEn, title, Join(title, summary, members), Search.Passages.Telling(members)); }
        }
    }

    private static string Own(Bilingual text, bool zh) => (zh ? text.Zh : text.En)?.Trim() ?? "";

    private static string Join(params ReadOnlySpan<string> texts)
    {
        var parts = new List<string>();
        foreach (var text in texts) { if (text.Length > 0) { parts.Add(text); } }
        var joined = string.Join('\n', parts);
        return joined.Length <= LongestText ? joined : joined[..LongestText];
    }
}
