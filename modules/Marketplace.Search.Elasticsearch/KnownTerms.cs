using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.Core.TermVectors;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Marketplace.Search.Text;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// Which terms of a query the index knows, in which fields, and how rare they are. Rarity is that of the field where a term is most common; Elasticsearch reckons with that of
/// each field, so a clause's boost makes up the difference.
/// </summary>
internal sealed class KnownTerms
{
    private const int MostCorrections = 4;
    private const int ShortestCorrected = 4;
    private const int TwoSlipsFrom = 8;
    private static readonly string[] ForAll = [IndexFields.Terms, IndexFields.Characters, IndexFields.OrganizationTerms];
    private static readonly string[] ForMembers = [IndexFields.Terms, IndexFields.Characters, IndexFields.MembersTerms, IndexFields.OrganizationTerms];

    private readonly Cluster cluster;
    private readonly string index;
    private readonly string preference;
    private readonly Ranking ranking;
    private readonly string[] fields;
    private readonly Dictionary<(string Field, string Term), int> documents = [];
    private readonly Dictionary<string, int> documentsOf = [];

    public KnownTerms(Cluster cluster, string index, string preference, Ranking ranking, bool members)
    {
        (this.cluster, this.index, this.preference, this.ranking, fields) = (cluster, index, preference, ranking, members ? ForMembers : ForAll);
    }

    /// <summary>Asks for the terms of a query.</summary>
    public async Task ReadAsync(IEnumerable<string> terms, IEnumerable<string> near, CancellationToken cancel)
    {
        var text = string.Join(' ', terms.Distinct());
        var pairs = string.Join(' ', near.Select(PreparedText.NearTerm).Distinct());
        if (text.Length == 0) { return; }
        var made = new IndexEntry { Terms = text, Characters = text, OrganizationTerms = text, MembersTerms = fields == ForMembers ? text : null, Near = pairs.Length == 0 ? null : pairs };
        var request = new TermVectorsRequest<IndexEntry>(index)
        {
            Doc = made, TermStatistics = true, FieldStatistics = true, Positions = false, Offsets = false, Payloads = false, Realtime = false, Preference = preference,
        };
        var answer = await cluster.AskAsync(c => c.TermvectorsAsync(request, cancel), cancel);
        foreach (var (field, vector) in answer.TermVectors ?? new Dictionary<string, TermVector>())
        {
            documentsOf[field] = vector.FieldStatistics?.DocCount ?? 0;
            foreach (var (term, statistics) in vector.Terms) { if (statistics.DocFreq is > 0 and var count) { documents[(field, term)] = count; } }
        }
    }

    public bool Knows(string term) => FieldsWith(term).Any();

    /// <summary>Fields that have the term. A single character is looked for among the characters, where it is found within others too.</summary>
    private IEnumerable<string> FieldsWith(string term) =>
        fields.Where(f => f != (IndexText.IsCharacter(term) ? IndexFields.Terms : IndexFields.Characters) && documents.ContainsKey((f, term)));

    /// <summary>Scores the term in each field that the reader may search.</summary>
    public IEnumerable<Clause> Scored(string term, float weight)
    {
        var known = FieldsWith(term).ToList();
        if (known.Count == 0) { yield break; }
        var rarity = RarityOf(term);
        foreach (var field in known)
        {
            var share = field == IndexFields.OrganizationTerms ? ranking.Organization : 1;
            yield return new TermQuery(field, term) { Boost = weight * share * rarity / Rarity(documentsOf[field], documents[(field, term)]) };
        }
    }

    public IEnumerable<Clause> ScoredNear(string pair, float weight)
    {
        var term = PreparedText.NearTerm(pair);
        if (documents.ContainsKey((IndexFields.Near, term))) { yield return new TermQuery(IndexFields.Near, term) { Boost = weight }; }
    }

    /// <summary>A single character beside the pairs that it stands in, where few documents have it.</summary>
    public IEnumerable<Clause> ScoredIfRare(string character) =>
        documents.TryGetValue((IndexFields.Characters, character), out var having) && having <= ranking.RareShare * documentsOf.GetValueOrDefault(IndexFields.Terms) ? [new TermQuery(IndexFields.Characters, character) { Boost = ranking.Character }] : [];

    /// <summary>Documents that have the term in any field that the reader may search; null where none has.</summary>
    public Clause? Having(string term)
    {
        var having = FieldsWith(term).Select(f => (Clause)new TermQuery(f, term)).ToList();
        return having.Count == 0 ? null : Clauses.Any(having);
    }

    /// <summary>The most that a term can add to a score; an unknown one counts as the rarest.</summary>
    public float Reach(string term, float weight) => weight * RarityOf(term) * (ranking.K1 + 1);

    public float RarityOf(string term) => Rarity(documentsOf.GetValueOrDefault(IndexFields.Terms), FieldsWith(term).Select(f => documents[(f, term)]).DefaultIfEmpty(0).Max());

    private static float Rarity(int all, int having)
    {
        all = Math.Max(all, having);
        return MathF.Log(1 + ((all - having + 0.5f) / (having + 0.5f)));
    }

    /// <summary>Words of the index one slip away from Latin words of four letters and more, two from those of eight. Asks for their statistics too.</summary>
    public async Task<Dictionary<string, IReadOnlyList<string>>> CorrectionsAsync(IReadOnlyList<string> unknown, CancellationToken cancel)
    {
        var words = unknown.Where(t => t.Length >= ShortestCorrected && t.All(char.IsAsciiLetter)).Distinct().ToList();
        var found = new Dictionary<string, IReadOnlyList<string>>();
        if (words.Count == 0) { return found; }
        var suggesters = new Dictionary<string, FieldSuggester>();
        AddSuggester(suggesters, words.Where(w => w.Length < TwoSlipsFrom), 1);
        AddSuggester(suggesters, words.Where(w => w.Length >= TwoSlipsFrom), 2);
        var request = new SearchRequest(index) { Size = 0, Suggest = new Suggester { Suggesters = suggesters }, Preference = preference };
        var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
        foreach (var slips in suggesters.Keys)
        {
            foreach (var word in answer.Suggest?.GetTerm(slips) ?? []) { found[word.Text] = [.. word.Options.Select(o => o.Text)]; }
        }
        await ReadAsync(found.Values.SelectMany(c => c), [], cancel);
        return found;
    }

    private static void AddSuggester(Dictionary<string, FieldSuggester> to, IEnumerable<string> words, int slips)
    {
        var text = string.Join(' ', words);
        if (text.Length == 0) { return; }
        to[$"slips{slips}"] = new FieldSuggester
        {
            Text = text,
            Term = new TermSuggester(IndexFields.Terms) { MaxEdits = slips, PrefixLength = 1, MinWordLength = ShortestCorrected, Size = MostCorrections, SuggestMode = SuggestMode.Always, Sort = SuggestSort.Score },
        };
    }
}
