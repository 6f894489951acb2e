using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Vectors;

/// <summary>The model that the site is set to use, loaded when first needed; without one everything works on words.</summary>
public sealed class Embeddings : IDisposable
{
    private const int KeptQueries = 4_096;
    private const int LongestQuery = 2_000;
    private readonly string? folder;
    private readonly int threads;
    private readonly Lazy<EmbeddingModel?> model;
    private readonly ConcurrentDictionary<string, float[]> queries = new(StringComparer.Ordinal);

    public Embeddings(IOptions<SearchOptions> options)
    {
        var set = options.Value.Embeddings;
        folder = set.Model is { Length: > 0 } named ? named : null;
        threads = Math.Min(set.Threads > 0 ? set.Threads : Math.Max(1, Environment.ProcessorCount / 2), Environment.ProcessorCount);
        model = new Lazy<EmbeddingModel?>(() => folder is null ? null : EmbeddingModel.Load(folder, threads));
    }

    /// <summary>Folder of the model, or null.</summary>
    public string? Folder => folder;
    public bool IsOn => folder is not null;

    /// <exception cref="ModelFolderException">The folder is no model, or does not work.</exception>
    internal EmbeddingModel? Model => model.Value;

    /// <summary>Names the model; null without one.</summary>
    public string? Name => model.Value?.Name;

    /// <summary>Vector of a typed text, kept for the next who asks the same; null without a model or a text.</summary>
    public ReadOnlyMemory<float>? OfQuery(string text)
    {
        if (model.Value is not { } on || string.IsNullOrWhiteSpace(text)) { return null; }
        var asked = text.Length <= LongestQuery ? text.Trim() : text[..LongestQuery];
        if (queries.TryGetValue(asked, out var known)) { return known; }
        if (queries.Count >= KeptQueries) { queries.Clear(); }
        return queries[asked] = on.Embed(asked, query: true);
    }

    /// <summary>Vector of a document that seeks its counterparts; null without a model.</summary>
    public ReadOnlyMemory<float>? OfSubject(SearchDocument subject) => IsOn ? OfQuery(DocumentVectors.QueryText(subject)) : null;

    /// <summary>Documents of the index that have no vectors of this model yet, some of them; none without a model.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    public Task<IReadOnlyList<SearchDocument>> LackingAsync(ISearchEngine engine, int count, CancellationToken cancel) =>
        Model is { } on ? engine.WithoutVectorsAsync(on.VectorsName, on.Dimensions, count, cancel) : Task.FromResult<IReadOnlyList<SearchDocument>>([]);

    /// <summary>Documents of the index that have vectors of this model and none of their passages, some of them; none without a model.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    public Task<IReadOnlyList<SearchDocument>> LackingPassagesAsync(ISearchEngine engine, int count, CancellationToken cancel) =>
        Model is { } on ? engine.WithoutPassagesAsync(on.VectorsName, on.Dimensions, count, cancel) : Task.FromResult<IReadOnlyList<SearchDocument>>([]);

    public void Dispose()
    {
        if (model.IsValueCreated) { model.Value?.Dispose(); }
    }
}
