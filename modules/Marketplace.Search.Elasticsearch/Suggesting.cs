using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Aggregations;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Suggestions: keys that begin with what is typed, counted.</summary>
internal sealed class Suggesting(Cluster cluster, string index)
{
    private const int MostKeys = 300;

    /// <summary>Of a beginning that more documents have, a letter say, so many of each shard tell what is common among them: each of their keys has to be looked at.</summary>
    private const int MostDocuments = 4_000;
    private const string Some = "some";
    private const string Found = "found";

    public async Task<IReadOnlyList<Suggestion>> FindAsync(string typed, string language, int limit, CancellationToken cancel)
    {
        var prefix = SuggestionKeys.Typed(typed);
        return prefix.Length == 0 ? [] : (await FindAsync([prefix], language, limit, cancel))[0];
    }

    /// <summary>Where nothing was found: keywords, organizations and titles that begin like the words of the query.</summary>
    public async Task<IReadOnlyList<string>> NearestAsync(ParsedQuery query, string language, int limit, CancellationToken cancel)
    {
        var begins = SuggestionKeys.BeginningsNear(query).Select(SuggestionKeys.Typed).Where(b => b.Length > 0).Distinct().ToList();
        if (begins.Count == 0) { return []; }
        return SuggestionKeys.Nearest((await FindAsync(begins, language, SuggestionKeys.NearEach, cancel)).SelectMany(s => s), limit);
    }

    private async Task<List<IReadOnlyList<Suggestion>>> FindAsync(List<string> prefixes, string language, int limit, CancellationToken cancel)
    {
        var request = new SearchRequest(index) { Size = 0, TrackTotalHits = new(false), AllowPartialSearchResults = false, Aggregations = prefixes.Select((p, i) => (p, i)).ToDictionary(p => $"{p.i}", p => CountOf(p.p)) };
        var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
        return [.. prefixes.Select((_, i) => SuggestionKeys.Best(KeysOf(answer.Aggregations![$"{i}"]), language, limit))];
    }

    private static Aggregation CountOf(string prefix) => new()
    {
        Filter = new PrefixQuery(IndexFields.Suggestions, prefix),
        Aggregations = new Dictionary<string, Aggregation>
        {
            [Some] = new Aggregation
            {
                Sampler = new SamplerAggregation { ShardSize = MostDocuments },
                Aggregations = new Dictionary<string, Aggregation> { [Found] = Keys(prefix) },
            },
        },
    };

    // Typed text is letters and digits only, so nothing in it means anything to a regular expression.
    private static TermsAggregation Keys(string prefix) => new() { Field = IndexFields.Suggestions, Include = new TermsInclude(prefix + ".*"), Size = MostKeys, ExecutionHint = TermsAggregationExecutionHint.Map };

    private static Dictionary<(char Kind, char Language, string Text), int> KeysOf(IAggregate aggregate)
    {
        var found = new Dictionary<(char, char, string), int>();
        if (aggregate is not FilterAggregate { Aggregations: { } inner } || inner[Some] is not SamplerAggregate { Aggregations: { } some } || some[Found] is not StringTermsAggregate terms) { return found; }
        foreach (var bucket in terms.Buckets)
        {
            var key = SuggestionKeys.Read(bucket.Key.ToString()!);
            found[key] = found.GetValueOrDefault(key) + (int)bucket.DocCount;
        }
        return found;
    }
}
