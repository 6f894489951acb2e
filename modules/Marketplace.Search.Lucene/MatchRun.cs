using Lucene.Net.Index;
using Lucene.Net.Search;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Lucene;

/// <summary>One document's profile against one state of the index.</summary>
internal sealed class MatchRun(IndexSearcher searcher, FacetOrdinals ordinals, VectorFile? vectors, MatchQuery asked, ParsedQuery profile, Ranking ranking)
{
    /// <summary>The subject itself may be among them, and is left out afterwards.</summary>
    private readonly int few = asked.Limit + 1;

    public MatchAnswer Answer()
    {
        var reader = searcher.IndexReader;
        var lookup = new TermLookup(reader, ordinals);
        var members = asked.Reader >= ReaderScope.Members;
        var terms = new TermScores(profile, lookup, ranking, Math.Max(1, reader.NumDocs), lookup.AverageLength(), members, Profile.MostGroups);
        var allowed = asked.Allowed;
        var weights = new Weights(searcher, members);
        var runs = lookup.Leaves.Select(leaf =>
        {
            var facts = SegmentFacts.Of(leaf.AtomicReader, ordinals);
            return new LeafRun(leaf, facts, new LeafFilter(leaf, facts, allowed, profile, ordinals, weights, asked), allowed, profile, ranking, 0);
        }).ToArray();
        try
        {
            var best = runs.ToDictionary(r => r, _ => (Words: new FirstFew(few), Products: new FirstFew(few)));
            var (bytes, scale) = Rounded();
            QueryRun.Each(runs.Length, reader.MaxDoc, at =>
            {
                var run = runs[at];
                run.Score(terms);
                run.CollectByWords(best[run].Words);
                if (bytes is not null) { run.CollectByVectors(best[run].Products, vectors!, bytes, scale); }
            });
            var byWords = Candidates(best.Values.Select(b => b.Words), runs, reader);
            var byVectors = Candidates(best.Values.Select(b => b.Products), runs, reader);
            var spread = Spread.Of(runs.Select(r => r.Spread));
            return new MatchAnswer
            {
                Candidates = [.. byWords.Concat(byVectors).DistinctBy(c => c.Document.Id).OrderByDescending(c => c.Words)],
                Reachable = terms.Reachable,
                Known = terms.Known,
                Products = bytes is null || spread.Count == 0 ? null : (spread.Mean, spread.Deviation),
            };
        }
        finally { foreach (var run in runs) { run.Return(); } }
    }

    private (sbyte[]? Bytes, float Scale) Rounded()
    {
        if (vectors is null || asked.Vector is not { } vector || vector.Length != vectors.Dimensions) { return (null, 0); }
        var bytes = new sbyte[vector.Length];
        return (bytes, Products.Round(vector.Span, bytes));
    }

    private IEnumerable<MatchCandidate> Candidates(IEnumerable<FirstFew> lists, LeafRun[] runs, IndexReader reader)
    {
        Candidate[] first = [.. lists.SelectMany(f => f.All).OrderByDescending(c => c.Key).ThenByDescending(c => c.Tie).Take(few)];
        var found = new MatchCandidate[first.Length];
        QueryRun.Each(first.Length, reader.MaxDoc, at =>
        {
            var (run, doc) = (runs[first[at].Leaf], first[at].Doc);
            var product = run.ProductOf(doc);
            found[at] = new MatchCandidate(StoredDocument.Of(reader, first[at]), run.WordsOf(doc), float.IsNaN(product) ? null : product);
        });
        return found.Where(c => c.Document.Id != asked.Subject.Id).Take(asked.Limit);
    }
}
