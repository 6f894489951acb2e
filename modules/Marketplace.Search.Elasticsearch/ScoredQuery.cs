using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>A parsed query as Elasticsearch scores it, and which documents have its words.</summary>
internal sealed class ScoredQuery
{
    private readonly ParsedQuery query;
    private readonly KnownTerms known;
    private readonly List<Group> groups = [];
    private readonly List<Clause> expansion = [];

    private sealed record Group(QueryGroup Asked, List<Alternative> Alternatives);

    private ScoredQuery(ParsedQuery query, KnownTerms known) => (this.query, this.known) = (query, known);

    /// <summary>Words that were put right, for the highlights.</summary>
    public List<string> Corrected { get; } = [];

    /// <summary>The most that a document with every term could score, and with every term that the index knows.</summary>
    public float Reachable { get; private set; }
    public float Known { get; private set; }

    /// <param name="query">What is scored.</param>
    /// <param name="known">Finds its terms.</param>
    /// <param name="ranking">How.</param>
    /// <param name="mostGroups">Only so many groups are scored, those that can add most.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<ScoredQuery> MakeAsync(ParsedQuery query, KnownTerms known, Ranking ranking, int mostGroups, CancellationToken cancel)
    {
        var made = new ScoredQuery(query, known);
        var alternatives = query.Groups.SelectMany(g => g.Alternatives).SelectMany(a => a.Terms);
        await known.ReadAsync(query.Groups.SelectMany(g => g.Literal).Select(t => t.Term).Concat(alternatives).Concat(query.Characters), query.Near.Select(n => n.Term), cancel);
        var lost = query.Groups.Where(g => !g.Alternatives.Any(made.IsWhole)).SelectMany(g => g.Literal).Select(t => t.Term).Where(t => !known.Knows(t)).ToList();
        var corrections = await known.CorrectionsAsync(lost, cancel);
        var kept = query.Groups.Select(g => (Group: g, Reach: made.ReachOf(g))).ToList();
        if (kept.Count > mostGroups) { kept = [.. kept.OrderByDescending(g => g.Reach.All).Take(mostGroups)]; }
        (made.Reachable, made.Known) = (kept.Sum(g => g.Reach.All), kept.Sum(g => g.Reach.Known));
        foreach (var (group, _) in kept)
        {
            var put = group.Literal.SelectMany(t => corrections.GetValueOrDefault(t.Term) ?? []).ToList();
            made.Corrected.AddRange(put);
            made.groups.Add(new Group(group, [.. group.Alternatives, .. put.Select(c => new Alternative([c], ranking.Typo))]));
        }
        return made;
    }

    /// <summary>What a group can add: as typed, an unknown term counting as the rarest; and by what is known of it or stands for it.</summary>
    private (float All, float Known) ReachOf(QueryGroup group)
    {
        var all = group.Literal.Sum(t => known.Reach(t.Term, t.Weight));
        var found = group.Literal.Where(t => known.Knows(t.Term)).Sum(t => known.Reach(t.Term, t.Weight));
        var instead = group.Alternatives.Where(IsWhole).Select(a => a.Terms.Sum(t => known.Reach(t, a.Weight))).DefaultIfEmpty(0).Max();
        return (all, Math.Max(found, Math.Min(all, instead)));
    }

    private bool IsWhole(Alternative alternative) => alternative.Terms.All(known.Knows);

    /// <summary>Scores these terms too; they say nothing of whether a document has what was typed. The index must have been asked for them.</summary>
    public void Expand(IEnumerable<(string Term, float Weight)> terms) => expansion.AddRange(terms.SelectMany(t => known.Scored(t.Term, t.Weight)));

    /// <summary>Says what of the query stands in one sentence.</summary>
    public OneSentence InOneSentence() => new(query, known.RarityOf);

    /// <summary>Sums up the terms; of a group's literal terms and its alternatives the best counts. The fields' weights are in the index already.</summary>
    public Clause Scores(Choices choices)
    {
        var scored = groups.SelectMany(Scores).Concat(expansion).ToList();
        return new BoolQuery
        {
            Must = [scored.Count == 0 ? Clauses.Nothing : Clauses.Any(scored)],
            Should = [.. query.Near.SelectMany(n => known.ScoredNear(n.Term, n.Weight)), .. query.Characters.SelectMany(known.ScoredIfRare)],
            Filter = [.. choices.Hard, .. HasSomething()],
            MustNot = choices.Unwanted,
        };
    }

    private IEnumerable<Clause> Scores(Group group)
    {
        var literal = group.Asked.Literal.SelectMany(t => known.Scored(t.Term, t.Weight)).ToList();
        var sums = group.Alternatives.Select(a => a.Terms.SelectMany(t => known.Scored(t, a.Weight)).ToList()).Where(s => s.Count > 0).ToList();
        if (sums.Count == 0) { return literal; }
        if (literal.Count > 0) { sums.Insert(0, literal); }
        return [Clauses.Best([.. sums.Select(s => Clauses.Any(s))])];
    }

    /// <summary>A part of an alternative alone is nothing that was asked for.</summary>
    private IEnumerable<Clause> HasSomething() =>
        expansion.Count == 0 && groups.Exists(g => g.Alternatives.Exists(a => a.Terms.Count > 1)) ? [Clauses.AtLeastOf(1, [.. groups.SelectMany(g => Having(g, ulong.MaxValue))])] : [];

    /// <summary>Clauses of which each one gives a document one of the bits.</summary>
    private IEnumerable<Clause> Having(Group group, ulong bits)
    {
        if ((group.Asked.Bits & bits) == 0) { yield break; }
        foreach (var term in group.Asked.Literal.Where(t => (t.Bit & bits) != 0)) { if (known.Having(term.Term) is { } having) { yield return having; } }
        foreach (var whole in group.Alternatives.Where(IsWhole)) { yield return Clauses.All([.. whole.Terms.Select(t => known.Having(t)!)]); }
    }

    /// <summary>Documents with all words; null where the index cannot have one.</summary>
    public Clause? HasAllWords()
    {
        var words = query.Words.Select(Having).ToList();
        return words.Contains(Clauses.Nothing) ? null : Clauses.All(words);
    }

    /// <summary>Documents with all model names and numbers; null where none are asked for.</summary>
    public Clause? HasWholes()
    {
        var wholes = Enumerable.Range(0, 64).Select(at => query.Wholes & (1UL << at)).Where(bit => bit != 0).Select(bit => Clauses.AtLeastOf(1, [.. groups.SelectMany(g => Having(g, bit))])).ToList();
        return wholes.Count == 0 ? null : Clauses.All(wholes);
    }

    private Clause Having(QueryWord word)
    {
        var bits = word.Pieces.Select(p => p.Bit).Distinct().Select(bit => groups.SelectMany(g => Having(g, bit)).ToList()).Where(any => any.Count > 0);
        return Clauses.AtLeastOf(word.Needed, [.. bits.Select(any => Clauses.Any(any))]);
    }

    /// <summary>The bits of a document that is at hand, reckoned from its text as it was indexed.</summary>
    public ulong MaskOf(SearchDocument document, Ranking ranking, bool members)
    {
        var text = PreparedText.Of(document, ranking);
        var terms = string.Concat(text.Terms, text.Characters, text.Organization, members ? text.Members : null).Split(' ').ToHashSet(StringComparer.Ordinal);
        var mask = 0UL;
        foreach (var group in groups)
        {
            foreach (var term in group.Asked.Literal.Where(t => terms.Contains(t.Term))) { mask |= term.Bit; }
            if (group.Alternatives.Exists(a => a.Terms.All(terms.Contains))) { mask |= group.Asked.Bits; }
        }
        return mask;
    }
}
