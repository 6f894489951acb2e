using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketplace.Data;

/// <summary>Wakes readers when this process has written events; they also look by themselves, for what other processes wrote.</summary>
public sealed class EventSignal
{
    private volatile TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise() => Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Completes at the next event of this process or after <paramref name="longest"/>. Take it before looking for events.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancel) =>
        Task.WhenAny(next.Task, Task.Delay(longest, cancel));
}

/// <summary>Reacts to an event of another module. Called at least once for each, in order, so it must be idempotent; its writes are saved with the reader's position.</summary>
public interface IHandle<in TEvent> where TEvent : IEvent
{
    Task HandleAsync(TEvent happened, CancellationToken cancel);
}

/// <summary>One process at a time reads for a reader.</summary>
public interface IReaderLock
{
    /// <summary>The lock until disposed, or null where another process has it.</summary>
    Task<IAsyncDisposable?> TryTakeAsync(string reader, CancellationToken cancel);
}

/// <summary>Reads the log in order from a position, never past a row that a still open transaction could precede.</summary>
public static class EventLogQueries
{
    public static Task<List<LoggedEvent>> ReadEventsAsync(this MarketplaceDbContext db, long after, int count, CancellationToken cancel) =>
        db.Readable().AsNoTracking().Where(e => e.Position > after).OrderBy(e => e.Position).Take(count).ToListAsync(cancel);

    /// <summary>Where a reader begins that wants only what is yet to come; 0 in an empty log.</summary>
    public static async Task<long> NewestPositionAsync(this MarketplaceDbContext db, CancellationToken cancel) =>
        await db.Readable().MaxAsync(e => (long?)e.Position, cancel) ?? 0;

    private static IQueryable<LoggedEvent> Readable(this MarketplaceDbContext db) => db.IsPostgres
        ? db.Events.FromSql($"""SELECT * FROM "Events" WHERE "Transaction" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint""")
        : db.Events;
}

/// <summary>A loop over the event log. Subclasses say where their position is kept and what a batch does.</summary>
public abstract class EventReader(IServiceScopeFactory scopes, EventSignal signal, IReaderLock readerLock, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public abstract string Name { get; }

    /// <summary>Failures in a row make the pause between tries longer, up to this.</summary>
    protected virtual TimeSpan LongestPause => TimeSpan.FromMinutes(1);
    protected virtual int BatchSize => 200;
    protected IServiceScopeFactory Scopes => scopes;

    /// <summary>Reads at most one batch; the number of events read.</summary>
    public abstract Task<int> ReadOnceAsync(CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var failures = 0;
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var held = await readerLock.TryTakeAsync(Name, stopping);
                if (held is null) { await Task.Delay(Look * 5, stopping); continue; }
                while (!stopping.IsCancellationRequested)
                {
                    var woken = signal.WaitAsync(Look, stopping);
                    if (await ReadOnceAsync(stopping) == 0) { await woken; }
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception problem)
            {
                failures++;
                var pause = TimeSpan.FromMilliseconds(Math.Min(250 * Math.Pow(2, failures), LongestPause.TotalMilliseconds));
                logger.LogWarning(problem, "Reader {Reader} failed the {Failures}. time in a row and waits {Pause}", Name, failures, pause);
                await Task.Delay(pause, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }
}

/// <summary>A reader whose handlers write to the database; its position is saved with what they wrote.</summary>
public sealed class HandlerReader(string name, IReadOnlyDictionary<string, Type> eventTypes, IServiceScopeFactory scopes, EventSignal signal, IReaderLock readerLock,
    TimeProvider clock, ILogger<HandlerReader> logger) : EventReader(scopes, signal, readerLock, logger)
{
    private const int TriesBeforeParking = 8;
    private (long Position, int Times) failing;

    public override string Name => name;

    public override async Task<int> ReadOnceAsync(CancellationToken cancel)
    {
        List<LoggedEvent> batch;
        await using (var scope = Scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
            var position = await db.ReaderPositions.AsNoTracking().Where(p => p.Reader == name).Select(p => p.Position).SingleOrDefaultAsync(cancel);
            batch = await db.ReadEventsAsync(position, BatchSize, cancel);
        }
        var skippedTo = 0L;
        foreach (var logged in batch)
        {
            if (eventTypes.TryGetValue(logged.Type, out var type)) { await HandleAsync(logged, type, cancel); skippedTo = 0; }
            else { skippedTo = logged.Position; }
        }
        if (skippedTo > 0) { await InScopeAsync(skippedTo, (_, _) => Task.CompletedTask, cancel); }
        return batch.Count;
    }

    private async Task HandleAsync(LoggedEvent logged, Type type, CancellationToken cancel)
    {
        try
        {
            await InScopeAsync(logged.Position, (services, _) => CallHandlersAsync(services, logged, type, cancel), cancel);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            failing = failing.Position == logged.Position ? (logged.Position, failing.Times + 1) : (logged.Position, 1);
            if (failing.Times < TriesBeforeParking) { throw; }
            logger.LogError(problem, "Reader {Reader} parks event {Position} after {Times} tries", name, logged.Position, failing.Times);
            await InScopeAsync(logged.Position, (_, db) =>
            {
                db.ParkedEvents.Add(new ParkedEvent { Reader = name, Position = logged.Position, Error = problem.ToString(), At = clock.GetUtcNow() });
                return Task.CompletedTask;
            }, cancel);
        }
    }

    private static async Task CallHandlersAsync(IServiceProvider services, LoggedEvent logged, Type type, CancellationToken cancel)
    {
        var happened = EventTypes.Read(logged, type);
        var handlerType = typeof(IHandle<>).MakeGenericType(type);
        foreach (var handler in services.GetKeyedServices(handlerType, services.GetRequiredService<ReaderName>().Value))
        {
            await (Task)handlerType.GetMethod(nameof(IHandle<>.HandleAsync))!.Invoke(handler, [happened, cancel])!;
        }
    }

    private async Task InScopeAsync(long position, Func<IServiceProvider, MarketplaceDbContext, Task> work, CancellationToken cancel)
    {
        await using var scope = Scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ReaderName>().Value = name;
        scope.ServiceProvider.GetRequiredService<Actor>().IsProgram(name);
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        await work(scope.ServiceProvider, db);
        var row = await db.ReaderPositions.SingleOrDefaultAsync(p => p.Reader == name, cancel);
        if (row is null) { db.ReaderPositions.Add(new ReaderPosition { Reader = name, Position = position }); } else { row.Position = position; }
        await db.SaveChangesAsync(cancel);
    }
}

internal sealed class ReaderName { public string Value { get; set; } = ""; }

/// <summary>Registers a reader of the log with its handlers: <c>services.AddEventReader("notifications").Handle&lt;ListingPublished, MailTheOwner&gt;()</c>.</summary>
public sealed class EventReaderBuilder(IServiceCollection services, string name, Dictionary<string, Type> eventTypes)
{
    public EventReaderBuilder Handle<TEvent, THandler>() where TEvent : IEvent where THandler : class, IHandle<TEvent>
    {
        eventTypes[EventTypes.NameOf(typeof(TEvent))] = typeof(TEvent);
        services.AddKeyedScoped<IHandle<TEvent>, THandler>(name);
        return this;
    }
}

public static class EventReading
{
    public static EventReaderBuilder AddEventReader(this IServiceCollection services, string name)
    {
        var eventTypes = new Dictionary<string, Type>();
        services.AddSingleton<EventReader>(p => ActivatorUtilities.CreateInstance<HandlerReader>(p, name, eventTypes));
        return new EventReaderBuilder(services, name, eventTypes);
    }
}

/// <summary>Runs all registered readers while the site serves; verbs do not.</summary>
public sealed class EventReaders(IEnumerable<EventReader> readers) : IHostedService
{
    public Task StartAsync(CancellationToken cancel) => Task.WhenAll(readers.Select(r => r.StartAsync(cancel)));
    public Task StopAsync(CancellationToken cancel) => Task.WhenAll(readers.Select(r => r.StopAsync(cancel)));
}

/// <summary>The site keeps up: no parked events.</summary>
internal sealed class NothingParked(MarketplaceDbContext db) : IDoctorCheck
{
    public string Name => "events";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var parked in db.ParkedEvents.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return $"Reader {parked.Reader} gave up on event {parked.Position}: {parked.Error.Split('\n')[0]}";
        }
    }
}

public static class DataRegistration
{
    public static IServiceCollection AddMarketplaceData(this IServiceCollection services) => services
        .AddSingleton<EventSignal>()
        .AddScoped<Actor>()
        .AddScoped<ReaderName>()
        .AddScoped<IDoctorCheck, NothingParked>();
}
