using System.ComponentModel.DataAnnotations.Schema;

namespace Marketplace.Data;

/// <summary>Something that happened, kept in the event log in the transaction of the change. Serialized as JSON: records of simple values only.</summary>
public interface IEvent
{
    /// <summary>What it happened to; also the key by which readers find everything about one thing.</summary>
    Guid Subject { get; }

    /// <summary>Output-cache tags of the public pages that show what changed.</summary>
    IEnumerable<string> Touches => [];
}

/// <summary>Base of everything with an identity. Ids are version-7 UUIDs, so they sort by the time they were made.</summary>
public abstract class Entity
{
    private readonly List<IEvent> raised = [];

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    [NotMapped]
    internal IReadOnlyList<IEvent> Raised => raised;

    protected void Raise(IEvent happened) => raised.Add(happened);

    internal void ForgetRaised() => raised.Clear();
}

/// <summary>Editable by people: the loser of two saves gets a <see cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException"/>. The context counts the version up.</summary>
public interface IVersioned
{
    int Version { get; }
}

/// <summary>Each change is written to the audit trail: who, when, from where, old and new values.</summary>
public interface IAudited;

/// <summary>A value that must not appear in the audit trail (hashes, tokens, long content that has versions of its own).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>Ten characters for public URLs, from the random end of the id (50 bits, Crockford's alphabet).</summary>
public static class ShortId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    public const int Length = 10;

    public static string From(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong tail = 0;
        foreach (var b in bytes[8..]) { tail = (tail << 8) | b; }
        return string.Create(Length, tail, static (text, value) =>
        {
            for (var i = text.Length - 1; i >= 0; i--) { text[i] = Alphabet[(int)(value & 31)]; value >>= 5; }
        });
    }
}
