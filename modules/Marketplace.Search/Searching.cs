using Marketplace.Search.Indexing;
using Marketplace.Search.Query;
using Marketplace.Search.Text;
using Marketplace.Search.Vectors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Search;

/// <summary>How pages and the API search: the engine, and the database while the engine is away.</summary>
public sealed class Searching(ISearchEngine engine, Embeddings embeddings, IServiceScopeFactory scopes, IOptions<SearchOptions> options, TimeProvider clock, ILogger<Searching> logger)
{
    private readonly Breaker breaker = new(TimeSpan.FromSeconds(options.Value.Elasticsearch.SecondsToAnswer), clock, logger);

    /// <exception cref="BadCursorException">The cursor is not one that this search gave.</exception>
    public async Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancel)
    {
        if (AsksNothing(query.Text)) { return SearchResult.Empty; }
        // The query's vector is ours: the time that it takes is not the engine's.
        var asked = breaker.Rests ? query : WithVector(query);
        if (await breaker.AskAsync(timed => engine.SearchAsync(asked, timed), cancel) is { } found) { return found; }
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DatabaseSearch>().SearchAsync(query, cancel);
    }

    /// <summary>Something was typed and no word to look for is in it: signs, and words as common as "the", find nothing, rather than everything.</summary>
    public static bool AsksNothing(string text) => text.Length > 0 && TextAnalysis.Analyze(text).TrueForAll(t => t.Kind == TokenKind.Stop);

    /// <summary>What is not wanted has no part in what is meant.</summary>
    private SearchQuery WithVector(SearchQuery query) =>
        query.Sort == SearchSort.Relevance && query.Text.Length > 0 ? query with { Vector = embeddings.OfQuery(QueryParser.WithoutExcluded(query.Text)) } : query;

    /// <summary>Nothing while the engine is away.</summary>
    public async Task<IReadOnlyList<Suggestion>> SuggestAsync(SuggestQuery query, CancellationToken cancel) =>
        await breaker.AskAsync(timed => engine.SuggestAsync(query, timed), cancel) ?? [];
}

/// <summary>
/// Unready while an index that began empty, or far behind, has not caught up with what had happened before it was first asked: until then queries find too little.
/// Where the index is away the database answers, so the site is slower, not unready. One for the process.
/// </summary>
internal sealed class SearchAnswers(ISearchEngine engine, IServiceScopeFactory scopes) : IHealthCheck
{
    /// <summary>Events that a reader takes in within moments.</summary>
    private const long Handful = 200;

    /// <summary>Event-log position that the index must reach; 0 once it has, null before the first question.</summary>
    private long? awaited;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var status = await engine.StatusAsync(cancellationToken);
            awaited ??= await AwaitedAsync(status.Position, cancellationToken);
            if (status.Position < awaited) { return HealthCheckResult.Unhealthy($"filling: {status.Engine} {status.Generation} has {status.Documents} documents and is at event {status.Position} of {awaited}"); }
            awaited = 0;
            return HealthCheckResult.Healthy($"{status.Engine} {status.Generation}: {status.Documents} documents");
        }
        catch (SearchUnavailableException away) { return HealthCheckResult.Degraded(away.Message); }
    }

    private async Task<long> AwaitedAsync(long reached, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var last = await scope.ServiceProvider.GetRequiredService<IndexFeed>().LastPositionAsync(cancel);
        return reached == 0 || last - reached > Handful ? last : 0;
    }
}
