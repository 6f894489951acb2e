using Lucene.Net.Index;
using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Lucene;

/// <summary>
/// BM25 over all terms of a query, a term at a time into flat arrays. The fields' weights are in the index already: a title's terms stand there more often.
/// </summary>
internal sealed class TermScores
{
    private readonly record struct Scored(FieldTerm Term, float Weight, float Idf, bool HasLength);
    private sealed record ScoredGroup(ulong Bits, List<(ulong Bit, List<Scored> Terms)> Literal, List<List<List<Scored>>> Alternatives);

    private readonly TermLookup lookup;
    private readonly Ranking ranking;
    private readonly bool members;
    private readonly float averageLength;
    private readonly int documents;
    private readonly List<ScoredGroup> groups = [];

    /// <summary>Neighbouring words and rare characters: they add to a score and say nothing of whether a document has what was typed.</summary>
    private readonly List<Scored> beside = [];
    private readonly List<Scored> expansion = [];

    /// <param name="query">What is scored.</param>
    /// <param name="lookup">Finds its terms.</param>
    /// <param name="ranking">How.</param>
    /// <param name="documents">Documents of the index.</param>
    /// <param name="averageLength">Their mean length in terms.</param>
    /// <param name="members">Whether text for members is searched.</param>
    /// <param name="mostGroups">Only so many groups are scored, those that can add most.</param>
    public TermScores(ParsedQuery query, TermLookup lookup, Ranking ranking, int documents, float averageLength, bool members, int mostGroups = int.MaxValue)
    {
        (this.lookup, this.ranking, this.documents, this.averageLength, this.members) = (lookup, ranking, documents, averageLength, members);
        var counting = MostTelling(query.Groups, mostGroups);
        var prepared = new (ScoredGroup Group, float All, float Known)[counting.Count];
        QueryRun.Each(prepared.Length, documents, at => prepared[at] = Prepare(counting[at]));
        groups.AddRange(prepared.Select(p => p.Group));
        (Reachable, Known) = (prepared.Sum(p => p.All), prepared.Sum(p => p.Known));
        foreach (var (term, weight) in query.Near)
        {
            if (lookup.Find(IndexFields.Near, NearTerms.Of(term)) is { } found) { beside.Add(new Scored(found, weight, Idf(found.Documents), true)); }
        }
        foreach (var character in query.Characters)
        {
            if (lookup.Find(IndexFields.Characters, character) is { } found && found.Documents <= ranking.RareShare * documents) { beside.Add(new Scored(found, ranking.Character, Idf(found.Documents), false)); }
        }
    }

    /// <summary>Scores these terms too; they say nothing of whether a document has what was typed.</summary>
    public void Expand(IEnumerable<(string Term, float Weight)> terms) => expansion.AddRange(terms.SelectMany(t => Fields(t.Term, t.Weight)));

    /// <summary>How rare a term is; 0 where the index lacks it.</summary>
    public float RarityOf(string term) => Fields(term, 1) is [var found, ..] ? found.Idf : 0;

    /// <summary>How rare a typed term is; one that the index lacks counts as the rarest.</summary>
    public float RarityAsTyped(string term) => RarityAsTyped(Fields(term, 1));

    private float RarityAsTyped(List<Scored> found) => found is [var first, ..] ? first.Idf : Idf(0);

    /// <summary>The most that a document with every term could score, and with every term that the index knows.</summary>
    public float Reachable { get; }
    public float Known { get; }

    /// <summary>What a group can add as typed: an unknown term counting as the rarest, and by what the index knows.</summary>
    private (float All, float Known) ReachAsTyped(QueryGroup group)
    {
        var (all, known) = (0f, 0f);
        foreach (var term in group.Literal)
        {
            var found = Fields(term.Term, term.Weight);
            var reach = term.Weight * RarityAsTyped(found) * (ranking.K1 + 1);
            all += reach;
            if (found.Count > 0) { known += reach; }
        }
        return (all, known);
    }

    /// <summary>What stands for a word is looked up only where the word counts: a profile has hundreds, with a dozen alternatives each.</summary>
    private IReadOnlyList<QueryGroup> MostTelling(IReadOnlyList<QueryGroup> all, int most)
    {
        if (all.Count <= most) { return all; }
        var reach = new float[all.Count];
        QueryRun.Each(reach.Length, documents, at => reach[at] = ReachAsTyped(all[at]).All);
        return [.. Enumerable.Range(0, reach.Length).OrderByDescending(at => reach[at]).Take(most).Select(at => all[at])];
    }

    /// <summary>Words that were put right, for the highlights.</summary>
    public List<string> Corrected { get; } = [];

    /// <summary>A group with its terms looked up, and its reach with what stands for the words counted as known.</summary>
    private (ScoredGroup Group, float All, float Known) Prepare(QueryGroup group)
    {
        var (all, known) = ReachAsTyped(group);
        var alternatives = group.Alternatives.Select(a => a.Terms.Select(t => Fields(t, a.Weight)).ToList()).ToList();
        foreach (var terms in alternatives.Where(a => a.TrueForAll(t => t.Count > 0))) { known = Math.Max(known, Math.Min(all, terms.Sum(t => t[0].Weight * t[0].Idf) * (ranking.K1 + 1))); }
        var literal = new List<(ulong, List<Scored>)>();
        foreach (var term in group.Literal)
        {
            var found = Fields(term.Term, term.Weight);
            literal.Add((term.Bit, found));
            if (found.Count > 0 || alternatives.Exists(a => a.TrueForAll(t => t.Count > 0))) { continue; }
            foreach (var correction in lookup.Corrections(term.Term))
            {
                lock (Corrected) { Corrected.Add(correction); }
                alternatives.Add([Fields(correction, ranking.Typo)]);
            }
        }
        return (new ScoredGroup(group.Bits, literal, [.. alternatives.Where(a => a.Exists(t => t.Count > 0))]), all, known);
    }

    /// <summary>The term in each field that the reader may search. Rarity is that of the field where the term is most common.</summary>
    private List<Scored> Fields(string term, float weight)
    {
        var isCharacter = IndexText.IsCharacter(term);
        var text = lookup.Find(isCharacter ? IndexFields.Characters : IndexFields.Terms, term);
        var organization = lookup.Find(IndexFields.OrganizationTerms, term);
        var forMembers = members ? lookup.Find(IndexFields.MembersTerms, term) : null;
        var idf = Idf(Math.Max(text?.Documents ?? 0, Math.Max(organization?.Documents ?? 0, forMembers?.Documents ?? 0)));
        var scored = new List<Scored>(3);
        if (text is not null) { scored.Add(new Scored(text, weight, idf, !isCharacter)); }
        if (forMembers is not null) { scored.Add(new Scored(forMembers, weight, idf, false)); }
        if (organization is not null) { scored.Add(new Scored(organization, weight * ranking.Organization, idf, false)); }
        return scored;
    }

    /// <summary>Never below 0: removed documents count among those found until their segment is merged.</summary>
    private float Idf(int found) => MathF.Log(1 + ((Math.Max(documents, found) - found + 0.5f) / (found + 0.5f)));

    public void Score(AtomicReaderContext leaf, SegmentFacts facts, LeafScores scores)
    {
        foreach (var group in groups)
        {
            if (group.Alternatives.Count == 0) { foreach (var (bit, terms) in group.Literal) { ScorePlain(leaf, facts, scores, bit, terms); } }
            else { ScoreBest(leaf, facts, scores, group); }
        }
        foreach (var term in beside.Concat(expansion)) { ScorePlain(leaf, facts, scores, 0, [term]); }
    }

    private void ScorePlain(AtomicReaderContext leaf, SegmentFacts facts, LeafScores scores, ulong bit, List<Scored> terms)
    {
        var (score, mask) = (scores.Score, scores.Mask);
        foreach (var term in terms)
        {
            if (term.Term.Postings(leaf, facts) is not { } postings) { continue; }
            var reckon = new Bm25(term, this, facts.Length);
            var (documents, frequencies) = (postings.Documents, postings.Frequencies);
            for (var i = 0; i < documents.Length; i++)
            {
                var doc = documents[i];
                score[doc] += reckon.Of(doc, frequencies[i]);
                mask[doc] |= bit;
            }
        }
    }

    private readonly ref struct Bm25(Scored term, TermScores all, int[] length)
    {
        private readonly float top = term.Weight * term.Idf * (all.ranking.K1 + 1);
        private readonly float flat = term.HasLength ? all.ranking.K1 * (1 - all.ranking.B) : all.ranking.K1;
        private readonly float slope = term.HasLength ? all.ranking.K1 * all.ranking.B / all.averageLength : 0;
        private readonly int[] length = length;

        public float Of(int doc, int frequency) => top * frequency / (frequency + flat + (slope * length[doc]));
    }

    /// <summary>The literal terms together against each alternative; the best counts.</summary>
    private void ScoreBest(AtomicReaderContext leaf, SegmentFacts facts, LeafScores scores, ScoredGroup group)
    {
        var (inGroup, touched) = (0, 0);
        foreach (var (bit, terms) in group.Literal) { Gather(leaf, facts, scores, terms, ref inGroup, bit, 0); }
        Settle(scores, ref inGroup, ref touched, 0, 0);
        foreach (var alternative in group.Alternatives)
        {
            for (var place = 0; place < alternative.Count; place++) { Gather(leaf, facts, scores, alternative[place], ref inGroup, 0, place); }
            Settle(scores, ref inGroup, ref touched, alternative.Count, group.Bits);
        }
        foreach (var doc in scores.Touched.AsSpan(0, touched)) { scores.Score[doc] += scores.Best[doc]; scores.Best[doc] = 0; }
    }

    /// <param name="leaf">The segment.</param>
    /// <param name="facts">Its documents' lengths.</param>
    /// <param name="scores">Where it is added.</param>
    /// <param name="terms">One term in each field that may be searched; in whichever a document has it, it has it once.</param>
    /// <param name="inGroup">How many documents were found so far.</param>
    /// <param name="bit">Of the word.</param>
    /// <param name="place">Of the term among those that must all be there.</param>
    private void Gather(AtomicReaderContext leaf, SegmentFacts facts, LeafScores scores, List<Scored> terms, ref int inGroup, ulong bit, int place)
    {
        var (current, found, mask, list) = (scores.Current, scores.Found, scores.Mask, scores.InGroup);
        foreach (var term in terms)
        {
            if (term.Term.Postings(leaf, facts) is not { } postings) { continue; }
            var reckon = new Bm25(term, this, facts.Length);
            var (documents, frequencies) = (postings.Documents, postings.Frequencies);
            for (var i = 0; i < documents.Length; i++)
            {
                var doc = documents[i];
                if (current[doc] == 0) { list[inGroup++] = doc; }
                current[doc] += reckon.Of(doc, frequencies[i]);
                if (found[doc] == place) { found[doc]++; }
                mask[doc] |= bit;
            }
        }
    }

    private static void Settle(LeafScores scores, ref int inGroup, ref int touched, int wanted, ulong bits)
    {
        var (current, found, best, list) = (scores.Current, scores.Found, scores.Best, scores.Touched);
        foreach (var doc in scores.InGroup.AsSpan(0, inGroup))
        {
            if (wanted > 0 && found[doc] >= wanted) { scores.Mask[doc] |= bits; }
            if (best[doc] == 0) { list[touched++] = doc; }
            if (current[doc] > best[doc]) { best[doc] = current[doc]; }
            current[doc] = 0;
            found[doc] = 0;
        }
        inGroup = 0;
    }
}
