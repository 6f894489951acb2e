using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Notifications;

/// <summary>
/// Puts mail into the caller's unit of work: it is sent when, and only when, the caller saves. Subject and text are <c>mail.{template}.subject</c> and <c>.text</c>
/// in the caller's texts, with placeholders <c>{name}</c>. A paragraph <c>[label]({name})</c> becomes a button, the same inside a line a link; so does a value that is an address of this site.
/// </summary>
public sealed class MailQueue(MarketplaceDbContext db, Texts texts, SiteAddress address, MailTokens tokens, TimeProvider clock)
{
    /// <param name="values">Text for each placeholder; whatever people wrote is safe here.</param>
    /// <param name="deduplicationKey">A second mail with the same key is not sent, however often it is asked for.</param>
    /// <param name="topic">A topic of <see cref="MailTopics"/> that people can do without; null for mail that an account needs.</param>
    /// <param name="unsubscribe">Where such mail ends, as an address that also takes a POST without more (RFC 8058); the topic's own where it is not given.</param>
    /// <exception cref="ArgumentException">The template is not in the texts, or a placeholder has no value.</exception>
    public void Enqueue(string to, string language, string template, IReadOnlyDictionary<string, string> values, string? deduplicationKey = null, string? topic = null, string? unsubscribe = null)
    {
        if (deduplicationKey is not null && IsThere(deduplicationKey)) { return; }
        unsubscribe ??= topic is null ? null : address.Absolute(language, "/mail/unsubscribe/" + tokens.For(to, topic));
        var content = MailWriter.Write(texts, address, language, template, values, topic, unsubscribe);
        db.Add(OutgoingMail.Of(to, language, template, content, clock.GetUtcNow(), topic, unsubscribe, deduplicationKey));
    }

    private bool IsThere(string key) =>
        db.Set<OutgoingMail>().Local.Any(m => m.DeduplicationKey == key) || db.Set<OutgoingMail>().Any(m => m.DeduplicationKey == key);
}
