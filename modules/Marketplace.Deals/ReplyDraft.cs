using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Deals;

/// <summary>What a person has begun to reply; saved while it is typed, gone when it is sent.</summary>
public sealed class ReplyDraft : Entity
{
    public Guid EnquiryId { get; init; }
    public Guid PersonId { get; init; }
    public string Text { get; private set; } = "";
    public DateTimeOffset SavedAt { get; private set; }

    public void Save(string text, DateTimeOffset now) => (Text, SavedAt) = (text, now);
}

internal sealed class ReplyDraftMapping : IEntityTypeConfiguration<ReplyDraft>
{
    public void Configure(EntityTypeBuilder<ReplyDraft> draft)
    {
        draft.ToTable("EnquiryReplyDrafts");
        draft.Property(d => d.Text).HasMaxLength(Words.Longest);
        draft.HasIndex(d => new { d.EnquiryId, d.PersonId }).IsUnique();
        draft.HasOne<Enquiry>().WithMany().HasForeignKey(d => d.EnquiryId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>What a person had begun to write goes with the account; what was sent stays with the organizations.</summary>
internal sealed class ForgetDrafts(MarketplaceDbContext db) : IHandle<PersonClosed>
{
    public Task HandleAsync(PersonClosed happened, CancellationToken cancel) => db.Set<ReplyDraft>().Where(d => d.PersonId == happened.Person).ExecuteDeleteAsync(cancel);
}
