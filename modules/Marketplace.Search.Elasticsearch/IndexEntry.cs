using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marketplace.Search.Elasticsearch;

/// <summary>What is sent of a document, and of the one entry that keeps the position. Of it the index gives back <see cref="Document"/>, <see cref="Position"/> and <see cref="Form"/>, and vectors where they are asked for.</summary>
internal sealed record IndexEntry
{
    [JsonPropertyName(IndexFields.Terms)] public string? Terms { get; init; }
    [JsonPropertyName(IndexFields.Characters)] public string? Characters { get; init; }
    [JsonPropertyName(IndexFields.Places)] public IReadOnlyList<string>? Places { get; init; }
    [JsonPropertyName(IndexFields.Near)] public string? Near { get; init; }
    [JsonPropertyName(IndexFields.MembersTerms)] public string? MembersTerms { get; init; }
    [JsonPropertyName(IndexFields.MembersPlaces)] public IReadOnlyList<string>? MembersPlaces { get; init; }
    [JsonPropertyName(IndexFields.OrganizationTerms)] public string? OrganizationTerms { get; init; }
    [JsonPropertyName(IndexFields.SuggestedNames)] public IReadOnlyList<string>? SuggestedNames { get; init; }
    [JsonPropertyName(IndexFields.SuggestedTitles)] public IReadOnlyList<string>? SuggestedTitles { get; init; }
    [JsonPropertyName(IndexFields.Facets)] public IReadOnlyDictionary<string, IReadOnlyList<string>>? Facets { get; init; }
    [JsonPropertyName(IndexFields.Organization)] public string? Organization { get; init; }
    [JsonPropertyName(IndexFields.Scope)] public int? Scope { get; init; }
    [JsonPropertyName(IndexFields.Tie)] public long? Tie { get; init; }
    [JsonPropertyName(IndexFields.Published)] public long? Published { get; init; }
    [JsonPropertyName(IndexFields.Confirmed)] public long? Confirmed { get; init; }
    [JsonPropertyName(IndexFields.Price)] public long? Price { get; init; }
    [JsonPropertyName(IndexFields.PriceTo)] public long? PriceTo { get; init; }
    [JsonPropertyName(IndexFields.Trl)] public int? Trl { get; init; }
    [JsonPropertyName(IndexFields.OwnerRegion)] public int? OwnerRegion { get; init; }
    [JsonPropertyName(IndexFields.Keyworded)] public bool? Keyworded { get; init; }
    [JsonPropertyName(IndexFields.Completeness)] public int? Completeness { get; init; }
    [JsonPropertyName(IndexFields.Verified)] public bool? Verified { get; init; }
    [JsonPropertyName(IndexFields.Document)] public SearchDocument? Document { get; init; }
    [JsonPropertyName(IndexFields.Position)] public long? Position { get; init; }
    [JsonPropertyName(IndexFields.Form)] public int? Form { get; init; }

    [JsonPropertyName(IndexFields.Vectors)] public string? VectorsOf { get; init; }
    [JsonPropertyName(IndexFields.Passages)] public string? PassagesOf { get; init; }

    /// <summary>Numbers of the vectors, by the names of their fields.</summary>
    [JsonExtensionData] public Dictionary<string, JsonElement>? Numbers { get; set; }

    /// <summary>What stays of a deleted document: its version, so that an older one of it stays away.</summary>
    public static readonly IndexEntry Gone = new();

    /// <summary>Roughly how many characters are sent.</summary>
    [JsonIgnore] public int Size => 500 + ((Terms?.Length ?? 0) * 3) + ((MembersTerms?.Length ?? 0) * 3) + (Numbers?.Values.Sum(VectorFields.SizeOf) ?? 0);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IndexEntry))]
internal sealed partial class EntryJson : JsonSerializerContext;
