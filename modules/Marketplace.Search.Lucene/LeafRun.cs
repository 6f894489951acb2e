using System.Buffers;
using Lucene.Net.Index;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Lucene;

/// <summary>A query on one segment: score, look over what was found, then count and collect.</summary>
internal sealed class LeafRun(AtomicReaderContext leaf, SegmentFacts facts, LeafFilter filter, SearchQuery asked, ParsedQuery query, Ranking ranking, long today)
{
    private readonly LeafScores? scores = query.Groups.Count == 0 ? null : LeafScores.Lend(facts.MaxDoc);

    public int Total { get; private set; }
    public int AfterCursor { get; private set; }
    public int[] Counts { get; private set; } = [];

    /// <summary>Documents that the choices let through and that have all words; set by <see cref="LookOver"/>.</summary>
    public int HasAll { get; private set; }
    public float Best { get; private set; }

    public void Score(TermScores terms)
    {
        if (scores is not null) { terms.Score(leaf, facts, scores); }
    }

    public void LookOver()
    {
        if (scores is null) { return; }
        var (mask, score) = (scores.Mask, scores.Score);
        for (var doc = 0; doc < facts.MaxDoc; doc++)
        {
            if ((mask[doc] == 0 && !(asked.Expands && score[doc] > 0)) || !filter.MayAnswer(doc)) { continue; }
            scores.Answering[answering++] = doc;
            if (filter.LeftOutBy(doc) != LeafFilter.None) { continue; }
            Best = Math.Max(Best, score[doc]);
            if (HasAllWords(mask[doc])) { HasAll++; }
        }
    }

    /// <summary>How many documents have some of the words, whatever is chosen; set by <see cref="LookOver"/>.</summary>
    private int answering;

    /// <summary>One of the words; of an expanded query any of its terms.</summary>
    private bool Found(int doc) => scores!.Mask[doc] != 0 || (asked.Expands && scores.Score[doc] > 0);

    private bool HasAllWords(ulong mask)
    {
        foreach (var word in query.Words) { if (!word.IsIn(mask)) { return false; } }
        return true;
    }

    /// <param name="all">All words are wanted.</param>
    /// <param name="floor">Least score where not all words are wanted.</param>
    /// <param name="first">Takes the hits.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="facetOf">Facet of each facet number.</param>
    public void Collect(bool all, float floor, FirstFew first, Cursor? after, (int Facet, string Code)[] facetOf)
    {
        Counts = asked.WithFacets ? new int[facetOf.Length] : [];
        if (scores is null) { for (var doc = 0; doc < facts.MaxDoc; doc++) { if (filter.MayAnswer(doc)) { Collect(doc, first, after, facetOf); } } }
        else { foreach (var doc in scores.Answering.AsSpan(0, answering)) { if (IsEnough(doc, all, floor)) { Collect(doc, first, after, facetOf); } } }
        foreach (var (doc, key) in Fused ?? [])
        {
            if (Answers(doc, all, floor)) { continue; }
            Near++;
            Offer(new Candidate(key, facts.Tie[doc], leaf.Ord, doc, key), first, after);
        }
    }

    private void Collect(int doc, FirstFew first, Cursor? after, (int Facet, string Code)[] facetOf)
    {
        var leftOutBy = filter.LeftOutBy(doc);
        if (leftOutBy == LeafFilter.Several) { return; }
        if (asked.WithFacets) { Count(doc, leftOutBy, facetOf); }
        if (leftOutBy == LeafFilter.None) { Take(doc, first, after); }
    }

    private bool IsEnough(int doc, bool all, float floor) => all ? HasAllWords(scores!.Mask[doc]) : scores!.Score[doc] >= floor;

    /// <summary>Documents brought by their vectors alone; in <see cref="Total"/> as well.</summary>
    public int Near { get; private set; }

    /// <summary>The best by words alone, for a match.</summary>
    public void CollectByWords(FirstFew first)
    {
        for (var doc = 0; scores is not null && doc < facts.MaxDoc; doc++)
        {
            if (scores.Mask[doc] == 0 || scores.Score[doc] < first.Least || !Allowed(doc)) { continue; }
            first.Offer(new Candidate(scores.Score[doc], facts.Tie[doc], leaf.Ord, doc, scores.Score[doc]));
        }
    }

    /// <summary>Products of the query's vector with all documents that may answer, and the best of them.</summary>
    public void CollectByVectors(FirstFew first, VectorFile vectors, sbyte[] vector, float scale)
    {
        var parts = facts.RowsIn(vectors);
        var readable = VectorParts.ReadableBy(asked.Reader);
        products = ArrayPool<float>.Shared.Rent(Math.Max(1, facts.MaxDoc));
        using var reading = vectors.Read();
        for (var doc = 0; doc < facts.MaxDoc; doc++)
        {
            products[doc] = float.NaN;
            if (!Allowed(doc)) { continue; }
            for (var part = 0; part < readable; part++)
            {
                if (parts[part] is not { } rows || rows[doc] == VectorFile.NoRow) { continue; }
                var product = reading.Product(rows[doc], vector, scale);
                if (!(products[doc] >= product)) { products[doc] = product; }
            }
            if (float.IsNaN(products[doc])) { continue; }
            Spread.Add(products[doc]);
            first.Offer(new Candidate(products[doc], facts.Tie[doc], leaf.Ord, doc, products[doc]));
        }
    }

    /// <summary>What a vector says of documents that <see cref="CollectByVectors"/> has looked at: the product with a whole part and that with the passage that means it most; NaN where there is no vector.</summary>
    public float[] LikenessOf(ReadOnlySpan<int> docs, VectorFile vectors, sbyte[] vector, float scale)
    {
        var parts = facts.RowsIn(vectors);
        var readable = VectorParts.ReadableBy(asked.Reader);
        var likeness = new float[docs.Length];
        using var reading = vectors.Read();
        for (var at = 0; at < docs.Length; at++)
        {
            var best = float.NaN;
            for (var part = 0; part < readable; part++)
            {
                if (parts[part] is not { } rows || rows[docs[at]] == VectorFile.NoRow) { continue; }
                var passage = reading.BestPassage(rows[docs[at]], vector, scale);
                if (!(best >= passage)) { best = passage; }
            }
            likeness[at] = Fusing.Likeness(ProductOf(docs[at]), best);
        }
        return likeness;
    }

    private float[]? products;

    /// <summary>Mean and deviation of the products.</summary>
    public Spread Spread { get; } = new();

    public float ProductOf(int doc) => products is null ? float.NaN : products[doc];
    public float WordsOf(int doc) => scores is null ? 0 : scores.Score[doc];

    /// <summary>Keys of the documents that words and vectors put in order together; set before <see cref="Collect"/>.</summary>
    public Dictionary<int, double>? Fused { get; set; }

    private bool Allowed(int doc) => filter.MayAnswer(doc) && filter.LeftOutBy(doc) == LeafFilter.None;

    /// <summary>Whether words alone make the document an answer, and whether what must be there by word is.</summary>
    public bool AnswersByWords(int doc, bool all, float floor) => Answers(doc, all, floor);
    public bool HasWholes(int doc) => query.Wholes == 0 || (scores is not null && (scores.Mask[doc] & query.Wholes) == query.Wholes);

    private bool Answers(int doc, bool all, float floor)
    {
        if (scores is null) { return filter.MayAnswer(doc); }
        return Found(doc) && IsEnough(doc, all, floor) && filter.MayAnswer(doc);
    }

    private void Count(int doc, int leftOutBy, (int Facet, string Code)[] facetOf)
    {
        var (numbers, end) = (facts.FacetNumbers, facts.FacetStart[doc + 1]);
        if (leftOutBy == LeafFilter.None)
        {
            for (var i = facts.FacetStart[doc]; i < end; i++) { Counts[numbers[i]]++; }
            return;
        }
        var facet = filter.ChosenFacets[leftOutBy];
        for (var i = facts.FacetStart[doc]; i < end; i++) { if (facetOf[numbers[i]].Facet == facet) { Counts[numbers[i]]++; } }
    }

    private void Take(int doc, FirstFew first, Cursor? after)
    {
        var score = scores is null ? 0 : scores.Score[doc] * Lift(doc);
        var key = Fused is not null && Fused.TryGetValue(doc, out var fused) ? fused : Key(doc, score);
        Offer(new Candidate(key, facts.Tie[doc], leaf.Ord, doc, Fused is null ? score : key), first, after);
    }

    private void Offer(Candidate candidate, FirstFew first, Cursor? after)
    {
        Total++;
        if (after is { } cursor && !new Candidate(cursor.Key, cursor.Tie, 0, 0, 0).IsBefore(candidate)) { return; }
        AfterCursor++;
        first.Offer(candidate);
    }

    private double Key(int doc, float score) => asked.Sort switch
    {
        SearchSort.Newest => facts.Published[doc],
        SearchSort.Price => facts.Price[doc] < 0 ? double.MinValue : -facts.Price[doc],
        SearchSort.Trl => facts.Trl[doc],
        _ => scores is null ? facts.Published[doc] : score,
    };

    public float Lift(int doc) => ranking.Lift(today - (facts.Confirmed[doc] / 86_400), facts.Completeness[doc], facts.Verified[doc]);

    public ulong MaskOf(int doc) => scores?.Mask[doc] ?? ulong.MaxValue;

    public void Return()
    {
        scores?.Return();
        if (products is not null) { ArrayPool<float>.Shared.Return(products); }
    }
}
