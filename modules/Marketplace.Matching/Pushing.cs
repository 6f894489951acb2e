using System.Data.Common;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Search;
using Marketplace.Search.Vectors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketplace.Matching;

/// <summary>
/// Follows the event log behind the index: what was published or changed is matched against the open other side. Never ahead of the index or its vectors, so that the counterparts can be found;
/// after a crash it reads the same events again, which changes nothing. With another model than before it reads all of them again, since scores of other vectors are other scores.
/// </summary>
internal sealed class Pushing(ISearchEngine engine, Embeddings embeddings, TimeProvider clock, IServiceScopeFactory scopes, EventSignal signal, IReaderLock readerLock, ILogger<Pushing> logger) : EventReader(scopes, signal, readerLock, logger)
{
    /// <summary>Lists of others that one change may come into. A hundred thousand open demands cost no more.</summary>
    private const int MostTouched = 20;

    private const int TriesBeforeParking = 3;

    /// <summary>Before its reader's name: the model that all was matched with.</summary>
    private const string ModelMark = "matching:";
    private const int MostLacking = 200;

    /// <summary>A listing waits so long for the vectors that it would be scored too low without.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly Dictionary<Guid, int> failing = [];

    /// <summary>What organizations said of themselves when their lists were last reckoned; those that changed since the program started.</summary>
    private readonly Dictionary<Guid, int> said = [];
    private bool modelIsMarked;

    private static readonly HashSet<string> OfListings = [nameof(ListingPublished), nameof(ListingConfirmed), nameof(ListingExpired), nameof(ListingStateChanged)];

    private static readonly HashSet<string> OfOrganizations = [nameof(OrganizationChanged), nameof(OrganizationVerified), nameof(OrganizationVerificationExpired)];

    public override string Name => "matching";

    /// <summary>After an import, lists that many new listings touch are reckoned once for all of them.</summary>
    protected override int BatchSize => 2_000;

    public override async Task<int> ReadOnceAsync(CancellationToken cancel)
    {
        modelIsMarked = modelIsMarked || await MarkModelAsync(cancel);
        var events = await NextAsync(cancel);
        if (events.Count == 0) { return 0; }
        var (last, done, touched) = (events[^1].Position, new HashSet<Guid>(), new List<Guid>());
        var changed = events.Where(e => OfListings.Contains(e.Type)).Select(e => e.Subject).ToList();
        var heard = new Dictionary<Guid, int>();
        foreach (var organization in events.Where(e => OfOrganizations.Contains(e.Type)).Select(e => e.Subject).Distinct())
        {
            if (await OrParkAsync("Organization", organization, last, () => TouchedByAsync(organization, cancel), cancel) is not { } of) { continue; }
            changed.AddRange(of.Own);
            touched.AddRange(of.Others);
            heard[organization] = of.Said;
        }
        foreach (var listing in changed.Where(done.Add)) { touched.AddRange(await OrParkAsync("Listing", listing, last, () => RefreshAsync(listing, andTouched: true, cancel), cancel) ?? []); }
        foreach (var listing in touched.Where(done.Add)) { await OrParkAsync("Listing", listing, last, () => RefreshAsync(listing, andTouched: false, cancel), cancel); }
        await SaveAsync(last, cancel);
        foreach (var (organization, words) in heard) { said[organization] = words; }
        failing.Clear();
        return events.Count;
    }

    /// <summary>What cannot be matched, whatever the reason, keeps nobody else waiting: after some tries it is parked, for `doctor` to tell of.</summary>
    private async Task<T?> OrParkAsync<T>(string what, Guid id, long position, Func<Task<T>> work, CancellationToken cancel)
    {
        try { return await work(); }
        catch (Exception problem) when (problem is not OperationCanceledException and not SearchUnavailableException and not DbException and not DbUpdateException)
        {
            var times = failing.GetValueOrDefault(id) + 1;
            if (times == TriesBeforeParking) { await ParkAsync(what, id, position, problem, cancel); }
            failing[id] = times;
            if (times < TriesBeforeParking) { throw; }
            return default;
        }
    }

    private async Task ParkAsync(string what, Guid id, long position, Exception problem, CancellationToken cancel)
    {
        logger.LogError(problem, "{What} {Id} cannot be matched", what, id);
        await using var scope = Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        db.ParkedEvents.Add(new ParkedEvent { Reader = Name, Position = position, Error = $"{what} {id}: {problem}", At = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow() });
        await db.SaveChangesAsync(cancel);
    }

    private async Task<List<LoggedEvent>> NextAsync(CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        var position = await db.ReaderPositions.AsNoTracking().Where(p => p.Reader == Name).Select(p => p.Position).SingleOrDefaultAsync(cancel);
        var events = await db.ReadEventsAsync(position, BatchSize, cancel);
        if (events.Count == 0) { return events; }
        var indexed = (await engine.StatusAsync(cancel)).Position;
        return await ReadyAsync(events.FindAll(e => e.Position <= indexed), cancel);
    }

    /// <summary>Events up to the first whose listing lacks its vectors, unless it has waited for them long enough.</summary>
    private async Task<List<LoggedEvent>> ReadyAsync(List<LoggedEvent> events, CancellationToken cancel)
    {
        var lacking = await embeddings.LackingAsync(engine, MostLacking, cancel);
        if (lacking.Count == 0) { return events; }
        var (ids, since) = (lacking.Select(d => d.Id).ToHashSet(), clock.GetUtcNow() - LongestWait);
        return [.. events.TakeWhile(e => e.At < since || (lacking.Count < MostLacking && !ids.Contains(e.Subject)))];
    }

    /// <summary>False while it is to be asked again: the vectors of the model are not all there.</summary>
    private async Task<bool> MarkModelAsync(CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        var mark = embeddings.Name is { } model ? ModelMark + model : null;
        var marked = await db.ReaderPositions.Where(p => p.Reader.StartsWith(ModelMark)).ToListAsync(cancel);
        if (mark is null ? marked.Count == 0 : marked is [var one] && one.Reader == mark) { return true; }
        if ((await embeddings.LackingAsync(engine, 1, cancel)).Count > 0) { return false; }
        db.ReaderPositions.RemoveRange(marked.Where(p => p.Reader != mark));
        if (mark is not null && !marked.Exists(p => p.Reader == mark)) { db.ReaderPositions.Add(new ReaderPosition { Reader = mark, Position = 0 }); }
        if (await db.ReaderPositions.SingleOrDefaultAsync(p => p.Reader == Name, cancel) is { } own) { own.Position = 0; }
        await db.SaveChangesAsync(cancel);
        return true;
    }

    private async Task<List<Guid>> RefreshAsync(Guid listing, bool andTouched, CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().IsProgram(Name);
        await scope.ServiceProvider.GetRequiredService<Keeping>().RefreshAsync(listing, cancel);
        if (!andTouched) { return []; }
        var finding = scope.ServiceProvider.GetRequiredService<Finding>();
        if (await finding.SubjectAsync(listing, cancel) is not { } subject) { return []; }
        return [.. await finding.TouchedByAsync(subject, MostTouched, cancel), .. await HoldingAsync(scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>(), listing, cancel)];
    }

    private async Task<OrganizationChanges.Touched?> TouchedByAsync(Guid organization, CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OrganizationChanges>().OfAsync(organization, said.TryGetValue(organization, out var before) ? before : null, MostTouched, cancel);
    }

    /// <summary>Lists that it stands in, where it may belong no longer. An achievement's demands are reckoned with the demand.</summary>
    private static Task<List<Guid>> HoldingAsync(MarketplaceDbContext db, Guid listing, CancellationToken cancel) =>
        db.Set<Match>().Where(m => m.IsOpen && m.Counterpart == listing && m.Kind != MatchKind.Demand).Select(m => m.Listing).ToListAsync(cancel);

    private async Task SaveAsync(long position, CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        if (await db.ReaderPositions.SingleOrDefaultAsync(p => p.Reader == Name, cancel) is { } row) { row.Position = position; } else { db.ReaderPositions.Add(new ReaderPosition { Reader = Name, Position = position }); }
        await db.SaveChangesAsync(cancel);
    }
}
