using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Marketplace.Search.Query;

namespace Marketplace.Search.Lucene;

/// <summary>A term in one field: in how many documents of each segment it stands, and in how many of all.</summary>
internal sealed class FieldTerm(string fieldName, string term, int[] inLeaf, int documents)
{
    public int Documents => documents;

    public Postings? Postings(AtomicReaderContext leaf, SegmentFacts facts) => inLeaf[leaf.Ord] is var count and > 0
        ? facts.Postings.Of(fieldName, term, count, () => TermCursors.Use(leaf.AtomicReader, fieldName, cursor =>
        {
            // Found again: a place in a segment takes more memory than the numbers of all of them, and common terms are held.
            cursor.Terms!.SeekExact(new BytesRef(term));
            return Lucene.Postings.Read(cursor.Postings(null, DocsFlags.FREQS), count);
        })) : null;
}

/// <summary>Finds the terms of a query in the index.</summary>
internal sealed class TermLookup(IndexReader reader, FacetOrdinals ordinals)
{
    private const int MostCorrections = 4;

    /// <summary>A profile asks for thousands of terms, and the next one for many of the same: of one state of the index so many are kept.</summary>
    private const int MostKept = 120_000;
    private static readonly ConditionalWeakTable<IndexReader, KeptTerms<FieldTerm?>> Kept = [];

    private readonly KeptTerms<FieldTerm?> found = Kept.GetValue(reader, static _ => new(MostKept));

    public IList<AtomicReaderContext> Leaves { get; } = reader.Leaves;

    /// <summary>Mean length of the documents' public text, in terms.</summary>
    public float AverageLength()
    {
        var (sum, documents) = (0L, 0);
        foreach (var leaf in Leaves)
        {
            var (terms, having) = SegmentFacts.Of(leaf.AtomicReader, ordinals).Texts;
            sum += terms;
            documents += having;
        }
        return sum == 0 ? 1 : (float)sum / documents;
    }

    public FieldTerm? Find(string field, string term)
    {
        if (found.TryGet((field, term), out var known)) { return known; }
        var bytes = new BytesRef(term);
        var inLeaf = new int[Leaves.Count];
        var documents = 0;
        foreach (var leaf in Leaves)
        {
            inLeaf[leaf.Ord] = TermCursors.Use(leaf.AtomicReader, field, cursor => cursor.Terms is { } terms && terms.SeekExact(bytes) ? terms.DocFreq : 0);
            documents += inLeaf[leaf.Ord];
        }
        var made = documents == 0 ? null : new FieldTerm(field, term, inLeaf, documents);
        found.Put((field, term), made);
        return made;
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
