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
        for (var seen = 0; seen < MostTerms && StringHelper.StartsWith(terms.Term, start); seen++)
        {
            if (reader.LiveDocs is null || cursor.Postings(reader.LiveDocs, DocsFlags.NONE).NextDoc() != DocIdSetIterator.NO_MORE_DOCS)
            {
                var key = SuggestionKeys.Read(terms.Term.Utf8ToString());
                found[key] = found.GetValueOrDefault(key) + terms.DocFreq;
            }
            if (!terms.MoveNext()) { break; }
        }
        return true;
    }

    /// <summary>Where nothing was found: keywords, organizations and titles that begin like the words of the query, or like the pairs of a Chinese run.</summary>
    public static IReadOnlyList<string> Nearest(IndexSearcher searcher, ParsedQuery query, string language, int limit) =>
        SuggestionKeys.Nearest(SuggestionKeys.BeginningsNear(query).SelectMany(b => Find(searcher, b, language, SuggestionKeys.NearEach)), limit);
}
