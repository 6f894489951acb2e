using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Marketplace.Modularity;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Indexing;

/// <summary><c>doctor</c>: the index, together with the events that it has still to read, says what the database says.</summary>
internal sealed class IndexAgrees(ISearchEngine engine, IndexFeed feed, Embeddings embeddings) : IDoctorCheck
{
    private const int Page = 1000;
    private const int MostTold = 20;

    public string Name => "search index";
    public string? Remark { get; private set; }
    public string? Seen { get; private set; }

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        if (await ReadAsync(cancel) is not (var status, var held)) { yield break; }
        Seen = Standing(status, await feed.LagAsync(status.Position, cancel));
        if (status.Position > await feed.LastPositionAsync(cancel))
        {
            yield return $"The index has read up to event {status.Position}, which is not in the database: the database is an older one. The site makes the index anew at its next start.";
            yield break;
        }
        var coming = await ComingAsync(status.Position, cancel);
        var (told, all) = (0, 0);
        await foreach (var difference in CompareAsync(held, coming, cancel))
        {
            all++;
            if (told < MostTold) { told++; yield return difference; }
        }
        if (all > told) { yield return $"So it is with {all - told} more; reindex makes the index anew."; }
    }

    private string Standing(SearchStatus status, long lag) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.Engine} {status.Generation}: {status.Documents:N0} documents{(embeddings.IsOn ? $", {status.Vectors:N0} of them with vectors" : "")}, {lag:N0} events still to be read");

    private sealed record Entry(long Version, string Kind, Guid Says);

    /// <summary>Null where another process has the index, or the engine is away.</summary>
    private async Task<(SearchStatus Status, Dictionary<Guid, Entry> Held)?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var status = await engine.StatusAsync(cancel);
            var held = new Dictionary<Guid, Entry>(status.Documents);
            var query = new SearchQuery { Sort = SearchSort.Newest, Limit = Page, Reader = ReaderScope.Verified, WithFacets = false };
            for (SearchResult? result = null; result is null || result.Next is not null;)
            {
                result = await engine.SearchAsync(query with { Cursor = result?.Next }, cancel);
                foreach (var hit in result.Hits) { held[hit.Document.Id] = new Entry(hit.Document.Version, hit.Document.Kind, Says(hit.Document)); }
            }
            return (status, held);
        }
        catch (SearchUnavailableException away)
        {
            Remark = $"not compared. {away.Message}";
            return null;
        }
    }

    /// <summary>What the events change that the index has not read yet: of these it may know an older state.</summary>
    private async Task<HashSet<Guid>> ComingAsync(long position, CancellationToken cancel)
    {
        var coming = new HashSet<Guid>();
        var events = 0;
        while (await feed.NextAsync(position, Page, cancel) is { Events: > 0 } next)
        {
            (position, events) = (next.Position, events + next.Events);
            coming.UnionWith(next.Changes.Select(c => c.Id));
        }
        if (coming.Count > 0) { Remark = $"{events} events are still to be read, which the site does by itself; the {coming.Count} listings and organizations that they change were left out."; }
        return coming;
    }

    private async IAsyncEnumerable<string> CompareAsync(Dictionary<Guid, Entry> held, HashSet<Guid> coming, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var changes in feed.EverythingAsync(Page, cancel))
        {
            foreach (var change in changes)
            {
                held.Remove(change.Id, out var entry);
                if (!coming.Contains(change.Id) && Difference(change, entry) is { } difference) { yield return difference; }
            }
        }
        foreach (var (id, entry) in held.Where(e => !coming.Contains(e.Key))) { yield return $"The index has the {entry.Kind} {id}, which the database does not show."; }
    }

    /// <summary>A draft being written counts a listing's version up and changes nothing that is searched, so an older version may say the same.</summary>
    private static string? Difference(IndexChange change, Entry? entry) => (change.Document, entry) switch
    {
        (null, null) => null,
        ({ } missing, null) => $"The index lacks the {missing.Kind} {missing.ShortId}.",
        (null, { }) => $"The index has the {entry!.Kind} {change.Id}, which nobody may find.",
        ({ } document, { } known) when known.Version > change.Version => $"The index has version {known.Version} of the {document.Kind} {document.ShortId}, the database version {change.Version}.",
        ({ } document, { } known) when known.Says != Says(document) => $"The index says of the {document.Kind} {document.ShortId} (version {known.Version}) what the database does not (version {change.Version}).",
        _ => null,
    };

    /// <summary>A digest of what is searched and shown, without what the passing of days alone changes.</summary>
    private static Guid Says(SearchDocument document) =>
        new(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document with { Version = 0, OrganizationVerified = false, Levels = [] })).AsSpan(0, 16));
}
