using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Listings;

internal sealed class ListingMapping : IEntityTypeConfiguration<Listing>
{
    public void Configure(EntityTypeBuilder<Listing> listing)
    {
        listing.ToTable("Listings");
        listing.Property(l => l.Draft).AsJson();
        listing.Property(l => l.Approved).AsJson();
        listing.Property(l => l.RefusedContent).AsJson();
        listing.Property(l => l.Refusals).AsJson();
        listing.Property(l => l.Unread).AsJson();
        listing.Property(l => l.ShortId).HasMaxLength(Data.ShortId.Length);
        listing.Property(l => l.ImportKey).HasMaxLength(200);
        listing.Property(l => l.Slug).HasMaxLength(200);
        listing.Property(l => l.Field).HasMaxLength(60);
        listing.Property(l => l.AllFields).HasMaxLength(200);
        listing.HasIndex(l => l.ShortId).IsUnique();
        listing.HasIndex(l => new { l.Organization, l.ImportKey }).IsUnique();
        listing.HasIndex(l => new { l.Organization, l.State, l.DraftSaved });
        listing.HasIndex(l => new { l.Organization, l.State, l.Kind, l.Published });
        listing.HasIndex(l => new { l.Organization, l.DraftSaved });
        listing.HasIndex(l => new { l.State, l.Submitted });
        listing.HasIndex(l => new { l.ChangeSubmitted, l.Submitted });
        listing.HasIndex(l => new { l.State, l.Visibility, l.Kind, l.AllFields });
        listing.HasIndex(l => new { l.State, l.Visibility, l.Kind, l.Published });
        listing.HasIndex(l => new { l.State, l.Visibility, l.Published, l.Id });
        listing.HasIndex(l => new { l.State, l.Expires });
        listing.Ignore(l => l.Path).Ignore(l => l.IsPublic).Ignore(l => l.IsEditable).Ignore(l => l.AwaitsReview);
        LongTextsLast(listing);
    }

    /// <summary>SQLite reads a row from its start: a list that needs no long text reads past no page of it.</summary>
    private static void LongTextsLast(EntityTypeBuilder<Listing> listing)
    {
        string[] last = [nameof(Listing.Refusals), nameof(Listing.Unread), nameof(Listing.Draft), nameof(Listing.Approved),
            // Came later, and are read with the whole row only: columns in their place would move all that stand after it.
            nameof(Listing.RefusedContent), nameof(Listing.Ended)];
        var order = 0;
        foreach (var property in listing.Metadata.GetProperties().OrderBy(p => Array.IndexOf(last, p.Name)).ToList()) { property.SetColumnOrder(order++); }
    }
}

internal sealed class ListingVersionMapping : IEntityTypeConfiguration<ListingVersion>
{
    public void Configure(EntityTypeBuilder<ListingVersion> version)
    {
        version.ToTable("ListingVersions");
        version.Property(v => v.Content).AsJson();
        version.HasIndex(v => new { v.Listing, v.Number }).IsUnique();
        version.HasOne<Listing>().WithMany().HasForeignKey(v => v.Listing).OnDelete(DeleteBehavior.Cascade);
    }
}
