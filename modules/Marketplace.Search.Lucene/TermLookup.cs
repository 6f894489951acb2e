using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Marketplace.Search.Query;

namespace Marketplace.Search.Lucene;

/// <summary>Where a term stands in one field, segment by segment, and how rare it is.</summary>
internal sealed class FieldTerm(string fieldName, BytesRef bytes, TermState?[] states, int documents)
{
    public int Documents => documents;

    public DocsEnum? Postings(AtomicReaderContext leaf)
    {
        if (states[leaf.Ord] is not { } state) { return null; }
        var terms = leaf.AtomicReader.GetTerms(fieldName).GetEnumerator();
        terms.SeekExact(bytes, state);
        return terms.Docs(null, null, DocsFlags.FREQS);
    }
}

/// <summary>Finds the terms of a query in the index.</summary>
internal sealed class TermLookup(IndexReader reader)
{
    private const int MostCorrections = 4;

    /// <summary>A profile asks for thousands of terms, and the next one for many of the same: of one state of the index so many are kept.</summary>
    private const int MostKept = 30_000;
    private static readonly ConditionalWeakTable<IndexReader, ConcurrentDictionary<(string, string), FieldTerm?>> Kept = [];

    private readonly ConcurrentDictionary<(string, string), FieldTerm?> found = KeptOf(reader);
    private readonly Dictionary<string, TermsEnum?[]> dictionaries = [];

    public IList<AtomicReaderContext> Leaves { get; } = reader.Leaves;

    private static ConcurrentDictionary<(string, string), FieldTerm?> KeptOf(IndexReader reader)
    {
        var kept = Kept.GetOrCreateValue(reader);
        // Counting takes every lock of it, so once for a query and not for each of its terms.
        if (kept.Count >= MostKept) { kept.Clear(); }
        return kept;
    }

    /// <summary>Mean length of the documents' public text, in terms.</summary>
    public float AverageLength()
    {
        var (sum, documents) = (0L, 0);
        foreach (var leaf in Leaves)
        {
            if (leaf.AtomicReader.GetTerms(IndexFields.Terms) is not { } terms) { continue; }
            sum += terms.SumTotalTermFreq;
            documents += terms.DocCount;
        }
        return documents == 0 ? 1 : (float)sum / documents;
    }

    public FieldTerm? Find(string field, string term)
    {
        if (found.TryGetValue((field, term), out var known)) { return known; }
        var bytes = new BytesRef(term);
        var states = new TermState?[Leaves.Count];
        var documents = 0;
        foreach (var leaf in Leaves)
        {
            if (DictionaryOf(leaf, field) is not { } terms || !terms.SeekExact(bytes)) { continue; }
            states[leaf.Ord] = terms.GetTermState();
            documents += terms.DocFreq;
        }
        return found[(field, term)] = documents == 0 ? null : new FieldTerm(field, bytes, states, documents);
    }

    /// <summary>Opened once and sought again and again: opening one costs more than ten seeks.</summary>
    private TermsEnum? DictionaryOf(AtomicReaderContext leaf, string field)
    {
        if (!dictionaries.TryGetValue(field, out var opened)) { opened = dictionaries[field] = [.. Leaves.Select(l => l.AtomicReader.GetTerms(field)?.GetEnumerator())]; }
        return opened[leaf.Ord];
    }

    /// <summary>Words of the index one slip away from a Latin word of four letters and more, two from one of eight.</summary>
    public IReadOnlyList<string> Corrections(string term)
    {
        if (term.Length < 4 || !term.All(char.IsAsciiLetter)) { return []; }
        var edits = term.Length >= 8 ? 2 : 1;
        var candidates = new Dictionary<string, (float Boost, int Documents)>(StringComparer.Ordinal);
        foreach (var leaf in Leaves)
        {
            if (leaf.AtomicReader.GetTerms(IndexFields.Terms) is not { } terms) { continue; }
            var near = new FuzzyTermsEnum(terms, new AttributeSource(), new Term(IndexFields.Terms, term), edits, 1, true);
            var boosts = near.Attributes.AddAttribute<IBoostAttribute>();
            while (near.MoveNext())
            {
                var text = near.Term.Utf8ToString();
                var before = candidates.GetValueOrDefault(text);
                candidates[text] = (boosts.Boost, before.Documents + near.DocFreq);
            }
        }
        return [.. candidates.OrderByDescending(c => c.Value.Boost).ThenByDescending(c => c.Value.Documents).Take(MostCorrections).Select(c => c.Key)];
    }
}
