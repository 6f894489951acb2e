using System.Globalization;
using System.Text.Json;
using Elastic.Clients.Elasticsearch.Mapping;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// The fields with one model's vectors: one a part, and one a part with its passages, each an entry of its own below the document's. They are named by the model, because a field keeps its number of dimensions for good and products of two models say nothing
/// of each other. A generation's own metadata say whose vectors it has, so that also a process without a model keeps them.
/// </summary>
/// <param name="Key">Names the model and the dimensions.</param>
/// <param name="Dimensions">Numbers of a vector.</param>
internal sealed record VectorFields(string Key, int Dimensions)
{
    private const string Begin = "v-";

    // Counted up when other fields than before are filled; the vectors are made anew.
    private const int Form = 3;
    private const string Passages = "-passages";
    private const string InPassage = "v";

    // Roughly how many characters a number is sent as.
    private const int DigitsOfByte = 5;
    private const int DigitsOfNumber = 12;

    public static VectorFields Of(string model, int dimensions) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{string.Concat(model.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'))}-{Form}-{dimensions}"), dimensions);

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

    /// <summary>Those with passages, as paths, and of each the field with its vectors.</summary>
    public IReadOnlyList<(string Path, string Field)> PassagesReadableBy(ReaderScope reader) => [.. ReadableBy(reader).Select(f => (PassagesOf(f), $"{PassagesOf(f)}.{InPassage}"))];

    /// <summary>Everything that a document carries along.</summary>
    public IEnumerable<string> Carried => All.Concat(All.Select(PassagesOf));

    /// <summary>Pattern of the fields with passages, whichever model's.</summary>
    public const string AnyPassages = $"{Begin}*{Passages}";

    private static string PassagesOf(string field) => field + Passages;

    private string NameOf(VectorPart part) => $"{Begin}{Key}-{part}";

    public IEnumerable<(string Field, IProperty Property)> Properties()
    {
        yield return (IndexFields.Vectors, new KeywordProperty());
        yield return (IndexFields.Passages, new KeywordProperty());
        foreach (var field in All)
        {
            // The vectors have no common length, because a title counts beside its text.
            yield return (field, new DenseVectorProperty
            {
                Dims = Dimensions, Index = true, Similarity = DenseVectorSimilarity.MaxInnerProduct, IndexOptions = new DenseVectorIndexOptions(DenseVectorIndexOptionsType.Int8Hnsw),
            });
            // Only those of a few documents are asked for at a time, one by one; passages have length 1, so their products are cosines and need no numbers beside the bytes.
            yield return (PassagesOf(field), new NestedProperty
            {
                Properties = new Properties
                {
                    { InPassage, new DenseVectorProperty { Dims = Dimensions, ElementType = DenseVectorElementType.Byte, Index = true, Similarity = DenseVectorSimilarity.Cosine, IndexOptions = new DenseVectorIndexOptions(DenseVectorIndexOptionsType.Flat) } },
                },
            });
        }
    }

    /// <param name="entry">Gets the vectors; one without a text has its passages with them.</param>
    /// <param name="vectors">Of whole texts.</param>
    public IndexEntry With(IndexEntry entry, DocumentVectors vectors) =>
        entry with { Numbers = vectors.Parts.ToDictionary(p => NameOf(p.Part), p => JsonSerializer.SerializeToElement(p.Vector)), VectorsOf = Key, PassagesOf = vectors.Parts.Count == 0 ? Key : null };

    /// <param name="entry">Has its vectors.</param>
    /// <param name="passages">Added to them.</param>
    public IndexEntry With(IndexEntry entry, DocumentPassages passages)
    {
        var numbers = All.Where(f => entry.Numbers?.ContainsKey(f) == true).ToDictionary(f => f, f => entry.Numbers![f]);
        foreach (var part in passages.Passages.GroupBy(p => NameOf(p.Part), p => p.Vector).Where(p => numbers.ContainsKey(p.Key)).ToList())
        {
            numbers[PassagesOf(part.Key)] = JsonSerializer.SerializeToElement(part.Take(DocumentPassages.Most).Select(v => new Dictionary<string, int[]> { [InPassage] = Bytes(v) }));
        }
        return entry with { Numbers = numbers, PassagesOf = Key };
    }

    /// <summary>A vector of length 1 in whole numbers from -127 to 127.</summary>
    public static int[] Bytes(ReadOnlySpan<float> vector)
    {
        var bytes = new sbyte[vector.Length];
        Products.Round(vector, bytes);
        return [.. bytes];
    }

    /// <summary>Roughly how many characters a field's numbers are sent as.</summary>
    public static int SizeOf(JsonElement numbers) =>
        numbers.GetArrayLength() * (numbers.GetArrayLength() > 0 && numbers[0].ValueKind == JsonValueKind.Object ? numbers[0].GetProperty(InPassage).GetArrayLength() * DigitsOfByte : DigitsOfNumber);
}
