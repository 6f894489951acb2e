using Marketplace.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Search.Saved;

internal sealed class SavedSearchMapping : IEntityTypeConfiguration<SavedSearch>
{
    public void Configure(EntityTypeBuilder<SavedSearch> search)
    {
        search.ToTable("SavedSearches");
        search.Property(s => s.Name).HasMaxLength(SavedSearch.LongestName);
        search.Property(s => s.Path).HasMaxLength(20);
        search.Property(s => s.Query).HasMaxLength(SavedSearch.LongestQuery);
        search.Property(s => s.Language).HasMaxLength(10);
        search.HasIndex(s => new { s.PersonId, s.Path, s.Query }).IsUnique();
        search.HasIndex(s => s.Due);
        search.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SavedSearchFindMapping : IEntityTypeConfiguration<SavedSearchFind>
{
    public void Configure(EntityTypeBuilder<SavedSearchFind> find)
    {
        find.ToTable("SavedSearchFinds");
        find.HasKey(f => new { f.Search, f.Listing });
        find.HasIndex(f => new { f.Search, f.At });
        find.HasIndex(f => f.Listing);
        find.HasOne<SavedSearch>().WithMany().HasForeignKey(f => f.Search).OnDelete(DeleteBehavior.Cascade);
    }
}
