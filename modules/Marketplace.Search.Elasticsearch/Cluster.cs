using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Serialization;
using Elastic.Transport;
using Elastic.Transport.Products.Elasticsearch;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// The connection. Every failure becomes a <see cref="SearchUnavailableException"/> that says what happened and which setting to look at; addresses are told, secrets and what was sent never.
/// </summary>
internal sealed class Cluster : IDisposable
{
    /// <summary>For work in the background.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestDead = TimeSpan.FromSeconds(20);

    public static readonly IRequestConfiguration InBackground = new RequestConfiguration { RequestTimeout = LongPatience, MaxRetryTimeout = LongPatience };

    private readonly ElasticsearchClientSettings settings;
    private readonly ElasticsearchClient client;
    private readonly string address;

    public Cluster(ElasticsearchOptions options)
    {
        address = string.Join(", ", options.Urls);
        settings = options.ClientSettings((_, own) => new DefaultSourceSerializer(own, json => json.TypeInfoResolverChain.Insert(0, EntryJson.Default)));
        var patience = TimeSpan.FromSeconds(options.SecondsToAnswer);
        // A ping asks for the root, which a proxy or a small server need not answer; a node that is gone is noticed by the request itself.
        settings.DisablePing().RequestTimeout(patience).MaxRetryTimeout(patience).DeadTimeout(Dead).MaxDeadTimeout(LongestDead);
        client = new ElasticsearchClient(settings);
    }

    /// <exception cref="SearchUnavailableException">No answer, or one that says no.</exception>
    public async Task<T> AskAsync<T>(Func<ElasticsearchClient, Task<T>> ask, CancellationToken cancel) where T : ElasticsearchResponse
    {
        var answer = await SendAsync(ask, cancel);
        return answer.IsValidResponse ? answer : throw Refused(answer);
    }

    /// <summary>The same for many at once, where each says for itself whether it went well.</summary>
    public async Task<BulkResponse> AskBulkAsync(Func<ElasticsearchClient, Task<BulkResponse>> ask, CancellationToken cancel)
    {
        var answer = await SendAsync(ask, cancel);
        return answer.ApiCallDetails.HasSuccessfulStatusCode ? answer : throw Refused(answer);
    }

    /// <summary>The same where "not there" is an answer: null.</summary>
    public async Task<T?> FindAsync<T>(Func<ElasticsearchClient, Task<T>> ask, CancellationToken cancel) where T : ElasticsearchResponse
    {
        var answer = await SendAsync(ask, cancel);
        if (answer.ApiCallDetails.HttpStatusCode == 404) { return null; }
        return answer.IsValidResponse ? answer : throw Refused(answer);
    }

    private async Task<T> SendAsync<T>(Func<ElasticsearchClient, Task<T>> ask, CancellationToken cancel) where T : ElasticsearchResponse
    {
        T answer;
        try { answer = await ask(client); }
        catch (Exception problem) when (!cancel.IsCancellationRequested) { throw Away(problem); }
        cancel.ThrowIfCancellationRequested();
        return answer.ApiCallDetails.HttpStatusCode is null ? throw Away(answer.ApiCallDetails.OriginalException) : answer;
    }

    private SearchUnavailableException Away(Exception? problem)
    {
        // The client's own messages go on for pages; the cause at the bottom says it in a line.
        while (problem?.InnerException is { } inner) { problem = inner; }
        var why = problem is OperationCanceledException or TimeoutException ? "no answer in time" : problem?.Message ?? "no answer";
        return new SearchUnavailableException($"Elasticsearch at {address} is away: {why}. {ElasticsearchOptions.Section}:Url names the address.");
    }

    private SearchUnavailableException Refused(ElasticsearchResponse answer)
    {
        var error = answer.ElasticsearchServerError?.Error;
        var gone = error?.RootCause?.FirstOrDefault(c => IsGone(c.Type))?.Type;
        return Refused(answer.ApiCallDetails.HttpStatusCode ?? 0, gone ?? error?.Type, error?.Reason);
    }

    public SearchUnavailableException Refused(int status, string? type, string? reason) => (status, type) switch
    {
        _ when IsGone(type) => new SearchUnavailableException("The generation of the index that was asked is gone; another answers.", new GenerationGoneException()),
        (_, "cluster_block_exception") => new SearchUnavailableException(
            $"Elasticsearch at {address} takes nothing in: the index is read-only, as it is where a disk is full. What happens meanwhile is taken in as soon as it can be."),
        (401 or 403, _) => new SearchUnavailableException(
            $"Elasticsearch at {address} refuses the user or the key ({status}): {ElasticsearchOptions.Section}:Username, Password and ApiKey name them."),
        // An index that is being removed answers so for a moment; asked again, the one in its place answers.
        (503, "search_phase_execution_exception" or "no_shard_available_action_exception") => new SearchUnavailableException(Said(status, type, reason), new GenerationGoneException()),
        _ => new SearchUnavailableException(Said(status, type, reason)) { IsOfTheQuestion = status == 400 },
    };

    private string Said(int status, string? type, string? reason) => $"Elasticsearch at {address} answered {status}: {type} {reason}".TrimEnd();

    private static bool IsGone(string? type) => type is "index_not_found_exception" or "search_context_missing_exception" or "shard_not_found_exception" or "index_closed_exception";

    public void Dispose() => (settings as IDisposable)?.Dispose();
}

/// <summary>The index that was asked has been replaced, or the cluster is empty; asked again the one that answers now is found.</summary>
internal sealed class GenerationGoneException() : Exception("The generation of the index is gone.");
