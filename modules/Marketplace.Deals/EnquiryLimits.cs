using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Marketplace.Data;
using Marketplace.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketplace.Deals;

/// <summary>Section <c>Deals</c>: how much may be asked in 24 hours.</summary>
internal sealed class EnquiryOptions
{
    public const string Section = "Deals";

    [Range(1, 1000)] public int EnquiriesPerPersonADay { get; set; } = 10;
    [Range(1, 10000)] public int EnquiriesPerOrganizationADay { get; set; } = 30;
    [Range(1, 1000)] public int EnquiriesPerUnverifiedOrganizationADay { get; set; } = 3;
    [Range(1, 10000)] public int MessagesPerPersonAnHour { get; set; } = 60;

    /// <summary>Listings that may be asked the very same thing in 24 hours.</summary>
    [Range(1, 100)] public int SameTextADay { get; set; } = 3;
    [Range(0, 100)] public int LinksInAMessage { get; set; } = 3;
    [Range(1, 20)] public int FilesInAMessage { get; set; } = 5;
}

/// <summary>Keeps enquiries from becoming spam. Every refusal says what to do.</summary>
internal sealed partial class EnquiryLimits(MarketplaceDbContext db, IOptions<EnquiryOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public int FilesInAMessage => options.Value.FilesInAMessage;

    /// <exception cref="RuleBroken">Too many, the same again, or too many links.</exception>
    public async Task CheckOpeningAsync(Words words, Guid listing, bool isVerified, CancellationToken cancel)
    {
        CheckLinks(words);
        var since = clock.GetUtcNow() - Day;
        var recent = db.Set<Enquiry>().Where(e => e.Opened > since);
        if (await recent.CountAsync(e => e.FromPerson == words.Author, cancel) >= options.Value.EnquiriesPerPersonADay) { throw new RuleBroken("deals.rule.personDay"); }
        var ofOrganization = await recent.CountAsync(e => e.FromOrganization == words.Organization, cancel);
        if (!isVerified && ofOrganization >= options.Value.EnquiriesPerUnverifiedOrganizationADay) { throw new RuleBroken("deals.rule.unverifiedDay"); }
        if (ofOrganization >= options.Value.EnquiriesPerOrganizationADay) { throw new RuleBroken("deals.rule.organizationDay"); }
        var fingerprint = words.Fingerprint;
        var same = await db.Set<EnquiryMessage>().Where(m => m.Organization == words.Organization && m.Fingerprint == fingerprint && m.SentAt > since)
            .Join(db.Set<Enquiry>(), m => m.EnquiryId, e => e.Id, (m, e) => e.Listing).Distinct().ToListAsync(cancel);
        if (same.Contains(listing)) { throw new RuleBroken("deals.rule.sentAlready"); }
        if (same.Count >= options.Value.SameTextADay) { throw new RuleBroken("deals.rule.sameText"); }
    }

    /// <exception cref="RuleBroken">Too many, the same again, or too many links.</exception>
    public async Task CheckReplyAsync(Words words, Guid enquiry, CancellationToken cancel)
    {
        CheckLinks(words);
        var now = clock.GetUtcNow();
        var hourAgo = now - TimeSpan.FromHours(1);
        if (await db.Set<EnquiryMessage>().CountAsync(m => m.Author == words.Author && m.SentAt > hourAgo, cancel) >= options.Value.MessagesPerPersonAnHour) { throw new RuleBroken("deals.rule.personHour"); }
        // A second press on the button, or the same form in two windows.
        var (fingerprint, justNow) = (words.Fingerprint, now - TimeSpan.FromMinutes(2));
        if (await db.Set<EnquiryMessage>().AnyAsync(m => m.EnquiryId == enquiry && m.Author == words.Author && m.Fingerprint == fingerprint && m.SentAt > justNow && m.WithdrawnAt == null, cancel))
        {
            throw new RuleBroken("deals.rule.sentAlready");
        }
    }

    private void CheckLinks(Words words)
    {
        if (Link().Count(words.Text) > options.Value.LinksInAMessage) { throw new RuleBroken("deals.rule.links"); }
    }

    [GeneratedRegex(@"https?://|\bwww\.", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
