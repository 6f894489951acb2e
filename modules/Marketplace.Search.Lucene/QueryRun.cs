using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Lucene;

/// <summary>One query against one state of the index.</summary>
internal sealed class QueryRun(IndexSearcher searcher, FacetOrdinals ordinals, VectorFile? vectors, SearchQuery asked, ParsedQuery query, Ranking ranking, DateTimeOffset now)
{
    // Below this many documents a second thread costs more than it brings.
    private const int WorthTwoThreads = 30_000;
    private readonly IndexReader reader = searcher.IndexReader;
    private readonly ConcurrentDictionary<(int Leaf, int Doc), FoundDocument> found = [];

    public static int CountAnswering(IndexSearcher searcher, FacetOrdinals ordinals)
    {
        var count = 0;
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var (facts, live) = (SegmentFacts.Of(leaf.AtomicReader, ordinals), leaf.AtomicReader.LiveDocs);
            for (var doc = 0; doc < facts.MaxDoc; doc++) { if (facts.Scope[doc] != byte.MaxValue && (live is null || live.Get(doc))) { count++; } }
        }
        return count;
    }

    public SearchResult Answer()
    {
        var after = Cursor.Read(asked.Cursor, asked.Sort);
        var lookup = new TermLookup(reader, ordinals);
        var terms = new TermScores(query, lookup, ranking, Math.Max(1, reader.NumDocs), lookup.AverageLength(), asked.Reader >= ReaderScope.Members);
        if (Expands) { terms.Expand(Expansion.Of(FirstAnswers(), query, terms.RarityOf, ranking)); }
        var weights = new Weights(searcher, asked.Reader >= ReaderScope.Members);
        var today = now.ToUnixTimeSeconds() / 86_400;
        var runs = new LeafRun[lookup.Leaves.Count];
        try
        {
            Each(runs.Length, reader.MaxDoc, at =>
            {
                var leaf = lookup.Leaves[at];
                var facts = SegmentFacts.Of(leaf.AtomicReader, ordinals);
                runs[at] = new LeafRun(leaf, facts, new LeafFilter(leaf, facts, asked, query, ordinals, weights), asked, query, ranking, today);
                runs[at].Score(terms);
                runs[at].LookOver();
            });
            return Collect(runs, terms, after);
        }
        finally { foreach (var run in runs) { run?.Return(); } }
    }

    private bool Expands => asked.Expands && query.Groups.Count > 0;

    /// <summary>What the words alone find first, whatever is chosen of it: vocabulary is the trade's, not the choice's.</summary>
    private IReadOnlyList<SearchHit> FirstAnswers() =>
        new QueryRun(searcher, ordinals, null, new SearchQuery { Text = asked.Text, Reader = asked.Reader, Limit = ranking.ExpandDocuments, WithFacets = false }, query, ranking, now).Answer().Hits;

    private void Each(LeafRun[] runs, Action<LeafRun> work) => Each(runs.Length, reader.MaxDoc, at => work(runs[at]));

    /// <summary>Does several pieces of work, beside each other where the index is large enough for that.</summary>
    public static void Each(int count, int documents, Action<int> work)
    {
        if (count < 2 || documents < WorthTwoThreads) { for (var at = 0; at < count; at++) { work(at); } }
        else
        {
            try { Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, work); }
            // Whoever catches what a disk says knows it by its own kind.
            catch (AggregateException several) { ExceptionDispatchInfo.Throw(several.InnerExceptions[0]); }
        }
    }

    private SearchResult Collect(LeafRun[] runs, TermScores terms, Cursor? after)
    {
        var all = query.Words.Count == 0 || (!Expands && ranking.AreEnough(runs.Sum(r => r.HasAll), query.Length));
        var floor = all ? 0 : BestOf(runs) * (Expands ? ranking.ExpandFloor : ranking.Floor);
        Fuse(runs, terms, all, floor);
        var names = ordinals.Names();
        var firsts = runs.ToDictionary(r => r, _ => new FirstFew(asked.Limit));
        Each(runs, run => run.Collect(all, floor, firsts[run], after, names));
        var hits = firsts.Values.SelectMany(f => f.All).ToList();
        hits.Sort(Candidate.InOrder);
        if (hits.Count > asked.Limit) { hits.RemoveRange(asked.Limit, hits.Count - asked.Limit); }
        var next = runs.Sum(r => r.AfterCursor) > hits.Count && hits.Count > 0 ? new Cursor(asked.Sort, hits[^1].Key, hits[^1].Tie).ToString() : null;
        if (after is null && asked.Sort == SearchSort.Relevance && Array.TrueForAll(runs, r => r.Fused is null))
        {
            // What is lifted stays on its page, so that the next one goes on behind it.
            ReadAgain(hits, ranking.ReadAgain, terms, (hit, share) => hit with { Key = hit.Key * (1 + (ranking.OneSentence * share)), Score = hit.Score * (1 + (ranking.OneSentence * share)) });
        }
        return new SearchResult
        {
            Total = runs.Sum(r => r.Total),
            Near = runs.Sum(r => r.Near),
            Hits = Shown(hits, terms, runs, hit => !runs[hit.Leaf].AnswersByWords(hit.Doc, all, floor)),
            Facets = asked.WithFacets ? Counted(runs, names) : new Dictionary<string, IReadOnlyList<FacetCount>>(),
            DroppedWords = after is not null || hits.Count == 0 || runs.Sum(r => r.HasAll) > 0 ? [] : query.Lacking(runs[hits[0].Leaf].MaskOf(hits[0].Doc)),
            Next = next,
        };
    }

    /// <summary>The best score by words; an index without documents has no segment.</summary>
    private static float BestOf(LeafRun[] runs) => runs.Select(r => r.Best).DefaultIfEmpty(0).Max();

    private void Fuse(LeafRun[] runs, TermScores terms, bool all, float floor)
    {
        // Exclusions alone say nothing that could be meant.
        if (vectors is null || query.Groups.Count == 0 || asked.Vector is not { } vector || asked.Sort != SearchSort.Relevance || vector.Length != vectors.Dimensions) { return; }
        var best = runs.ToDictionary(r => r, _ => (Words: new FirstFew(Fusing.Candidates), Products: new FirstFew(Fusing.Candidates)));
        var bytes = new sbyte[vector.Length];
        var scale = Products.Round(vector.Span, bytes);
        Each(runs, run => { run.CollectByWords(best[run].Words); run.CollectByVectors(best[run].Products, vectors, bytes, scale); });
        var spread = Spread.Of(runs.Select(r => r.Spread));
        var least = Fusing.LeastNear(spread, ranking);
        // Those nearest of all are candidates whether they answer or not: among them the others show how far they stand out.
        var byWords = FirstOf(best.Values.Select(b => b.Words)).Where(c => runs[c.Leaf].AnswersByWords(c.Doc, all, floor));
        var candidates = byWords.Concat(FirstOf(best.Values.Select(b => b.Products))).DistinctBy(c => (c.Leaf, c.Doc)).OrderBy(c => c.Leaf).ToArray();
        var likeness = new float[runs.Length][];
        Each(runs.Length, reader.MaxDoc, leaf => likeness[leaf] = runs[leaf].LikenessOf([.. candidates.Where(c => c.Leaf == leaf).Select(c => c.Doc)], vectors, bytes, scale));
        var fused = Fusing.Fuse([.. candidates.Select(c => runs[c.Leaf].WordsOf(c.Doc))], [.. likeness.SelectMany(l => l)], BestOf(runs), terms.Reachable);
        var answering = new List<Candidate>();
        for (var i = 0; i < fused.Length; i++)
        {
            var (run, doc) = (runs[candidates[i].Leaf], candidates[i].Doc);
            if (run.AnswersByWords(doc, all, floor) || (run.ProductOf(doc) >= least && run.HasWholes(doc))) { answering.Add(candidates[i] with { Key = Fusing.Key(fused[i], run.Lift(doc)) }); }
        }
        answering.Sort(Candidate.InOrder);
        ReadAgain(answering, Fusing.ReadAgain, terms, (candidate, share) => candidate with { Key = candidate.Key + (Fusing.SentenceShare * share) });
        foreach (var run in runs) { run.Fused = []; }
        foreach (var candidate in answering) { runs[candidate.Leaf].Fused![candidate.Doc] = candidate.Key; }
    }

    /// <summary>Lifts the first of some candidates, which are in order, by what stands in one sentence, and puts them in order again.</summary>
    private void ReadAgain(List<Candidate> candidates, int first, TermScores terms, Func<Candidate, float, Candidate> lifted)
    {
        if (candidates.Count < 2 || query.Groups.Count == 0) { return; }
        var sentences = new OneSentence(query, terms.RarityAsTyped);
        Each(Math.Min(candidates.Count, first), reader.MaxDoc, at => candidates[at] = lifted(candidates[at], sentences.Share(Found(candidates[at]), asked.Reader >= ReaderScope.Members)));
        candidates.Sort(Candidate.InOrder);
    }

    private FoundDocument Found(in Candidate candidate)
    {
        var (key, known) = ((candidate.Leaf, candidate.Doc), found.GetValueOrDefault((candidate.Leaf, candidate.Doc)));
        return known ?? (found[key] = new FoundDocument(StoredDocument.Of(reader, candidate)));
    }

    public static IEnumerable<Candidate> FirstOf(IEnumerable<FirstFew> lists) => lists.SelectMany(f => f.All).OrderByDescending(c => c.Key).ThenByDescending(c => c.Tie).Take(Fusing.Candidates);

    private SearchHit[] Shown(List<Candidate> hits, TermScores terms, LeafRun[] runs, Func<Candidate, bool> isNear)
    {
        var highlights = new Highlights(query, terms.Corrected);
        var shown = new SearchHit[hits.Count];
        Each(shown.Length, reader.MaxDoc, at =>
        {
            var hit = hits[at];
            shown[at] = highlights.Hit(Found(hit), hit.Score, asked) with { Near = runs[hit.Leaf].Fused is not null && isNear(hit) };
        });
        return shown;
    }

    private static Dictionary<string, IReadOnlyList<FacetCount>> Counted(LeafRun[] runs, (int Facet, string Code)[] names)
    {
        var lists = Facets.All.Select(_ => new List<FacetCount>()).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            var count = 0;
            foreach (var run in runs) { count += run.Counts[i]; }
            if (count > 0 && names[i].Facet >= 0) { lists[names[i].Facet].Add(new FacetCount(names[i].Code, count)); }
        }
        return Enumerable.Range(0, lists.Length).ToDictionary(i => Facets.All[i],
            IReadOnlyList<FacetCount> (i) => [.. lists[i].OrderByDescending(c => c.Count).ThenBy(c => c.Code, StringComparer.Ordinal)]);
    }
}
