using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Marketplace.Data;

/// <summary>One change of one thing: who, when, from where, and each value before and after.</summary>
public sealed class AuditEntry
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public DateTimeOffset At { get; private init; }
    public Guid? PersonId { get; private init; }
    public Guid? OrganizationId { get; private init; }
    public required string ActorName { get; init; }
    public string? Address { get; private init; }

    /// <summary><c>added</c>, <c>changed</c>, <c>deleted</c>, or the name of the event that came of it.</summary>
    public required string Action { get; init; }
    public required string SubjectKind { get; init; }
    public Guid SubjectId { get; private init; }

    /// <summary>JSON: <c>{ "State": ["Draft", "InReview"] }</c>.</summary>
    public required string Changes { get; init; }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    internal static AuditEntry? Of(EntityEntry entry, Actor actor, DateTimeOffset at)
    {
        var changes = ChangesOf(entry);
        if (changes.Count == 0 && entry.State == EntityState.Modified) { return null; }
        var happened = (entry.Entity as Entity)?.Raised.LastOrDefault();
        return new AuditEntry
        {
            At = at,
            PersonId = actor.PersonId,
            OrganizationId = actor.OrganizationId,
            ActorName = actor.Name,
            Address = actor.Address,
            Action = happened?.GetType().Name ?? entry.State switch { EntityState.Added => "added", EntityState.Deleted => "deleted", _ => "changed" },
            SubjectKind = entry.Metadata.ClrType.Name,
            SubjectId = (entry.Entity as Entity)?.Id ?? Guid.Empty,
            Changes = JsonSerializer.Serialize(changes, Readable),
        };
    }

    private static Dictionary<string, string?[]> ChangesOf(EntityEntry entry)
    {
        var changes = new Dictionary<string, string?[]>();
        foreach (var property in entry.Properties)
        {
            if (property.Metadata.IsConcurrencyToken || !IsAudited(property.Metadata)) { continue; }
            var before = entry.State == EntityState.Added ? null : Show(property.OriginalValue);
            var after = Show(property.CurrentValue);
            switch (entry.State)
            {
                case EntityState.Added when after is not null: changes[property.Metadata.Name] = [null, after]; break;
                case EntityState.Deleted when before is not null: changes[property.Metadata.Name] = [before, null]; break;
                case EntityState.Modified when property.IsModified && before != after: changes[property.Metadata.Name] = [before, after]; break;
            }
        }
        return changes;
    }

    private static readonly ConcurrentDictionary<IProperty, bool> Audited = new();

    private static bool IsAudited(IProperty property) => Audited.GetOrAdd(property, p => p.PropertyInfo?.GetCustomAttribute<NotAuditedAttribute>() is null);

    private static string? Show(object? value) => value switch
    {
        null => null,
        DateTimeOffset time => time.ToString("O"),
        string or Guid or Enum or ValueType => value.ToString(),
        _ => JsonSerializer.Serialize(value, Readable),
    };
}
