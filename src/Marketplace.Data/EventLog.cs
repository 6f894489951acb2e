using System.Text.Json;

namespace Marketplace.Data;

/// <summary>One row of the append-only event log.</summary>
public sealed class LoggedEvent
{
    public long Position { get; private set; }
    public DateTimeOffset At { get; private init; }
    public required string Type { get; init; }
    public Guid Subject { get; private init; }
    public required string Payload { get; init; }

    /// <summary>PostgreSQL: the id of the writing transaction, by which readers wait for slower ones. SQLite: 0, one writer at a time.</summary>
    public long Transaction { get; private init; }

    internal static LoggedEvent Of(IEvent happened, DateTimeOffset at) => new()
    {
        At = at,
        Type = EventTypes.NameOf(happened.GetType()),
        Subject = happened.Subject,
        Payload = JsonSerializer.Serialize(happened, happened.GetType(), EventTypes.Json),
    };
}

/// <summary>How far a reader has read.</summary>
public sealed class ReaderPosition
{
    public required string Reader { get; init; }
    public long Position { get; set; }
}

/// <summary>An event that a reader could not handle after many tries; the reader went on, an operator sees it in <c>doctor</c>.</summary>
public sealed class ParkedEvent
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public required string Reader { get; init; }
    public long Position { get; init; }
    public required string Error { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>Names of event types in the log: the class name, unique over all modules.</summary>
public static class EventTypes
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string NameOf(Type type) => type.Name;

    public static IEvent Read(LoggedEvent logged, Type type) => (IEvent)JsonSerializer.Deserialize(logged.Payload, type, Json)!;
}
