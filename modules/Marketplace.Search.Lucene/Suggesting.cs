using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Marketplace.Search.Query;

namespace Marketplace.Search.Lucene;

/// <summary>Walks the term dictionary of the suggestion field from what is typed.</summary>
internal static class Suggesting
{
    private const int MostTerms = 300;

    public static IReadOnlyList<Suggestion> Find(IndexSearcher searcher, string typed, string language, int limit)
    {
        var prefix = SuggestionKeys.Typed(typed);
        if (prefix.Length == 0) { return []; }
        return SuggestionKeys.Best(Terms(searcher.IndexReader, prefix), language, limit);
    }

    private static Dictionary<(char Kind, char Language, string Text), int> Terms(IndexReader reader, string prefix)
    {
        var found = new Dictionary<(char, char, string), int>();
        var start = new BytesRef(prefix);
        foreach (var leaf in reader.Leaves) { TermCursors.Use(leaf.AtomicReader, IndexFields.Suggestions, cursor => Add(found, leaf.AtomicReader, cursor, start)); }
        return found;
    }

    private static bool Add(Dictionary<(char Kind, char Language, string Text), int> found, AtomicReader reader, TermCursor cursor, BytesRef start)
    {
        if (cursor.Terms is not { } terms || terms.SeekCeil(start) == TermsEnum.SeekStatus.END) { return false; }
        bool IsThere() => reader.LiveDocs is null || cursor.Postings(reader.LiveDocs, DocsFlags.NONE).NextDoc() != DocIdSetIterator.NO_MORE_DOCS;
        var few = new List<(string Term, int Documents)>();
        var known = CommonTerms.Kept(reader, start);
        foreach (var term in known is null ? Beginning(terms, start) : [])
        {
            if (few.Count == MostTerms) { known = CommonTerms.Of(reader, terms, start); break; }
            if (IsThere()) { few.Add((term.Utf8ToString(), terms.DocFreq)); }
        }
        foreach (var (term, documents) in known?.Where(k => terms.SeekExact(k.Term) && IsThere()).Select(k => (k.Term.Utf8ToString(), k.Documents)) ?? few)
        {
            var key = SuggestionKeys.Read(term);
            found[key] = found.GetValueOrDefault(key) + documents;
        }
        return true;
    }

    /// <summary>The terms that begin so, from where the cursor stands.</summary>
    private static IEnumerable<BytesRef> Beginning(TermsEnum terms, BytesRef start)
    {
        do
        {
            if (!StringHelper.StartsWith(terms.Term, start)) { yield break; }
            yield return terms.Term;
        }
        while (terms.MoveNext());
    }

    /// <summary>Where nothing was found: keywords, organizations and titles that begin like the words of the query, or like the pairs of a Chinese run.</summary>
    public static IReadOnlyList<string> Nearest(IndexSearcher searcher, ParsedQuery query, string language, int limit) =>
        SuggestionKeys.Nearest(SuggestionKeys.BeginningsNear(query).SelectMany(b => Find(searcher, b, language, SuggestionKeys.NearEach)), limit);

    /// <summary>Of a beginning that very many terms of a segment have, a letter say, those that most documents have: looked for once, and kept as long as the segment lives.</summary>
    private sealed class CommonTerms
    {
        private const int Most = 100;
        private const int MostBeginnings = 1_000;
        private static readonly ConditionalWeakTable<object, CommonTerms> All = [];
        private readonly ConcurrentDictionary<string, List<(BytesRef Term, int Documents)>> kept = new(StringComparer.Ordinal);

        public static List<(BytesRef Term, int Documents)>? Kept(AtomicReader reader, BytesRef start) =>
            All.TryGetValue(reader.CoreCacheKey, out var common) ? common.kept.GetValueOrDefault(start.Utf8ToString()) : null;

        public static List<(BytesRef Term, int Documents)> Of(AtomicReader reader, TermsEnum terms, BytesRef start)
        {
            var best = new PriorityQueue<BytesRef, int>();
            terms.SeekCeil(start);
            foreach (var term in Beginning(terms, start))
            {
                var documents = terms.DocFreq;
                if (best.Count < Most) { best.Enqueue(BytesRef.DeepCopyOf(term), documents); }
                else if (best.TryPeek(out _, out var least) && documents > least) { best.DequeueEnqueue(BytesRef.DeepCopyOf(term), documents); }
            }
            var common = All.GetValue(reader.CoreCacheKey, static _ => new CommonTerms());
            if (common.kept.Count >= MostBeginnings) { common.kept.Clear(); }
            return common.kept[start.Utf8ToString()] = [.. best.UnorderedItems];
        }
    }
}
