using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Notifications;

/// <summary>A line on a person's notice page: a text with values, told in the language of whoever reads it, and where it leads.</summary>
public sealed class Notice : Entity
{
    public Guid PersonId { get; init; }

    /// <summary>A key of the posting module's texts, with placeholders <c>{name}</c>.</summary>
    public required string TextKey { get; init; }
    public required Dictionary<string, string> Values { get; init; }

    /// <summary>A path of the site without language prefix, or null.</summary>
    public string? Link { get; init; }
    public string? DeduplicationKey { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? ReadAt { get; private set; }

    public void Read(DateTimeOffset at) => ReadAt ??= at;

    public string Words(Texts texts) => MailWriter.Fill(texts.Both(TextKey).ToString(), Values);
}

internal sealed class NoticeMapping : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> notice)
    {
        notice.ToTable("Notices");
        notice.Property(n => n.TextKey).HasMaxLength(100);
        notice.Property(n => n.Values).AsJson();
        notice.Property(n => n.Link).HasMaxLength(500);
        notice.Property(n => n.DeduplicationKey).HasMaxLength(200);
        notice.HasIndex(n => n.DeduplicationKey).IsUnique();
        notice.HasIndex(n => new { n.PersonId, n.ReadAt });
    }
}

/// <summary>Puts notices into the caller's unit of work; they stand on the person's page when the caller saves.</summary>
public sealed class NoticeBoard(MarketplaceDbContext db, TimeProvider clock)
{
    /// <param name="textKey">A key of the calling module's texts, with placeholders <c>{name}</c>.</param>
    /// <param name="link">A path of the site without language prefix.</param>
    /// <param name="deduplicationKey">A second notice with the same key is not posted.</param>
    public void Post(Guid personId, string textKey, IReadOnlyDictionary<string, string>? values = null, string? link = null, string? deduplicationKey = null)
    {
        if (deduplicationKey is not null && IsThere(deduplicationKey)) { return; }
        db.Add(new Notice { PersonId = personId, TextKey = textKey, Values = values is null ? [] : new(values), Link = link, DeduplicationKey = deduplicationKey, At = clock.GetUtcNow() });
    }

    /// <summary>The person has seen what these notices lead to; saved at once.</summary>
    public Task ReadAsync(Guid personId, string link, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return db.Set<Notice>().Where(n => n.PersonId == personId && n.Link == link && n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancel);
    }

    /// <summary>The account is closed: nothing told to the person stays, on the site or by mail; saved at once.</summary>
    public async Task ForgetAsync(Guid personId, string address, CancellationToken cancel)
    {
        var plain = address.ToLowerInvariant();
        await db.Set<Notice>().Where(n => n.PersonId == personId).ExecuteDeleteAsync(cancel);
        await db.Set<MailRefusal>().Where(r => r.Address == plain).ExecuteDeleteAsync(cancel);
        await db.Set<OutgoingMail>().Where(m => m.To == address).ExecuteDeleteAsync(cancel);
    }

    private bool IsThere(string key) =>
        db.Set<Notice>().Local.Any(n => n.DeduplicationKey == key) || db.Set<Notice>().Any(n => n.DeduplicationKey == key);
}

internal sealed class UnreadNotices(MarketplaceDbContext db, Actor actor) : IDeskCount
{
    public string Name => "notifications";

    public async Task<int> CountAsync(CancellationToken cancel) =>
        actor.PersonId is { } person ? await db.Set<Notice>().CountAsync(n => n.PersonId == person && n.ReadAt == null, cancel) : 0;
}
