using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Marketplace.Search.Vectors;

/// <summary>The model that the site is set to use, loaded when first needed; without one, and where it does not work, everything works on words.</summary>
public sealed class Embeddings : IDisposable
{
    private const int KeptQueries = 4_096;
    private const int LongestQuery = 2_000;
    private const string Trial = "锂电池 battery";
    private readonly string? folder;
    private readonly int threads;
    private readonly ILogger logger;
    private readonly Lazy<EmbeddingModel?> model;
    private readonly ConcurrentDictionary<string, float[]> queries = new(StringComparer.Ordinal);

    private int told;

    public Embeddings(IOptions<SearchOptions> options, ILogger<Embeddings>? logger = null)
    {
        this.logger = logger ?? NullLogger<Embeddings>.Instance;
        var set = options.Value.Embeddings;
        folder = set.Model is { Length: > 0 } named ? named : null;
        threads = Math.Min(set.Threads > 0 ? set.Threads : Math.Max(1, Environment.ProcessorCount / 2), Environment.ProcessorCount);
        model = new Lazy<EmbeddingModel?>(() => folder is null ? null : Load(folder, threads));
    }

    private static EmbeddingModel Load(string folder, int threads)
    {
        EmbeddingModel? loaded = null;
        try
        {
            loaded = EmbeddingModel.Load(folder, threads);
            // One that loads may still not run.
            loaded.Embed(Trial, query: true);
            return loaded;
        }
        catch (Exception broken) when (broken is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            loaded?.Dispose();
            throw new ModelFolderException($"The model in {folder} does not run: {broken.GetBaseException().Message}", broken);
        }
    }

    /// <summary>Folder of the model, or null.</summary>
    public string? Folder => folder;
    public bool IsOn => folder is not null;

    /// <exception cref="ModelFolderException">The folder is no model, or does not work.</exception>
    internal EmbeddingModel? Model => model.Value;

    /// <summary>Names the model; null without one that works.</summary>
    public string? Name => Working?.Name;

    /// <summary>The model, or null where there is none or it does not work, for whoever can do without.</summary>
    private EmbeddingModel? Working
    {
        get
        {
            try { return Model; }
            catch (ModelFolderException broken)
            {
                Tell(broken);
                return null;
            }
        }
    }

    /// <summary>Once: every question would say it again.</summary>
    private void Tell(Exception broken)
    {
        if (Interlocked.Exchange(ref told, 1) == 0) { logger.LogError(broken, "Everything is found by words alone: the model that Search:Embeddings:Model names does not work"); }
    }

    /// <summary>Vector of a typed text, kept for the next who asks the same; null without a text or a model that works.</summary>
    public ReadOnlyMemory<float>? OfQuery(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || Working is not { } on) { return null; }
        var asked = text.Length <= LongestQuery ? text.Trim() : text[..LongestQuery];
        if (queries.TryGetValue(asked, out var known)) { return known; }
        if (queries.Count >= KeptQueries) { queries.Clear(); }
        try { return queries[asked] = on.Embed(asked, query: true); }
        catch (OnnxRuntimeException broken)
        {
            Tell(broken);
            return null;
        }
    }

    /// <summary>Vector of a document that seeks its counterparts; null without a model that works.</summary>
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
