using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Aggregations;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Suggestions: keys that begin with what is typed, counted.</summary>
internal sealed class Suggesting(Cluster cluster, string index)
{
    private const int MostKeys = 300;

    /// <summary>Of a beginning that more documents have, a letter say, so many tell what is common among them.</summary>
    private const int MostWithNames = 20_000;

    /// <summary>The same of titles: they are seldom alike, so there is nothing to count, and each of a document's keys has to be looked up.</summary>
    private const int MostWithTitles = 300;
    private const string Some = "some";
    private const string Found = "found";
    private const string Names = "names";
    private const string Titles = "titles";

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
        var request = new SearchRequest(index) { Size = 0, TrackTotalHits = new(false), AllowPartialSearchResults = false, Aggregations = new Dictionary<string, Aggregation>() };
        foreach (var (i, prefix) in prefixes.Index())
        {
            request.Aggregations.Add($"{Names}{i}", CountOf(IndexFields.SuggestedNames, prefix, MostWithNames, TermsAggregationExecutionHint.GlobalOrdinals));
            request.Aggregations.Add($"{Titles}{i}", CountOf(IndexFields.SuggestedTitles, prefix, MostWithTitles, TermsAggregationExecutionHint.Map));
        }
        var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
        return [.. prefixes.Select((_, i) => SuggestionKeys.Best(KeysOf(answer.Aggregations![$"{Names}{i}"]).Concat(KeysOf(answer.Aggregations[$"{Titles}{i}"])), language, limit))];
    }

    private static Aggregation CountOf(string field, string prefix, int most, TermsAggregationExecutionHint hint) => new()
    {
        Filter = new PrefixQuery(field, prefix),
        Aggregations = new Dictionary<string, Aggregation>
        {
            [Some] = new Aggregation
            {
                Sampler = new SamplerAggregation { ShardSize = most },
                Aggregations = new Dictionary<string, Aggregation> { [Found] = Keys(field, prefix, hint) },
            },
        },
    };

    // Typed text is letters and digits only, so nothing in it means anything to a regular expression.
    private static TermsAggregation Keys(string field, string prefix, TermsAggregationExecutionHint hint) => new() { Field = field, Include = new TermsInclude(prefix + ".*"), Size = MostKeys, ExecutionHint = hint };

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
