using System.Collections.Concurrent;
using System.Globalization;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.IndexManagement;
using Elastic.Clients.Elasticsearch.Mapping;
using Marketplace.Search.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// The generations of the index: <c>NAME-1</c>, <c>NAME-2</c> …, and the alias <c>NAME</c> on the one that answers. Each has an alias of its own for its writers,
/// so that what is written to one that is gone makes no index by accident.
/// </summary>
internal sealed class Generations(Cluster cluster, string name, Ranking ranking)
{
    private const int Tries = 5;
    private const string PositionId = "position";
    private readonly ConcurrentDictionary<string, VectorFields> vectors = new(StringComparer.Ordinal);
    private volatile string? current;

    /// <summary>What readers ask.</summary>
    public string Alias => name;

    public static string WriterOf(string generation) => generation + "-writer";

    /// <summary>The generation that answers, as last seen.</summary>
    public async Task<string> CurrentAsync(CancellationToken cancel) => current ?? await LookAsync(cancel);

    /// <summary>Looks which generation answers, and begins the first one in an empty cluster.</summary>
    public async Task<string> LookAsync(CancellationToken cancel)
    {
        // One that was lost may be there again under its name, without any.
        vectors.Clear();
        for (var tries = 1; ; tries++)
        {
            if (await AnsweringAsync(cancel) is { } answering) { return current = answering; }
            try { await BeginFirstAsync(cancel); }
            // Another host was quicker.
            catch (SearchUnavailableException) when (tries < Tries) { await Task.Delay(TimeSpan.FromMilliseconds(200 * tries), cancel); }
        }
    }

    public void Forget() => current = null;

    private async Task<string?> AnsweringAsync(CancellationToken cancel)
    {
        var answer = await cluster.FindAsync(c => c.Indices.GetAliasAsync(new GetAliasRequest((Names)name), cancel), cancel);
        return answer?.Aliases?.Keys.Where(k => NumberOf(k) is not null).OrderByDescending(NumberOf).FirstOrDefault();
    }

    private async Task BeginFirstAsync(CancellationToken cancel)
    {
        var number = (await AllAsync(cancel)).Select(g => NumberOf(g)!.Value).DefaultIfEmpty(0).Max() + 1;
        await CreateAsync($"{name}-{number}", null, rebuilding: false, cancel);
        await KeepPositionAsync($"{name}-{number}", 0, refresh: false, cancel);
    }

    /// <summary>An empty generation beside the one that answers, for vectors of the same model.</summary>
    public async Task<(string Generation, CarriedVectors? Carried)> BeginAsync(CancellationToken cancel)
    {
        var before = await LookAsync(cancel);
        var fields = await VectorsAsync(before, cancel);
        var number = (await AllAsync(cancel)).Select(g => NumberOf(g)!.Value).DefaultIfEmpty(0).Max() + 1;
        await CreateAsync($"{name}-{number}", fields, rebuilding: true, cancel);
        return ($"{name}-{number}", fields is null ? null : new CarriedVectors(cluster, before, fields));
    }

    /// <summary>Whose vectors a generation has; null where it has none.</summary>
    private async Task<VectorFields?> VectorsAsync(string generation, CancellationToken cancel)
    {
        if (vectors.TryGetValue(generation, out var known)) { return known; }
        var answer = await cluster.FindAsync(c => c.Indices.GetMappingAsync(new GetMappingRequest((Indices)generation) { RequestConfiguration = Cluster.InBackground }, cancel), cancel);
        if (answer?.Mappings.GetValueOrDefault(generation) is not { } mapped || VectorFields.Read(mapped.Mappings) is not { } found) { return null; }
        return vectors[generation] = found;
    }

    /// <summary>The vectors of a generation, for what is written to it; null where it has none.</summary>
    public async Task<CarriedVectors?> CarriedAsync(string generation, CancellationToken cancel) =>
        await VectorsAsync(generation, cancel) is { } fields ? new CarriedVectors(cluster, generation, fields) : null;

    /// <summary>From now on a generation takes the vectors of this model, beside what it has of another one.</summary>
    public async Task OpenAsync(string generation, VectorFields fields, CancellationToken cancel)
    {
        if (await VectorsAsync(generation, cancel) == fields) { return; }
        var properties = new Properties();
        foreach (var (field, property) in fields.Properties()) { properties.Add(field, property); }
        var request = new PutMappingRequest((Indices)generation) { Properties = properties, Meta = fields.Meta(), RequestConfiguration = Cluster.InBackground };
        await cluster.AskAsync(c => c.Indices.PutMappingAsync(request, cancel), cancel);
        vectors[generation] = fields;
    }

    private Task CreateAsync(string generation, VectorFields? fields, bool rebuilding, CancellationToken cancel)
    {
        var aliases = new Dictionary<Name, Alias> { [WriterOf(generation)] = new() };
        if (!rebuilding) { aliases[name] = new(); }
        var request = new CreateIndexRequest(generation) { Settings = IndexFields.Settings(ranking, rebuilding), Mappings = IndexFields.Mapping(fields), Aliases = aliases, RequestConfiguration = Cluster.InBackground };
        return cluster.AskAsync(c => c.Indices.CreateAsync(request, cancel), cancel);
    }

    /// <summary>Keeps the position after all that it stands for, with the form of what was written, and lets all be found.</summary>
    public Task KeepPositionAsync(string generation, long position, bool refresh, CancellationToken cancel)
    {
        var request = new IndexRequest<IndexEntry>(new IndexEntry { Position = position, Form = ranking.Form }, WriterOf(generation), PositionId)
        {
            RequireAlias = true, Refresh = refresh ? Refresh.True : Refresh.False, RequestConfiguration = Cluster.InBackground,
        };
        return cluster.AskAsync(c => c.IndexAsync(request, cancel), cancel);
    }

    /// <summary>Up to where a generation has read, and whether what made or wrote it last was of an earlier form.</summary>
    public async Task<(long Position, bool Outdated)> PositionAsync(string generation, CancellationToken cancel)
    {
        var answer = await cluster.FindAsync(c => c.GetAsync<IndexEntry>(new GetRequest(generation, PositionId), cancel), cancel);
        return (answer?.Source?.Position ?? 0, (answer?.Source?.Form ?? 0) < ranking.Form);
    }

    /// <summary>Lets a generation answer in place of the one before, at once, and removes all others.</summary>
    public async Task SwitchAsync(string next, CancellationToken cancel)
    {
        var settings = new IndexSettings { AutoExpandReplicas = IndexFields.Replicas, RefreshInterval = IndexFields.Refresh };
        await cluster.AskAsync(c => c.Indices.PutSettingsAsync(new PutIndicesSettingsRequest((Indices)next, settings) { RequestConfiguration = Cluster.InBackground }, cancel), cancel);
        var others = (await AllAsync(cancel)).Where(g => g != next).ToList();
        List<IndexUpdateAliasesAction> actions = [new AddAction { Index = next, Alias = name }];
        actions.AddRange(others.Select(o => (IndexUpdateAliasesAction)new RemoveIndexAction { Index = o }));
        // In one step of the cluster: a query finds the one or the other, never none. One under way on the old one is asked again.
        await cluster.AskAsync(c => c.Indices.UpdateAliasesAsync(new UpdateAliasesRequest { Actions = actions, RequestConfiguration = Cluster.InBackground }, cancel), cancel);
        current = next;
    }

    public Task RemoveAsync(string generation, CancellationToken cancel) =>
        cluster.FindAsync(c => c.Indices.DeleteAsync(new DeleteIndexRequest(generation) { RequestConfiguration = Cluster.InBackground }, cancel), cancel);

    /// <summary>All generations, those in the making and left behind among them.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancel)
    {
        var answer = await cluster.FindAsync(c => c.Indices.GetAliasAsync(new GetAliasRequest((Indices)$"{name}-*"), cancel), cancel);
        return [.. (answer?.Aliases?.Keys ?? []).Where(k => NumberOf(k) is not null)];
    }

    /// <summary>Null for an index that only begins alike: of another site on the cluster.</summary>
    private int? NumberOf(string index) =>
        index.Length > name.Length + 1 && index.StartsWith(name + "-", StringComparison.Ordinal) && int.TryParse(index.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
