using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace Marketplace.Search.Vectors;

/// <summary>A sentence-embedding model in this process. Vectors have length 1; their product says how alike two texts are. May be used by several threads.</summary>
internal sealed class EmbeddingModel : IDisposable
{
    // A batch is padded to its longest text, so it is cut by tokens rather than texts. Small ones stay in the processor's cache and keep all threads at work to the end.
    private const int BatchTokens = 1_024;
    private readonly EmbeddingSettings settings;
    private readonly InferenceSession session;
    private readonly SentencePieceTokenizer tokenizer;
    private readonly RunOptions options = new();
    private readonly bool wide;
    private readonly int threads;

    private EmbeddingModel(EmbeddingSettings settings, InferenceSession session, SentencePieceTokenizer tokenizer, string sum, int threads)
    {
        (this.settings, this.session, this.tokenizer, this.threads) = (settings, session, tokenizer, threads);
        VectorsName = $"{settings.Name}-{sum}";
        wide = session.InputMetadata[settings.Inputs[0]].ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64;
    }

    public string Name => settings.Name;

    /// <summary>Names the vectors that these very files make: those of a model that was put right under the same name do not compare with them.</summary>
    public string VectorsName { get; }
    public int Dimensions => settings.Dimensions;

    /// <param name="folder">Has an <c>embedding.json</c>.</param>
    /// <param name="threads">Batches of texts that are at work beside each other; a single text takes one thread.</param>
    /// <exception cref="ModelFolderException">The folder is no model, or does not work.</exception>
    public static EmbeddingModel Load(string folder, int threads)
    {
        var settings = EmbeddingSettings.Read(folder);
        InferenceSession? session = null;
        try
        {
            // Threads that share one run wait for each other: two batches beside each other are done half as soon again as one after the other by two.
            using var sessionOptions = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            session = new InferenceSession(Path.Combine(folder, settings.Model), sessionOptions);
            using var pieces = File.OpenRead(Path.Combine(folder, settings.Tokenizer.File));
            var tokenizer = SentencePieceTokenizer.Create(pieces, addBeginningOfSentence: false, addEndOfSentence: false);
            if (settings.Inputs.FirstOrDefault(i => !session.InputMetadata.ContainsKey(i)) is { } input) { throw new ModelFolderException($"The model {settings.Name} has no input {input}."); }
            if (!session.OutputMetadata.ContainsKey(settings.Output)) { throw new ModelFolderException($"The model {settings.Name} has no output {settings.Output}."); }
            return new EmbeddingModel(settings, session, tokenizer, SumOf(folder, settings), threads);
        }
        catch (Exception broken) when (broken is OnnxRuntimeException or InvalidDataException or ArgumentException)
        {
            session?.Dispose();
            throw new ModelFolderException($"The model in {folder} cannot be loaded: {broken.Message}", broken);
        }
    }

    private static string SumOf(string folder, EmbeddingSettings settings)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in (string[])[EmbeddingSettings.FileName, settings.Model, settings.Tokenizer.File])
        {
            using var bytes = File.OpenRead(Path.Combine(folder, file));
            sum.AppendData(SHA256.HashData(bytes));
        }
        return Convert.ToHexStringLower(sum.GetHashAndReset().AsSpan(0, 4));
    }

    /// <summary>Ids of a text as the model takes them, with its prefix, first and last id.</summary>
    public int[] Ids(string text, bool query)
    {
        var pieces = tokenizer.EncodeToIds((query ? settings.QueryPrefix : settings.PassagePrefix) + text, addBeginningOfSentence: false, addEndOfSentence: false);
        var count = Math.Min(pieces.Count, settings.MaxTokens - 2);
        var ids = new int[count + 2];
        ids[0] = settings.Tokenizer.Bos;
        for (var i = 0; i < count; i++) { ids[i + 1] = pieces[i] == tokenizer.UnknownId ? settings.Tokenizer.Unk : pieces[i] + settings.Tokenizer.IdOffset; }
        ids[^1] = settings.Tokenizer.Eos;
        return ids;
    }

    public float[] Embed(string text, bool query) => Embed([text], query)[0];

    public float[][] Embed(IReadOnlyList<string> texts, bool query)
    {
        var (ids, vectors) = (new int[texts.Count][], new float[texts.Count][]);
        Each(texts.Count, at => ids[at] = Ids(texts[at], query));
        void Make(List<int> batch)
        {
            var made = Run([.. batch.Select(i => ids[i])]);
            for (var i = 0; i < batch.Count; i++) { vectors[batch[i]] = made[i]; }
        }
        var batches = Batches(ids);
        Each(batches.Count, at => Make(batches[at]));
        return vectors;
    }

    private void Each(int count, Action<int> work)
    {
        if (count == 1) { work(0); return; }
        // One after the other, so that whoever is done takes the next: the long ones come first, and all end at nearly one time.
        var each = Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering);
        try { Parallel.ForEach(each, new ParallelOptions { MaxDegreeOfParallelism = threads }, work); }
        catch (AggregateException several) { ExceptionDispatchInfo.Throw(several.InnerExceptions[0]); }
    }

    /// <summary>Texts of nearly one length together, the longest first.</summary>
    private static List<List<int>> Batches(int[][] ids)
    {
        var batches = new List<List<int>>();
        var order = Enumerable.Range(0, ids.Length).OrderByDescending(i => ids[i].Length).ToList();
        for (var at = 0; at < order.Count; at += batches[^1].Count) { batches.Add(order.GetRange(at, Math.Min(order.Count - at, Math.Max(1, BatchTokens / ids[order[at]].Length)))); }
        return batches;
    }

    private float[][] Run(int[][] ids)
    {
        var width = ids.Max(i => i.Length);
        var inputs = new Dictionary<string, OrtValue>();
        try
        {
            foreach (var name in settings.Inputs) { inputs[name] = Input(name, ids, width); }
            using var outputs = session.Run(options, inputs, [settings.Output]);
            var values = outputs[0].GetTensorDataAsSpan<float>();
            var vectors = new float[ids.Length][];
            for (var row = 0; row < ids.Length; row++)
            {
                vectors[row] = settings.Pooling == "mean"
                    ? Mean(values.Slice(row * width * settings.Dimensions, ids[row].Length * settings.Dimensions))
                    : values.Slice(row * settings.Dimensions, settings.Dimensions).ToArray();
                Products.Normalize(vectors[row]);
            }
            return vectors;
        }
        finally { foreach (var input in inputs.Values) { input.Dispose(); } }
    }

    private OrtValue Input(string name, int[][] ids, int width)
    {
        var values = new long[ids.Length * width];
        for (var row = 0; row < ids.Length; row++)
        {
            for (var at = 0; at < width; at++)
            {
                var real = at < ids[row].Length;
                values[(row * width) + at] = name switch
                {
                    "attention_mask" => real ? 1 : 0,
                    "token_type_ids" => 0,
                    _ => real ? ids[row][at] : settings.Tokenizer.Pad,
                };
            }
        }
        long[] shape = [ids.Length, width];
        return wide ? OrtValue.CreateTensorValueFromMemory(values, shape) : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (int)v), shape);
    }

    /// <summary>Mean over the tokens; those that only pad are left out by the caller.</summary>
    private float[] Mean(ReadOnlySpan<float> tokens)
    {
        var mean = new float[settings.Dimensions];
        for (var at = 0; at < tokens.Length; at += mean.Length) { System.Numerics.Tensors.TensorPrimitives.Add(mean, tokens.Slice(at, mean.Length), mean); }
        return mean;
    }

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }
}
