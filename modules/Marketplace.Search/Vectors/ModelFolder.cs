using System.Net;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace Marketplace.Search.Vectors;

/// <summary>Takes a model in: from a folder or an address, tried out before it is kept.</summary>
public static class ModelFolder
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    // A model's makers put these beside each other, the first below a folder of its own.
    private const string BareModel = "onnx/model.onnx";
    private const string BarePieces = "sentencepiece.bpe.model";

    private sealed record Check(string Text, string Kind, int[] Ids, float[] VectorStart);

    /// <param name="source">A folder, or the http(s) address under which its files lie.</param>
    /// <param name="models">Folder that keeps models, one folder each.</param>
    /// <param name="progress">Told each file that is fetched.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    /// <returns>The folder that now holds the model: what <c>Search:Embeddings:Model</c> is set to.</returns>
    /// <exception cref="ModelFolderException">It is no model, or it does not give what its makers say.</exception>
    /// <exception cref="HttpRequestException">The address does not answer.</exception>
    public static async Task<string> AddAsync(string source, string models, IProgress<string>? progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(models);
        var coming = Path.Combine(models, $".coming-{Guid.NewGuid():N}");
        Directory.CreateDirectory(coming);
        try
        {
            if (Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") { await FetchAsync(address!, coming, progress, cancel); }
            else { Copy(Path.GetFullPath(source), coming); }
            if (!File.Exists(Path.Combine(coming, EmbeddingSettings.FileName))) { Describe(source, coming); }
            var name = TryOut(coming);
            var kept = Path.Combine(models, string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-')));
            if (Directory.Exists(kept)) { Directory.Delete(kept, recursive: true); }
            Directory.Move(coming, kept);
            return kept;
        }
        finally { if (Directory.Exists(coming)) { Directory.Delete(coming, recursive: true); } }
    }

    private static void Copy(string folder, string to)
    {
        if (!Directory.Exists(folder)) { throw new ModelFolderException($"{folder} is no folder."); }
        foreach (var file in Wanted(path => File.Exists(Path.Combine(folder, path)) ? File.ReadAllText(Path.Combine(folder, path)) : null))
        {
            var from = Path.Combine(folder, file);
            if (File.Exists(from)) { File.Copy(from, Path.Combine(to, Path.GetFileName(file))); }
        }
    }

    private static async Task FetchAsync(Uri address, string to, IProgress<string>? progress, CancellationToken cancel)
    {
        var under = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        async Task<bool> FileAsync(string file)
        {
            using var answer = await http.GetAsync(new Uri(under, file), HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound) { return false; }
            answer.EnsureSuccessStatusCode();
            progress?.Report(file);
            await using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            await answer.Content.CopyToAsync(target, cancel);
            return true;
        }
        var described = await FileAsync(EmbeddingSettings.FileName);
        foreach (var file in Wanted(_ => described ? File.ReadAllText(Path.Combine(to, EmbeddingSettings.FileName)) : null).Where(f => f != EmbeddingSettings.FileName)) { await FileAsync(file); }
    }

    /// <summary>Files to take: those that the description names, or those that models come with.</summary>
    private static IEnumerable<string> Wanted(Func<string, string?> read)
    {
        yield return EmbeddingSettings.FileName;
        yield return "check.json";
        yield return "LICENSE";
        if (read(EmbeddingSettings.FileName) is { } text)
        {
            EmbeddingSettings? settings;
            try { settings = JsonSerializer.Deserialize<EmbeddingSettings>(text, Web); }
            catch (JsonException wrong) { throw new ModelFolderException($"{EmbeddingSettings.FileName}: {wrong.Message}", wrong); }
            if (settings?.Tokenizer is null) { throw new ModelFolderException($"{EmbeddingSettings.FileName} names no tokenizer."); }
            yield return settings.Model;
            yield return settings.Tokenizer.File;
            yield break;
        }
        yield return read(BareModel) is null ? "model.onnx" : BareModel;
        yield return BarePieces;
    }

    /// <summary>Models of the XLM-RoBERTa family come without a description and are all used alike: ids one higher than their pieces', the mean over the tokens.</summary>
    private static void Describe(string source, string folder)
    {
        if (!File.Exists(Path.Combine(folder, "model.onnx")) || !File.Exists(Path.Combine(folder, BarePieces)))
        {
            throw new ModelFolderException($"{source} has neither {EmbeddingSettings.FileName} nor model.onnx (or {BareModel}) with {BarePieces}.");
        }
        try
        {
            using var session = new InferenceSession(Path.Combine(folder, "model.onnx"));
            var (output, about) = session.OutputMetadata.First();
            var name = Path.GetFileName(source.TrimEnd('/').Replace("/resolve/main", "", StringComparison.Ordinal));
            var asked = name.Contains("e5", StringComparison.OrdinalIgnoreCase);
            new EmbeddingSettings
            {
                Name = name,
                Inputs = [.. session.InputMetadata.Keys],
                Output = output,
                Pooling = about.Dimensions.Length == 3 ? "mean" : "none",
                Dimensions = about.Dimensions[^1],
                // Models of the E5 family were taught with these words before each text.
                QueryPrefix = asked ? "query: " : "",
                PassagePrefix = asked ? "passage: " : "",
                Tokenizer = new EmbeddingSettings.TokenizerSettings(BarePieces, 1, 0, 2, 1, 3),
            }.Write(folder);
        }
        catch (OnnxRuntimeException broken) { throw new ModelFolderException($"model.onnx of {source} cannot be loaded: {broken.Message}", broken); }
    }

    private static string TryOut(string folder)
    {
        using var model = EmbeddingModel.Load(folder, Math.Max(1, Environment.ProcessorCount / 2));
        try
        {
            var made = model.Embed(["锂电池回收", "recycling of lithium batteries"], query: false);
            if (made.Any(v => v.Length != model.Dimensions || v.Any(n => !float.IsFinite(n)) || v.All(n => n == 0))) { throw new ModelFolderException($"The model {model.Name} gives no vectors of {model.Dimensions} numbers."); }
        }
        catch (OnnxRuntimeException broken) { throw new ModelFolderException($"The model {model.Name} does not run: {broken.Message}", broken); }
        if (File.Exists(Path.Combine(folder, "check.json"))) { Compare(model, Path.Combine(folder, "check.json")); }
        return model.Name;
    }

    private static void Compare(EmbeddingModel model, string file)
    {
        foreach (var check in JsonSerializer.Deserialize<Check[]>(File.ReadAllText(file), Web) ?? [])
        {
            var query = check.Kind == "query";
            if (!model.Ids(check.Text, query).SequenceEqual(check.Ids)) { throw new ModelFolderException($"The model {model.Name} cuts “{check.Text}” otherwise than its check.json says."); }
            var vector = model.Embed(check.Text, query);
            for (var i = 0; i < check.VectorStart.Length; i++)
            {
                if (Math.Abs(vector[i] - check.VectorStart[i]) > 0.01f) { throw new ModelFolderException($"The model {model.Name} gives another vector of “{check.Text}” than its check.json says."); }
            }
        }
    }
}
