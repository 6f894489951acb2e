using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Bulk;
using Marketplace.Search.Query;
using Microsoft.Extensions.Logging;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Writes to one generation. The newer of two versions stays, whatever the order; a deleted document leaves its version behind.</summary>
internal sealed class Writer(Cluster cluster, Ranking ranking, ILogger logger)
{
    private const int MostEntries = 1_000;
    private const int MostCharacters = 6_000_000;
    private const int Conflict = 409;
    private const int BadRequest = 400;

    /// <param name="generation">Where to.</param>
    /// <param name="changes">What.</param>
    /// <param name="carried">The vectors that documents keep; null where there are none.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SearchUnavailableException">Nothing of it is sure to be kept.</exception>
    public async Task WriteAsync(string generation, IEnumerable<IndexChange> changes, CarriedVectors? carried, CancellationToken cancel)
    {
        var (operations, characters) = (new BulkOperationsCollection(), 0);
        foreach (var some in changes.Chunk(CarriedVectors.AtOnce))
        {
            var kept = carried is null ? null : await carried.ReadAsync(some.Select(c => c.Id), cancel);
            foreach (var change in some)
            {
                var entry = EntryBuilder.Entry(change, ranking);
                if (kept is not null) { entry = kept.With(entry, change); }
                operations.Add(OperationOf(change.Id, change.Version, entry));
                characters += entry.Size;
                if (operations.Count < MostEntries && characters < MostCharacters) { continue; }
                await SendAsync(generation, operations, refresh: false, cancel);
                (operations, characters) = (new BulkOperationsCollection(), 0);
            }
        }
        if (operations.Count > 0) { await SendAsync(generation, operations, refresh: false, cancel); }
    }

    /// <summary>Writes documents again, with their vectors, and lets them be found. A newer version that came meanwhile stays.</summary>
    /// <exception cref="SearchUnavailableException">Nothing of it is sure to be kept.</exception>
    public async Task WriteAsync(string generation, IEnumerable<SearchDocument> documents, Func<SearchDocument, IndexEntry, IndexEntry> withVectors, CancellationToken cancel)
    {
        var operations = new BulkOperationsCollection();
        foreach (var document in documents) { operations.Add(OperationOf(document.Id, document.Version, withVectors(document, EntryBuilder.Entry(IndexChange.Put(document), ranking)))); }
        if (operations.Count > 0) { await SendAsync(generation, operations, refresh: true, cancel); }
    }

    private static BulkIndexOperation<IndexEntry> OperationOf(Guid id, long version, IndexEntry entry) =>
        new(entry) { Id = id.ToString("N"), Version = version, VersionType = VersionType.ExternalGte };

    private async Task SendAsync(string generation, BulkOperationsCollection operations, bool refresh, CancellationToken cancel)
    {
        var request = new BulkRequest(Generations.WriterOf(generation))
        {
            Operations = operations, RequireAlias = true, IncludeSourceOnError = false, Refresh = refresh ? Refresh.True : Refresh.False, RequestConfiguration = Cluster.InBackground,
        };
        var answer = await cluster.AskBulkAsync(c => c.BulkAsync(request, cancel), cancel);
        if (!answer.Errors) { return; }
        foreach (var item in answer.Items.Where(i => i.Error is not null && i.Status != Conflict))
        {
            // What can never be indexed must not hold up what comes behind it.
            if (item.Status == BadRequest) { logger.LogError("Elasticsearch refuses the entry {Id}: {Reason}", item.Id, item.Error!.Type); continue; }
            throw cluster.Refused(item.Status, item.Error!.Type, item.Error.Reason);
        }
    }
}
