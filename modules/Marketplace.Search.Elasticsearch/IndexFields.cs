using Elastic.Clients.Elasticsearch.IndexManagement;
using Elastic.Clients.Elasticsearch.Mapping;
using Marketplace.Search.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// Names and kinds of the fields of an index entry. Text comes as prepared terms, so every text field takes the built-in whitespace analyzer, named here:
/// one declared in the settings needs a module that a small server lacks.
/// </summary>
internal static class IndexFields
{
    /// <summary>Terms of all public text, repeated by the weight of where they stand.</summary>
    public const string Terms = "t";

    /// <summary>Single characters of all public text, by the weight of the best place where they stand.</summary>
    public const string Characters = "c";

    /// <summary>Terms at their places, for phrases.</summary>
    public const string Places = "x";
    public const string MembersTerms = "m";
    public const string MembersPlaces = "mx";
    public const string OrganizationTerms = "o";

    /// <summary>Neighbouring words.</summary>
    public const string Near = "n";

    /// <summary>Suggestions of keywords and organizations: few different ones, each of many documents, so they are counted by their numbers.</summary>
    public const string SuggestedNames = "s";

    /// <summary>Suggestions of titles: nearly as many as there are documents.</summary>
    public const string SuggestedTitles = "st";

    /// <summary>One keyword field a facet below it.</summary>
    public const string Facets = "f";
    public const string Organization = "org";

    /// <summary>Least scope that sees the document; what stays of a deleted one has none and so is never found.</summary>
    public const string Scope = "scope";
    public const string Tie = "tie";

    /// <summary>Seconds since 1970.</summary>
    public const string Published = "published";

    /// <summary>Whole days since 1970.</summary>
    public const string Confirmed = "confirmed";
    public const string Price = "price";

    /// <summary>Price to the upper end, for ranges.</summary>
    public const string PriceTo = "priceTo";
    public const string Trl = "trl";

    /// <summary>Where the organization is, as a number.</summary>
    public const string OwnerRegion = "ownerRegion";
    public const string Keyworded = "keyworded";
    public const string Completeness = "completeness";
    public const string Verified = "verified";

    /// <summary>Whose vectors of the present version the entry has, by <see cref="VectorFields.Key"/>; empty while they are still to be made.</summary>
    public const string Vectors = "vectors";

    /// <summary>The same of the vectors of its passages.</summary>
    public const string Passages = "passages";

    /// <summary>The document as cards show it; kept, not searched.</summary>
    public const string Document = "doc";

    /// <summary>Event-log position, in the one entry that is no document.</summary>
    public const string Position = "position";

    /// <summary>Beside the position: <see cref="Ranking.Form"/> of what was written.</summary>
    public const string Form = "form";

    public static string Facet(string facet) => $"{Facets}.{facet}";

    private const string Whitespace = "whitespace";
    private const string Prose = "prose";
    private const string Flat = "flat";

    /// <summary>One shard, because rarity is counted a shard and a single one holds millions of listings; a copy on another node where there is one.</summary>
    public static IndexSettings Settings(Ranking ranking, bool rebuilding) => new()
    {
        NumberOfShards = 1,
        AutoExpandReplicas = rebuilding ? "false" : Replicas,
        NumberOfReplicas = 0,
        RefreshInterval = rebuilding ? Elastic.Clients.Elasticsearch.Duration.MinusOne : Refresh,
        Similarity = new SettingsSimilarities(new Dictionary<string, ISettingsSimilarity>
        {
            [Prose] = new SettingsSimilarityBm25 { K1 = ranking.K1, B = ranking.B },
            [Flat] = new SettingsSimilarityBm25 { K1 = ranking.K1, B = 0 },
        }),
    };

    public const string Replicas = "0-1";
    public const string Refresh = "1s";

    /// <param name="vectors">Whose vectors it takes; null where there are none yet.</param>
    public static TypeMapping Mapping(VectorFields? vectors)
    {
        var mapping = Words();
        if (vectors is null) { return mapping; }
        foreach (var (field, property) in vectors.Properties()) { mapping.Properties!.Add(field, property); }
        mapping.Meta = vectors.Meta();
        return mapping;
    }

    private static TypeMapping Words() => new()
    {
        Dynamic = DynamicMapping.Strict,
        // Of passages only that there are some: without it the server cannot give their vectors back.
        Source = new SourceField { Includes = [Document, Position, Form, VectorFields.AnyPassages] },
        Properties = new Properties
        {
            { Terms, Text(IndexOptions.Freqs, norms: true, Prose) },
            { Characters, Text(IndexOptions.Freqs, norms: false, Flat) },
            { Places, Text(IndexOptions.Positions, norms: false, Flat) },
            { Near, Text(IndexOptions.Freqs, norms: true, Prose) },
            { MembersTerms, Text(IndexOptions.Freqs, norms: false, Flat) },
            { MembersPlaces, Text(IndexOptions.Positions, norms: false, Flat) },
            { OrganizationTerms, Text(IndexOptions.Docs, norms: false, Flat) },
            { SuggestedNames, new KeywordProperty { EagerGlobalOrdinals = true } },
            { SuggestedTitles, new KeywordProperty() },
            { Facets, new ObjectProperty { Properties = FacetFields() } },
            { Organization, new KeywordProperty { DocValues = false } },
            { Scope, new ByteNumberProperty() },
            { Tie, new LongNumberProperty() },
            { Published, new LongNumberProperty() },
            { Confirmed, new IntegerNumberProperty() },
            { Price, new LongNumberProperty() },
            { PriceTo, new LongNumberProperty() },
            { Trl, new ByteNumberProperty() },
            { OwnerRegion, new IntegerNumberProperty() },
            { Keyworded, new BooleanProperty() },
            { Completeness, new ByteNumberProperty() },
            { Verified, new BooleanProperty() },
            { Document, new ObjectProperty { Enabled = false } },
            { Position, new LongNumberProperty { Index = false, DocValues = false } },
            { Form, new IntegerNumberProperty { Index = false, DocValues = false } },
        },
    };

    private static TextProperty Text(IndexOptions options, bool norms, string similarity) =>
        new() { Analyzer = Whitespace, IndexOptions = options, Norms = norms, Similarity = similarity };

    private static Properties FacetFields()
    {
        var fields = new Properties();
        foreach (var facet in Search.Facets.All) { fields.Add(facet, new KeywordProperty()); }
        return fields;
    }
}
