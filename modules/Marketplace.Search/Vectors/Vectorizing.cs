using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Marketplace.Search.Vectors;

/// <summary>Makes the vectors that the index lacks, behind the words: a listing is found by its words at once, by the meaning of the whole a little later, and its single sentences count when all have that. What the index lacks it says itself, so nothing is lost by a crash.</summary>
internal sealed class Vectorizing(ISearchEngine engine, Embeddings embeddings, ILogger<Vectorizing> logger) : BackgroundService
{
    /// <summary>Documents at a time: enough that all threads have work, few enough that their vectors are soon written.</summary>
    public const int Batch = 128;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseWhenAway = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!embeddings.IsOn) { return; }
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                // An index that is about to be made anew may refuse what is written to it; what it has of vectors goes over.
                if (!(await engine.StatusAsync(stoppingToken)).Outdated) { while (await MakeAsync(engine, embeddings, Batch, stoppingToken) > 0) { } }
            }
            catch (SearchUnavailableException) { pause = PauseWhenAway; }
            catch (Exception broken) when (broken is ModelFolderException or OnnxRuntimeException)
            {
                logger.LogError(broken, "No vectors are made: Search:Embeddings:Model names a folder that does not work");
                return;
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One batch: of whole texts, and where none lacks its vector, of passages. The number of documents that got theirs.</summary>
    public static async Task<int> MakeAsync(ISearchEngine engine, Embeddings embeddings, int batch, CancellationToken cancel) =>
        await MakeWholesAsync(engine, embeddings, batch, cancel) is > 0 and var made ? made : await MakePassagesAsync(engine, embeddings, batch, cancel);

    public static async Task<int> MakeWholesAsync(ISearchEngine engine, Embeddings embeddings, int batch, CancellationToken cancel)
    {
        var documents = await embeddings.LackingAsync(engine, batch, cancel);
        if (embeddings.Model is { } model && documents.Count > 0) { await engine.PutVectorsAsync(model.VectorsName, DocumentVectors.Of(documents, model), cancel); }
        return documents.Count;
    }

    public static async Task<int> MakePassagesAsync(ISearchEngine engine, Embeddings embeddings, int batch, CancellationToken cancel)
    {
        var documents = await embeddings.LackingPassagesAsync(engine, batch, cancel);
        if (embeddings.Model is { } model && documents.Count > 0) { await engine.PutPassagesAsync(model.VectorsName, DocumentPassages.Of(documents, model), cancel); }
        return documents.Count;
    }
}
