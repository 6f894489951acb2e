using System.Numerics.Tensors;
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
    private const float TitleShare = 0.5f;

    internal static IReadOnlyList<DocumentVectors> Of(IReadOnlyList<SearchDocument> documents, EmbeddingModel model)
    {
        var parts = documents.SelectMany((d, at) => TextPart.Of(d).Select(p => (At: at, Text: p))).ToList();
        // What only members may read stands under the same title.
        var titles = parts.Select(p => p.Text.Title).Where(t => t.Length > 0).Distinct().ToList();
        var vectors = model.Embed([.. parts.Select(p => p.Text.Whole), .. titles], query: false);
        var ofTitle = titles.Zip(vectors.Skip(parts.Count)).ToDictionary(t => t.First, t => t.Second);
        var made = documents.Select(_ => new List<(VectorPart, float[])>()).ToArray();
        foreach (var (part, vector) in parts.Zip(vectors))
        {
            if (ofTitle.TryGetValue(part.Text.Title, out var title)) { TensorPrimitives.MultiplyAdd(title, TitleShare, vector, vector); }
            made[part.At].Add((part.Text.Part, vector));
        }
        return [.. documents.Select((d, at) => new DocumentVectors(d.Id, d.Version, made[at]))];
    }

    /// <summary>The text in a language that stands for a document as a query: its demand's own words, or an achievement's.</summary>
    internal static string QueryText(SearchDocument document) =>
        TextPart.Of(document).Where(p => p.Part is VectorPart.PublicZh or VectorPart.PublicEn).Select(p => p.Whole).FirstOrDefault("");
}

/// <summary>Vectors of single sentences of one version of a document, of length 1: what a query asks for often stands in one sentence of a listing that is about more. They come behind those of the whole texts, by which a document is found already.</summary>
public sealed record DocumentPassages(Guid Id, long Version, IReadOnlyList<(VectorPart Part, float[] Vector)> Passages)
{
    /// <summary>Most passages of a part; what comes later in a long text is seldom what it is about.</summary>
    public const int Most = 8;

    internal static IReadOnlyList<DocumentPassages> Of(IReadOnlyList<SearchDocument> documents, EmbeddingModel model)
    {
        var passages = documents.SelectMany((d, at) => TextPart.Of(d).SelectMany(p => p.Passages.Take(Most).Select(text => (At: at, p.Part, Text: text)))).ToList();
        var vectors = passages.Count == 0 ? [] : model.Embed([.. passages.Select(p => p.Text)], query: false);
        var made = passages.Zip(vectors).ToLookup(p => p.First.At, p => (p.First.Part, p.Second));
        return [.. documents.Select((d, at) => new DocumentPassages(d.Id, d.Version, [.. made[at]]))];
    }
}

/// <summary>What of a document's texts vectors are made of, a part.</summary>
internal sealed record TextPart(VectorPart Part, string Title, string Whole, IEnumerable<string> Passages)
{
    /// <summary>Parts of a vector's text beyond this many characters say little that those before did not.</summary>
    private const int LongestText = 2_400;

    public static IEnumerable<TextPart> Of(SearchDocument document)
    {
        foreach (var language in (string[])[Language.Zh, Language.En])
        {
            var zh = language == Language.Zh;
            var (title, summary, text, members) = (Own(document.Title, zh), Own(document.Summary, zh), Own(document.Text, zh), Own(document.MembersText, zh));
            var whole = Join(title, summary, string.Join(zh ? "，" : ", ", zh ? document.KeywordsZh : document.KeywordsEn), text);
            if (whole.Length > 0) { yield return new(zh ? VectorPart.PublicZh : VectorPart.PublicEn, title, whole, Search.Passages.Telling(summary).Concat(Search.Passages.Telling(text))); }
            if (members.Length > 0) { yield return new(zh ? VectorPart.MembersZh : VectorPart.MembersEn, title, Join(title, summary, members), Search.Passages.Telling(members)); }
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
