using System.Text.Json;

namespace Marketplace.Search.Vectors;

/// <summary>How a folder with a sentence-embedding model is used: its <c>embedding.json</c>, or what is known of models that come without one.</summary>
internal sealed record EmbeddingSettings
{
    public const string FileName = "embedding.json";
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Name { get; init; }
    public string Model { get; init; } = "model.onnx";
    public IReadOnlyList<string> Inputs { get; init; } = ["input_ids", "attention_mask"];
    public required string Output { get; init; }

    /// <summary><c>mean</c>: the output's mean over the tokens; <c>none</c>: the output is the vector.</summary>
    public string Pooling { get; init; } = "none";
    public required int Dimensions { get; init; }
    public int MaxTokens { get; init; } = 512;
    public string QueryPrefix { get; init; } = "";
    public string PassagePrefix { get; init; } = "";
    public required TokenizerSettings Tokenizer { get; init; }
    public string? License { get; init; }

    /// <param name="File">SentencePiece model of the Unigram kind.</param>
    /// <param name="IdOffset">Added to each SentencePiece id.</param>
    /// <param name="Bos">First id.</param>
    /// <param name="Eos">Last id.</param>
    /// <param name="Pad">Fills up a batch.</param>
    /// <param name="Unk">Stands for what the model has no piece for.</param>
    public sealed record TokenizerSettings(string File, int IdOffset, int Bos, int Eos, int Pad, int Unk);

    /// <exception cref="ModelFolderException">The file is missing or says what cannot be.</exception>
    public static EmbeddingSettings Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) { throw new ModelFolderException($"{file} is missing. It says how the model is used; the README shows one."); }
        EmbeddingSettings? settings;
        try { settings = JsonSerializer.Deserialize<EmbeddingSettings>(File.ReadAllText(file), Web); }
        catch (JsonException wrong) { throw new ModelFolderException($"{file}: {wrong.Message}", wrong); }
        if (settings is null) { throw new ModelFolderException($"{file} is empty."); }
        settings.Check(file);
        foreach (var needed in (string[])[settings.Model, settings.Tokenizer.File])
        {
            if (!File.Exists(Path.Combine(folder, needed))) { throw new ModelFolderException($"{file} names {needed}, which is not in the folder."); }
        }
        return settings;
    }

    private void Check(string file)
    {
        string? wrong = this switch
        {
            { Name: "" } => "name is empty",
            { Dimensions: < 1 or > 4096 } => "dimensions must be 1 to 4096",
            { MaxTokens: < 8 or > 8192 } => "maxTokens must be 8 to 8192",
            { Pooling: not ("mean" or "none") } => "pooling must be mean or none",
            { Inputs.Count: 0 } => "inputs is empty",
            { Tokenizer: null } => "tokenizer is missing",
            _ when Path.GetFileName(Model) != Model || Path.GetFileName(Tokenizer.File) != Tokenizer.File => "files must lie in the folder itself",
            _ => null,
        };
        if (wrong is not null) { throw new ModelFolderException($"{file}: {wrong}."); }
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Web));
}

/// <summary>A folder that is no model, or one that does not work. The message says what is wrong.</summary>
public sealed class ModelFolderException(string message, Exception? inner = null) : Exception(message, inner);
