using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Marketplace.Modularity;
using Marketplace.Search.Vectors;

namespace Marketplace.Search;

/// <summary>The sentence that has most of some words.</summary>
internal static class Passages
{
    private const int Longest = 160;
    private const int Shortest = 12;

    public static string? Best(List<ReadText> texts, List<WeighedWord> words)
    {
        if (words.Count == 0) { return null; }
        var best = texts.SelectMany(t => Sentences(t.Text)).Select(Cut).Select(s => (Text: s, Weight: words.Where(w => s.Contains(w.Text, StringComparison.OrdinalIgnoreCase)).Sum(w => w.Weight))).DefaultIfEmpty().MaxBy(s => s.Weight);
        return best.Weight > 0 && best.Text.Length > Shortest ? best.Text : null;
    }

    /// <summary>Sentences of a text that say something by themselves.</summary>
    public static IEnumerable<string> Telling(string text) => Sentences(text).Where(s => s.Length > Shortest).Select(Cut);

    private static string Cut(string sentence) => sentence.Length > 2 * Longest ? sentence[..(2 * Longest)] + "…" : sentence;

    /// <summary>All sentences of a text.</summary>
    public static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        foreach (var end in Ends(text))
        {
            var sentence = text[start..end].Trim();
            start = end;
            if (sentence.Length > 0) { yield return sentence; }
        }
    }

    /// <summary>Behind the last character of each sentence.</summary>
    public static IEnumerable<int> Ends(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var ends = text[at] is '。' or '；' or '！' or '？' or '\n' || (text[at] is '.' or ';' or '!' or '?' && at + 1 < text.Length && text[at + 1] == ' ');
            if (ends || at == text.Length - 1) { yield return at + 1; }
        }
    }
}

/// <summary>The sentence that means most nearly what another document asks for, by the product of their vectors. May be used by several threads.</summary>
internal sealed class PassagesByMeaning(Embeddings embeddings)
{
    /// <summary>Of each language; what comes later in a long text is seldom what it is about.</summary>
    private const int MostSentences = 24;
    private const int KeptDocuments = 200;

    /// <summary>Titles and keywords, which stand above the passage anyway, are worth more than this.</summary>
    private const double PlaceOfTexts = 1.5;
    private readonly ConcurrentDictionary<(Guid Id, long Version, bool Members), (Sentence[] Zh, Sentence[] En)> kept = [];

    private sealed record Sentence(string Text, float[] Vector);

    /// <summary>A passage in each language that the counterpart is written in; null without a model, and where it has no sentence.</summary>
    public Bilingual? Find(SearchDocument subject, SearchDocument counterpart, ReadDocument texts, bool members)
    {
        if (embeddings.OfSubject(subject) is not { } asked) { return null; }
        var (zh, en) = Sentences((counterpart.Id, counterpart.Version, members), texts);
        var found = new Bilingual(Nearest(zh, asked.Span), Nearest(en, asked.Span));
        return found.IsEmpty ? null : found;
    }

    private static string? Nearest(Sentence[] sentences, ReadOnlySpan<float> asked)
    {
        var (best, most) = ((string?)null, float.NegativeInfinity);
        foreach (var sentence in sentences)
        {
            var product = TensorPrimitives.Dot(sentence.Vector, asked);
            if (product > most) { (best, most) = (sentence.Text, product); }
        }
        return best;
    }

    private (Sentence[] Zh, Sentence[] En) Sentences((Guid Id, long Version, bool Members) of, ReadDocument texts)
    {
        if (kept.TryGetValue(of, out var known)) { return known; }
        if (kept.Count >= KeptDocuments) { kept.Clear(); }
        var (zh, en) = (Telling(texts.Zh), Telling(texts.En));
        var vectors = zh.Count + en.Count == 0 ? [] : embeddings.Model!.Embed([.. zh, .. en], query: false);
        return kept[of] = ([.. zh.Select((s, i) => new Sentence(s, vectors[i]))], [.. en.Select((s, i) => new Sentence(s, vectors[zh.Count + i]))]);
    }

    private static List<string> Telling(List<ReadText> texts) => [.. texts.Where(t => t.Place < PlaceOfTexts).SelectMany(t => Passages.Telling(t.Text)).Take(MostSentences)];
}
