using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Deals;

internal sealed class EnquiryMapping : IEntityTypeConfiguration<Enquiry>
{
    public void Configure(EntityTypeBuilder<Enquiry> enquiry)
    {
        enquiry.ToTable("Enquiries");
        enquiry.Property(e => e.Subject).HasMaxLength(Enquiry.LongestSubject);
        enquiry.Property(e => e.ListingShortId).HasMaxLength(ShortId.Length);
        enquiry.HasMany(e => e.Messages).WithOne().HasForeignKey(m => m.EnquiryId).OnDelete(DeleteBehavior.Restrict);
        enquiry.HasMany(e => e.Sides).WithOne().HasForeignKey(s => s.EnquiryId).OnDelete(DeleteBehavior.Restrict);
        enquiry.HasMany(e => e.Steps).WithOne().HasForeignKey(s => s.EnquiryId).OnDelete(DeleteBehavior.Restrict);
        enquiry.HasIndex(e => e.NextStepAt);
        enquiry.HasIndex(e => new { e.Listing, e.FromOrganization });
        enquiry.HasIndex(e => new { e.FromPerson, e.Opened });
        enquiry.HasIndex(e => new { e.FromOrganization, e.Opened });
        enquiry.HasIndex(e => new { e.ToOrganization, e.FirstReplyAt });
    }
}

internal sealed class EnquiryMessageMapping : IEntityTypeConfiguration<EnquiryMessage>
{
    public void Configure(EntityTypeBuilder<EnquiryMessage> message)
    {
        message.ToTable("EnquiryMessages");
        message.Property(m => m.Text).HasMaxLength(Words.Longest);
        message.Property(m => m.Fingerprint).HasMaxLength(64);
        message.HasIndex(m => new { m.EnquiryId, m.SentAt });
        message.HasIndex(m => new { m.Author, m.SentAt });
    }
}

internal sealed class EnquirySideMapping : IEntityTypeConfiguration<EnquirySide>
{
    public void Configure(EntityTypeBuilder<EnquirySide> side)
    {
        side.ToTable("EnquirySides");
        side.HasIndex(s => new { s.Organization, s.LastMessageAt, s.Id });
        side.HasIndex(s => new { s.Organization, s.Unread });
        side.HasIndex(s => s.MailDueAt);
        side.HasIndex(s => new { s.EnquiryId, s.Party }).IsUnique();
    }
}

internal sealed class ReplyStepMapping : IEntityTypeConfiguration<ReplyStep>
{
    public void Configure(EntityTypeBuilder<ReplyStep> step)
    {
        step.ToTable("EnquiryReplySteps");
        step.HasIndex(s => new { s.EnquiryId, s.Kind }).IsUnique();
    }
}
