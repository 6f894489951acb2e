using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Search.Statistics;

/// <summary>How often something was asked on a day, what it found, and what of it was opened. Says nothing of who asked.</summary>
public sealed class SearchedQuery
{
    public const int LongestText = 100;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>In China.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Stands for text, language, list and filters together.</summary>
    public long Key { get; init; }

    /// <summary>Folded: one form of characters, lower case, single spaces.</summary>
    public required string Text { get; init; }
    public required string Language { get; init; }

    /// <summary><c>all</c> or the kind of the list.</summary>
    public required string List { get; init; }

    /// <summary>Names of the facets chosen from, parted by commas.</summary>
    public string Filters { get; init; } = "";
    public int Asked { get; init; }

    /// <summary>What it found when it was asked first on the day.</summary>
    public int Results { get; init; }

    /// <summary>Times that it found nothing.</summary>
    public int Empty { get; init; }

    /// <summary>Times that a page of it led to something: at most once a page.</summary>
    public int Led { get; init; }

    // What was opened, by where it stood.
    public int First { get; init; }
    public int Second { get; init; }
    public int Third { get; init; }
    public int ToTenth { get; init; }
    public int Further { get; init; }
}

/// <summary>What is left of a month when its single queries are forgotten.</summary>
public sealed class SearchedMonth
{
    /// <summary>Its first day.</summary>
    public DateOnly Month { get; init; }
    public required string Language { get; init; }
    public int Asked { get; set; }
    public int Empty { get; set; }
    public int Led { get; set; }
    public int Opened { get; set; }
}

internal sealed class SearchedQueryMapping : IEntityTypeConfiguration<SearchedQuery>
{
    public void Configure(EntityTypeBuilder<SearchedQuery> query)
    {
        query.ToTable("SearchedQueries");
        query.Property(q => q.Text).HasMaxLength(SearchedQuery.LongestText);
        query.Property(q => q.Language).HasMaxLength(10);
        query.Property(q => q.List).HasMaxLength(20);
        query.Property(q => q.Filters).HasMaxLength(120);
        query.HasIndex(q => new { q.Day, q.Key }).IsUnique();
        query.HasIndex(q => q.Key);
    }
}

internal sealed class SearchedMonthMapping : IEntityTypeConfiguration<SearchedMonth>
{
    public void Configure(EntityTypeBuilder<SearchedMonth> month)
    {
        month.ToTable("SearchedMonths");
        month.HasKey(m => new { m.Month, m.Language });
        month.Property(m => m.Language).HasMaxLength(10);
    }
}
