using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>The vectors that a generation has. An entry is only ever replaced whole, so a document's new state takes those of the one before along: it is found by them until its own are made.</summary>
internal sealed class CarriedVectors(Cluster cluster, string generation, VectorFields fields)
{
    /// <summary>Documents to ask for at once: their vectors are megabytes.</summary>
    public const int AtOnce = 200;

    private sealed record Kept(long Version, bool AreOfIt, bool PassagesAreOfIt, Dictionary<string, JsonElement>? Numbers);

    private Dictionary<string, Kept> kept = [];

    /// <summary>Looks for those of up to <see cref="AtOnce"/> documents.</summary>
    public async Task<CarriedVectors> ReadAsync(IEnumerable<Guid> documents, CancellationToken cancel)
    {
        var ids = documents.Distinct().ToList();
        List<Clause> having = [new TermQuery(IndexFields.Vectors, fields.Key), .. fields.All.Select(f => (Clause)new ExistsQuery(f))];
        var request = new SearchRequest(generation)
        {
            Query = Clauses.All([Clauses.Ids(ids), Clauses.Any(having)]),
            Size = ids.Count,
            Version = true,
            TrackTotalHits = new TrackHits(false),
            // Left out of what is given back unless they are asked for.
            Source = new SourceConfig(new SourceFilter { Includes = Fields.FromStrings([.. fields.Carried]), ExcludeVectors = false }),
            DocvalueFields = [new FieldAndFormat(IndexFields.Vectors), new FieldAndFormat(IndexFields.Passages)],
            AllowPartialSearchResults = false,
            RequestConfiguration = Cluster.InBackground,
        };
        var found = new CarriedVectors(cluster, generation, fields);
        try
        {
            var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
            found.kept = answer.Hits.ToDictionary(h => h.Id!, h => new Kept(h.Version ?? 0, Has(h, IndexFields.Vectors), Has(h, IndexFields.Passages), h.Source?.Numbers));
        }
        // Another host has replaced it meanwhile; its vectors are made again.
        catch (SearchUnavailableException gone) when (gone.InnerException is GenerationGoneException) { }
        return found;
    }

    private static bool Has(Hit<IndexEntry> hit, string field) => hit.Fields?.ContainsKey(field) == true;

    private Kept? Of(Guid id) => kept.GetValueOrDefault(id.ToString("N"));

    /// <summary>Whether the vectors are those of this version.</summary>
    public bool AreOf(SearchDocument document) => Of(document.Id) is { AreOfIt: true } before && before.Version == document.Version;

    /// <summary>The entry with the vectors of the document's state before. Where that was another version they are made anew all the same.</summary>
    public IndexEntry With(IndexEntry entry, IndexChange change)
    {
        if (change.Document is null || Of(change.Id) is not { } before) { return entry; }
        string? KeyIf(bool has) => has && before.Version == change.Version ? fields.Key : null;
        return entry with { Numbers = before.Numbers, VectorsOf = KeyIf(before.AreOfIt), PassagesOf = KeyIf(before.PassagesAreOfIt) };
    }
}
