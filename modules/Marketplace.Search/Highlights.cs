using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>Cuts titles and snippets from the stored text with the very tokens that were searched.</summary>
internal sealed class Highlights
{
    private const int SnippetLength = 160;

    /// <summary>Terms that are marked, and whether wherever they stand or only with others.</summary>
    private readonly Dictionary<string, bool> marked = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<IReadOnlyList<string>> together;
    private readonly bool marksCharacters;

    public Highlights(ParsedQuery query, IEnumerable<string> corrected)
    {
        together = query.MarkedTogether();
        foreach (var term in together.SelectMany(t => t)) { marked[term] = false; }
        foreach (var term in query.MarkedTerms().Concat(corrected)) { marked[term] = true; }
        marksCharacters = marked.Keys.Any(IndexText.IsCharacter);
    }

    public SearchHit Hit(SearchDocument document, double score, SearchQuery asked) => Hit(new FoundDocument(document), score, asked);

    public SearchHit Hit(FoundDocument found, double score, SearchQuery asked)
    {
        var title = found.Document.Title.In(asked.Language);
        return new(found.Document, score, Segments(title, 0, title.Length, Spans(found, title)), Snippet(found, asked));
    }

    /// <summary>The summary where it says as much as any other passage, else the passage with the most of the query in it.</summary>
    private List<TextSegment> Snippet(FoundDocument found, SearchQuery asked)
    {
        var document = found.Document;
        var summary = document.Summary.In(asked.Language);
        if (marked.Count == 0)
        {
            var bare = summary.Length > 0 ? summary : document.Text.In(asked.Language);
            return Cut(bare, [], WindowOf(bare, []));
        }
        // What is there in the reader's language is shown in it, even where only the other one has the words.
        List<string> texts = [summary, document.Text.In(asked.Language)];
        if (asked.Reader >= ReaderScope.Members) { texts.Add(document.MembersText.In(asked.Language)); }
        var (best, bestSpans, bestWindow) = (texts.Find(t => t.Length > 0) ?? "", new List<Span>(), default(Window?));
        foreach (var text in texts.Distinct().Where(t => t.Length > 0))
        {
            var spans = Spans(found, text);
            var window = WindowOf(text, spans);
            if (window.Terms > (bestWindow?.Terms ?? 0)) { (best, bestSpans, bestWindow) = (text, spans, window); }
        }
        return Cut(best, bestSpans, bestWindow ?? WindowOf(best, bestSpans));
    }

    private readonly record struct Span(int Start, int End, string Term);

    private List<Span> Spans(FoundDocument found, string text)
    {
        if (marked.Count == 0) { return []; }
        var spans = new List<Span>();
        foreach (var token in found.Tokens(text))
        {
            if (token.Term.Length == 0) { continue; }
            if (marked.ContainsKey(token.Term)) { spans.Add(new Span(token.Start, token.End, token.Term)); }
            else if (marksCharacters && token.Kind == TokenKind.Pair && token.End - token.Start == 2) { spans.AddRange(CharactersOf(token)); }
        }
        if (spans.Exists(s => !marked[s.Term])) { LeaveOutIncomplete(spans); }
        return spans;
    }

    private void LeaveOutIncomplete(List<Span> spans)
    {
        var has = spans.Select(s => s.Term).ToHashSet(StringComparer.Ordinal);
        var whole = together.Where(terms => terms.All(has.Contains)).SelectMany(terms => terms).ToHashSet(StringComparer.Ordinal);
        spans.RemoveAll(s => !marked[s.Term] && !whole.Contains(s.Term));
    }

    private IEnumerable<Span> CharactersOf(Token pair)
    {
        for (var i = 0; i < pair.Term.Length; i++)
        {
            var character = Pairs.One(pair.Term[i]);
            if (marked.ContainsKey(character)) { yield return new Span(pair.Start + i, pair.Start + i + 1, character); }
        }
    }

    private static List<TextSegment> Cut(string text, List<Span> spans, Window window)
    {
        var segments = Segments(text, window.Start, window.End, spans);
        if (window.Start > 0) { segments.Insert(0, new TextSegment("…", false)); }
        if (window.End < text.Length) { segments.Add(new TextSegment("…", false)); }
        return segments;
    }

    /// <summary>A part of a text, and how many different terms are marked in it.</summary>
    private readonly record struct Window(int Start, int End, int Terms);

    /// <summary>The window with the most different terms, begun a little before the first of them.</summary>
    private static Window WindowOf(string text, List<Span> spans)
    {
        var length = text.Length > 0 && text[0] < 0x250 ? SnippetLength * 3 / 2 : SnippetLength * 2 / 3;
        var isShort = text.Length <= length + length / 4;
        var (bestFirst, bestCount) = MostTerms(spans, isShort ? text.Length : length * 3 / 4);
        if (isShort || spans.Count == 0) { return new Window(0, isShort ? text.Length : ToBoundary(text, length), bestCount); }
        var start = spans[bestFirst].Start < length / 2 ? 0 : FromBoundary(text, Math.Max(0, spans[bestFirst].Start - length / 4));
        return new Window(start, ToBoundary(text, Math.Min(text.Length, start + length)), bestCount);
    }

    /// <summary>Where the stretch with the most different terms begins, the first of them where there are several, and how many it has.</summary>
    private static (int First, int Terms) MostTerms(List<Span> spans, int length)
    {
        var inside = new Dictionary<string, int>(StringComparer.Ordinal);
        var (best, bestCount, end) = (0, 0, 0);
        for (var first = 0; first < spans.Count; first++)
        {
            for (; end < spans.Count && spans[end].End <= spans[first].Start + length; end++) { inside[spans[end].Term] = inside.GetValueOrDefault(spans[end].Term) + 1; }
            if (inside.Count > bestCount) { (best, bestCount) = (first, inside.Count); }
            // A term longer than the stretch stands for itself and is passed over.
            if (end == first) { end++; continue; }
            if (--inside[spans[first].Term] == 0) { inside.Remove(spans[first].Term); }
        }
        return (best, bestCount);
    }

    private static int FromBoundary(string text, int at)
    {
        for (var i = at; i < Math.Min(text.Length, at + 20); i++)
        {
            if (text[i] is ' ' or '\n' or '。' or '，' or '；' or '、') { return i + 1; }
        }
        return char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }

    private static int ToBoundary(string text, int at)
    {
        if (at >= text.Length) { return text.Length; }
        for (var i = at; i > Math.Max(0, at - 20); i--)
        {
            if (text[i] is ' ' or '\n' or '。' or '，' or '；' or '、') { return i; }
        }
        return char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }

    private static List<TextSegment> Segments(string text, int start, int end, List<Span> spans)
    {
        var segments = new List<TextSegment>();
        var at = start;
        foreach (var (from, to) in Merged(spans).Where(s => s.End > start && s.Start < end))
        {
            var (first, last) = (Math.Max(from, at), Math.Min(to, end));
            if (last <= first) { continue; }
            if (first > at) { segments.Add(new TextSegment(text[at..first], false)); }
            segments.Add(new TextSegment(text[first..last], true));
            at = last;
        }
        if (at < end) { segments.Add(new TextSegment(text[at..end], false)); }
        return segments;
    }

    /// <summary>Overlapping and touching Chinese pairs become one mark.</summary>
    private static List<(int Start, int End)> Merged(List<Span> spans)
    {
        var merged = new List<(int Start, int End)>();
        foreach (var span in spans.OrderBy(s => s.Start))
        {
            if (merged.Count > 0 && span.Start <= merged[^1].End) { merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, span.End)); }
            else { merged.Add((span.Start, span.End)); }
        }
        return merged;
    }
}
