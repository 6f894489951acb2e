using System.Runtime.CompilerServices;
using Marketplace.Modularity;

namespace Marketplace.Search.Vectors;

/// <summary><c>doctor</c>: the model that is set can be loaded and makes vectors. The site itself goes on without one that does not.</summary>
internal sealed class ModelWorks(Embeddings embeddings) : IDoctorCheck
{
    public string Name => "embedding model";
    public string? Remark => embeddings.IsOn ? null : "none is set; everything is found by words.";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        if (embeddings.IsOn && await Task.Run(Problem, cancel) is { } problem) { yield return $"Search:Embeddings:Model: {problem}"; }
    }

    private string? Problem()
    {
        try
        {
            _ = embeddings.Model;
            return null;
        }
        catch (ModelFolderException broken) { return broken.Message; }
    }
}
