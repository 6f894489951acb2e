using System.Text.Json;

namespace Marketplace.Matching.Scoring;

/// <summary>One set of a logistic function: what each feature adds, and <c>bias</c>.</summary>
public sealed record CoefficientSet(IReadOnlyDictionary<string, double> Weights)
{
    /// <summary>0 to 1. A feature without a weight, or a weight without its feature, adds nothing.</summary>
    public double ChanceOf(IReadOnlyDictionary<string, double> features)
    {
        var sum = Weights.GetValueOrDefault(Bias);
        foreach (var (name, value) in features) { sum += Weights.GetValueOrDefault(name) * value; }
        return 1 / (1 + Math.Exp(-sum));
    }

    public const string Bias = "bias";
}

/// <summary>
/// What scores are reckoned with: a set for words alone, one for each embedding model whose vectors were measured, and what conditions add (<c>met</c> and <c>unknown</c> as shares of all, <c>missed</c>
/// each). Delivered with the site; <c>Matching:Coefficients</c> names a file of the site's own, as <c>evaluate --matching --fit</c> writes it.
/// </summary>
public sealed class Coefficients
{
    public const string Words = "words";
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Content content;

    private sealed record Content(Dictionary<string, Dictionary<string, double>> Sets, Dictionary<string, double> Conditions);

    private Coefficients(Content content) => this.content = content;

    /// <exception cref="InvalidDataException">The file is none of coefficients.</exception>
    public static Coefficients Load(string? file)
    {
        using var stream = file is null ? typeof(Coefficients).Assembly.GetManifestResourceStream("Marketplace.Matching.coefficients.json")! : File.OpenRead(file);
        try
        {
            var content = JsonSerializer.Deserialize<Content>(stream, JsonSerializerOptions.Web);
            return content is { Sets: { } sets, Conditions: not null } && sets.ContainsKey(Words) ? new Coefficients(content) : throw new InvalidDataException($"{file} has no set '{Words}'.");
        }
        catch (JsonException problem) { throw new InvalidDataException($"{file} cannot be read: {problem.Message}", problem); }
    }

    /// <summary>The set for vectors of a model, that of any other model where it was not measured; that of the words alone for null.</summary>
    public CoefficientSet For(string? model)
    {
        var (sets, conditions) = (content.Sets, content.Conditions);
        var chosen = model is null ? sets[Words] : sets.GetValueOrDefault(model) ?? sets.FirstOrDefault(s => s.Key != Words).Value ?? sets[Words];
        return new CoefficientSet(chosen.Concat(conditions).ToDictionary(w => w.Key, w => w.Value));
    }

    /// <summary>With a set fitted anew, and what conditions add where that was fitted with it: it is one for all sets.</summary>
    public Coefficients With(string? model, CoefficientSet set)
    {
        var fitted = set.Weights.ToDictionary(w => w.Key, w => Math.Round(w.Value, 4));
        return new(new Content(
            new(content.Sets) { [model ?? Words] = fitted.Where(w => !content.Conditions.ContainsKey(w.Key)).ToDictionary(w => w.Key, w => w.Value) },
            content.Conditions.ToDictionary(c => c.Key, c => fitted.GetValueOrDefault(c.Key, c.Value))));
    }

    public void Save(string file) => File.WriteAllText(file, JsonSerializer.Serialize(content, Indented) + "\n");
}
