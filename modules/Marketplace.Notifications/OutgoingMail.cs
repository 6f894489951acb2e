using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Notifications;

public enum MailState { Waiting, Sending, Sent, Dead, NotWanted }

/// <summary>One mail to one address, written in the transaction of what it tells about and sent afterwards.</summary>
public sealed class OutgoingMail : Entity
{
    public required string To { get; init; }
    public required string Language { get; init; }
    public required string Template { get; init; }

    /// <summary>What the mail is about, for those who do not want such mail; null for mail that an account cannot do without.</summary>
    public string? Topic { get; init; }
    public required string Subject { get; init; }

    /// <summary>Dropped when the mail has left: it may hold one-time links.</summary>
    public string? Text { get; private set; }
    public string? Html { get; private set; }
    public string? UnsubscribeUrl { get; init; }

    /// <summary>At most one mail with the same key is ever sent.</summary>
    public string? DeduplicationKey { get; init; }
    public DateTimeOffset EnqueuedAt { get; init; }
    public MailState State { get; private set; }
    public int Tries { get; private set; }

    /// <summary>Not tried before; while it is being sent, the time after which another sender may take it over.</summary>
    public DateTimeOffset NextTryAt { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }
    public string? LastError { get; private set; }

    public static OutgoingMail Of(string to, string language, string template, MailContent content, DateTimeOffset now, string? topic, string? unsubscribeUrl, string? deduplicationKey) => new()
    {
        To = to, Language = language, Template = template, Topic = topic, Subject = content.Subject, Text = content.Text, Html = content.Html,
        UnsubscribeUrl = unsubscribeUrl, DeduplicationKey = deduplicationKey, EnqueuedAt = now, NextTryAt = now,
    };

    public void Left(DateTimeOffset at) => (State, SentAt, Text, Html, LastError) = (MailState.Sent, at, null, null, null);

    public void IsNotWanted() => (State, Text, Html) = (MailState.NotWanted, null, null);

    public void Failed(string error, DateTimeOffset? tryAgainAt)
    {
        LastError = error.Length > 500 ? error[..500] : error;
        if (tryAgainAt is { } at) { (State, NextTryAt) = (MailState.Waiting, at); } else { State = MailState.Dead; }
    }
}

/// <summary>Subject on one line, plain text, and the same as HTML.</summary>
public sealed record MailContent(string Subject, string Text, string Html);

internal sealed class OutgoingMailMapping : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> mail)
    {
        mail.ToTable("OutgoingMail");
        mail.Property(m => m.To).HasMaxLength(320);
        mail.Property(m => m.Language).HasMaxLength(10);
        mail.Property(m => m.Template).HasMaxLength(80);
        mail.Property(m => m.Topic).HasMaxLength(40);
        mail.Property(m => m.Subject).HasMaxLength(250);
        mail.Property(m => m.UnsubscribeUrl).HasMaxLength(2000);
        mail.Property(m => m.DeduplicationKey).HasMaxLength(200);
        mail.Property(m => m.LastError).HasMaxLength(500);
        mail.HasIndex(m => m.DeduplicationKey).IsUnique();
        mail.HasIndex(m => new { m.State, m.NextTryAt });
    }
}
