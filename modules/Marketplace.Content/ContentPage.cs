using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Content;

/// <summary>A page of text at an address of its own (about, help, terms …), in Markdown, in one or both languages.</summary>
public sealed class ContentPage : Entity, IAudited, IVersioned
{
    public const int LongestMarkdown = 100_000;

    private ContentPage() { }

    public ContentPage(string path) => Path = path;

    public int Version { get; private set; } = 1;

    /// <summary>Lower-case words with hyphens, parted by slashes; without a slash at its ends.</summary>
    public string Path { get; private set; } = "";
    public Bilingual Title { get; private set; } = Bilingual.Empty;
    public Bilingual Markdown { get; private set; } = Bilingual.Empty;
    public DateTimeOffset Changed { get; private set; }

    public void Write(Bilingual title, Bilingual markdown, DateTimeOffset now)
    {
        if (title == Title && markdown == Markdown) { return; }
        (Title, Markdown, Changed) = (title, markdown, now);
        Raise(new PageChanged(Id, Path));
    }
}

public sealed record PageChanged(Guid Page, string Path) : IEvent
{
    public Guid Subject => Page;
    public IEnumerable<string> Touches => [$"page:{Path}"];
}

internal sealed class ContentPageMapping : IEntityTypeConfiguration<ContentPage>
{
    public void Configure(EntityTypeBuilder<ContentPage> page)
    {
        page.ToTable("Pages");
        page.Property(p => p.Path).HasMaxLength(200);
        page.HasIndex(p => p.Path).IsUnique();
    }
}
