using Marketplace.Data;
using Marketplace.Search.Pages.Search;
using Marketplace.Search.Query;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Search.Terms;

/// <summary><see cref="Translation"/>: a Chinese name and its English ones. <see cref="Synonyms"/>: names in one language.</summary>
public enum GlossaryKind { Translation, Synonyms }

/// <summary>What operators add to the files of <c>seeds/synonyms</c>: names of one thing, used on queries.</summary>
public sealed class GlossaryEntry : Entity, IAudited
{
    private GlossaryEntry() { }

    public GlossaryEntry(GlossaryKind kind, IReadOnlyList<string> names, DateTimeOffset now)
    {
        (Kind, Names, Added) = (kind, names, now);
        Raise(new GlossaryChanged(Id));
    }

    public GlossaryKind Kind { get; private set; }

    /// <summary>Two and more; of a translation the Chinese one first.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];
    public DateTimeOffset Added { get; private set; }

    /// <summary>To be called before it is deleted.</summary>
    public void Drop() => Raise(new GlossaryChanged(Id));

    internal SameThing Same => new(Kind == GlossaryKind.Translation, Names);
}

/// <summary>Queries mean something else from now on: every process reads the entries anew.</summary>
public sealed record GlossaryChanged(Guid Entry) : IEvent
{
    Guid IEvent.Subject => Entry;
    IEnumerable<string> IEvent.Touches => [IndexModel.CacheTag];
}

internal sealed class GlossaryEntryMapping : IEntityTypeConfiguration<GlossaryEntry>
{
    public void Configure(EntityTypeBuilder<GlossaryEntry> entry)
    {
        entry.ToTable("GlossaryEntries");
        entry.Property(e => e.Names).AsJson();
        entry.Ignore(e => e.Same);
    }
}
