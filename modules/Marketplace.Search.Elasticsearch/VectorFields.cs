using System.Globalization;
using System.Text.Json;
using Elastic.Clients.Elasticsearch.Mapping;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// The fields with one model's vectors, one a part. They are named by the model, because a field keeps its number of dimensions for good and products of two models say nothing
/// of each other. A generation's own metadata say whose vectors it has, so that also a process without a model keeps them.
/// </summary>
/// <param name="Key">Names the model and the dimensions.</param>
/// <param name="Dimensions">Numbers of a vector.</param>
internal sealed record VectorFields(string Key, int Dimensions)
{
    private const string Begin = "v-";

    public static VectorFields Of(string model, int dimensions) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{string.Concat(model.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'))}-{dimensions}"), dimensions);

    /// <summary>Reads what <see cref="Meta"/> wrote; null where a generation has no vectors.</summary>
    public static VectorFields? Read(TypeMapping mapping)
    {
        if (mapping.Meta is not { } meta || !meta.TryGetValue(IndexFields.Vectors, out var value) || value?.ToString() is not { } key) { return null; }
        return int.TryParse(key.AsSpan(key.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var dimensions) ? new VectorFields(key, dimensions) : null;
    }

    public Dictionary<string, object> Meta() => new() { [IndexFields.Vectors] = Key };

    /// <summary>Names of the fields that a reader's search may use.</summary>
    public IReadOnlyList<string> ReadableBy(ReaderScope reader) => [.. All.Take(VectorParts.ReadableBy(reader))];

    public IReadOnlyList<string> All => [.. Enum.GetValues<VectorPart>().Select(NameOf)];

    private string NameOf(VectorPart part) => $"{Begin}{Key}-{part}";

    public IEnumerable<(string Field, IProperty Property)> Properties()
    {
        yield return (IndexFields.Vectors, new KeywordProperty());
        foreach (var field in All)
        {
            // The vectors have no common length, because a title counts beside its text.
            yield return (field, new DenseVectorProperty
            {
                Dims = Dimensions, Index = true, Similarity = DenseVectorSimilarity.MaxInnerProduct, IndexOptions = new DenseVectorIndexOptions(DenseVectorIndexOptionsType.Int8Hnsw),
            });
        }
    }

    public Dictionary<string, JsonElement> Numbers(DocumentVectors vectors) => vectors.Parts.ToDictionary(p => NameOf(p.Part), p => JsonSerializer.SerializeToElement(p.Vector));
}
