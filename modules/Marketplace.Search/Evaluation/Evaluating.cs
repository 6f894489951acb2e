using Marketplace.Search.Vectors;

namespace Marketplace.Search.Evaluation;

/// <summary>How the engine module makes an engine of its own kind on an empty folder; the maker disposes of it.</summary>
public sealed record EngineMaker(Func<string, ISearchEngine> Make);

/// <summary>Measures a collection in an index of its own, apart from the site's.</summary>
public sealed class Evaluating(EngineMaker maker, Embeddings embeddings)
{
    /// <param name="directory">Folder with <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels.tsv</c>.</param>
    /// <param name="runFile">Takes the ranking as a TREC run file, or null.</param>
    /// <param name="expand">Queries are expanded from their first answers.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FileNotFoundException">One of the three files is missing.</exception>
    public async Task<EvaluationFigures> RunAsync(string directory, string? runFile, bool expand, CancellationToken cancel)
    {
        var collection = TestCollection.Read(directory);
        var folder = Directory.CreateTempSubdirectory("marketplace-evaluate-").FullName;
        var engine = maker.Make(folder);
        try
        {
            await Evaluation.IndexAsync(engine, collection, embeddings, cancel);
            await using var run = runFile is null ? null : new StreamWriter(runFile);
            return await Evaluation.RunAsync(engine, collection, embeddings, run, expand, cancel);
        }
        finally
        {
            (engine as IDisposable)?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
