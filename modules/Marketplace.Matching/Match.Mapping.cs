using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Matching;

internal sealed class MatchMapping : IEntityTypeConfiguration<Match>
{
    public void Configure(EntityTypeBuilder<Match> match)
    {
        match.ToTable("Matches");
        match.Property(m => m.Grounds).AsJson();
        match.Property(m => m.Recommendation).AsJson();
        match.Ignore(m => m.IsPushed);
        match.HasIndex(m => new { m.Listing, m.Counterpart }).IsUnique();
        match.HasIndex(m => m.Counterpart);
        match.HasIndex(m => new { m.Organization, m.IsOpen, m.State });
        match.HasIndex(m => new { m.Listing, m.IsOpen, m.Kind, m.Score });
        match.HasIndex(m => new { m.MailedAt, m.FoundAt });
        match.HasOne<Listing>().WithMany().HasForeignKey(m => m.Listing).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MatchFeedbackMapping : IEntityTypeConfiguration<MatchFeedback>
{
    public void Configure(EntityTypeBuilder<MatchFeedback> feedback)
    {
        feedback.ToTable("MatchFeedback");
        feedback.Property(f => f.Features).AsJson();
        feedback.Property(f => f.Words).HasMaxLength(500);
        feedback.HasIndex(f => f.Match).IsUnique();
        feedback.HasIndex(f => f.At);
        feedback.HasOne<Match>().WithMany().HasForeignKey(f => f.Match).OnDelete(DeleteBehavior.Cascade);
    }
}
