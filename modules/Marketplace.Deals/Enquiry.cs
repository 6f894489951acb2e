using System.Security.Cryptography;
using System.Text;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Deals;

public enum EnquiryState { Open, Answered, Closed }

/// <summary>Who asks about a listing, and whose listing it is.</summary>
public enum EnquiryParty { Asker, Owner }

/// <summary>An organization asks another about its listing; both keep the conversation. Nothing in it is deleted.</summary>
public sealed class Enquiry : Entity, IAudited, IVersioned
{
    public const int LongestSubject = 100;

    /// <summary>A reply is mailed after this pause, with whatever else was said meanwhile.</summary>
    public static readonly TimeSpan MailPause = TimeSpan.FromMinutes(3);

    private readonly List<EnquiryMessage> messages = [];
    private readonly List<EnquirySide> sides = [];
    private readonly List<ReplyStep> steps = [];

    private Enquiry() { }

    /// <param name="listing">What is asked about.</param>
    /// <param name="first">The first message.</param>
    /// <param name="subject">Of the conversation.</param>
    /// <param name="calendar">Of the office.</param>
    /// <param name="now">When it is asked.</param>
    /// <param name="title">The listing's title as the asker knows it, where it is not the approved one.</param>
    /// <exception cref="RuleBroken">The listing is the asker's own, or takes no enquiries.</exception>
    public static Enquiry Open(Listing listing, Words first, string subject, WorkingCalendar calendar, DateTimeOffset now, Bilingual? title = null)
    {
        if (first.Organization == listing.Organization) { throw new RuleBroken("deals.rule.own"); }
        if (!listing.IsPublic) { throw new RuleBroken("deals.rule.notPublic"); }
        var enquiry = new Enquiry
        {
            Listing = listing.Id, ListingShortId = listing.ShortId, ListingKind = listing.Kind, ListingTitle = title ?? listing.Approved!.Title,
            OwnerIsAnonymous = listing.Approved is DemandContent { Anonymous: true },
            FromOrganization = first.Organization, FromPerson = first.Author, ToOrganization = listing.Organization, ToPerson = listing.Contact ?? listing.Author,
            Subject = subject, State = EnquiryState.Open, Opened = now, LastMessageAt = now, NextStepAt = calendar.Add(now, ReplyClock.Days[ReplyStepKind.Reminder]),
        };
        enquiry.sides.Add(new EnquirySide(enquiry.Id, EnquiryParty.Asker, first.Organization, now));
        enquiry.sides.Add(new EnquirySide(enquiry.Id, EnquiryParty.Owner, listing.Organization, now));
        enquiry.Raise(new EnquiryOpened(enquiry.Id, listing.Id, first.Organization, listing.Organization));
        enquiry.Say(EnquiryParty.Asker, first, TimeSpan.Zero, now);
        return enquiry;
    }

    public int Version { get; private set; } = 1;
    public Guid Listing { get; private set; }
    public string ListingShortId { get; private set; } = "";
    public ListingKind ListingKind { get; private set; }

    /// <summary>As it was when the enquiry was opened.</summary>
    public Bilingual ListingTitle { get; private set; } = Bilingual.Empty;

    /// <summary>The listing is a demand whose owner does not want to be known yet: the asker sees no name of that side.</summary>
    public bool OwnerIsAnonymous { get; private set; }
    public Guid FromOrganization { get; private set; }
    public Guid FromPerson { get; private set; }
    public Guid ToOrganization { get; private set; }

    /// <summary>The listing's contact; null where it names none.</summary>
    public Guid? ToPerson { get; private set; }
    public string Subject { get; private set; } = "";
    public EnquiryState State { get; private set; }
    public DateTimeOffset Opened { get; private set; }
    public DateTimeOffset? FirstReplyAt { get; private set; }
    [NotAudited] public DateTimeOffset LastMessageAt { get; private set; }

    /// <summary>When the reply clock goes on; null once it has stopped.</summary>
    [NotAudited] public DateTimeOffset? NextStepAt { get; private set; }
    public IReadOnlyList<EnquiryMessage> Messages => messages;
    public IReadOnlyList<EnquirySide> Sides => sides;
    public IReadOnlyList<ReplyStep> Steps => steps;

    /// <summary>The side of an organization, or null for a foreign one.</summary>
    public EnquiryParty? PartyOf(Guid? organization) =>
        organization == FromOrganization ? EnquiryParty.Asker : organization == ToOrganization ? EnquiryParty.Owner : null;

    /// <summary>The owner's first reply stops the clock; a reply to a closed enquiry opens it again.</summary>
    /// <exception cref="RuleBroken">The organization is no party.</exception>
    public EnquiryMessage Reply(Words words, DateTimeOffset now)
    {
        var party = PartyOf(words.Organization) ?? throw new RuleBroken("deals.rule.foreign");
        if (party == EnquiryParty.Owner && FirstReplyAt is null)
        {
            (FirstReplyAt, NextStepAt) = (now, null);
            Raise(new EnquiryAnswered(Id, Listing, FromOrganization, ToOrganization));
        }
        State = FirstReplyAt is null ? EnquiryState.Open : EnquiryState.Answered;
        return Say(party, words, MailPause, now);
    }

    /// <exception cref="RuleBroken">The organization is no party.</exception>
    public void Close(Guid organization)
    {
        if (PartyOf(organization) is null) { throw new RuleBroken("deals.rule.foreign"); }
        if (State == EnquiryState.Closed) { return; }
        (State, NextStepAt) = (EnquiryState.Closed, null);
        Raise(new EnquiryClosed(Id, Listing, organization));
    }

    /// <summary>Takes back what the person said: a mark stays, the words are shown to staff only.</summary>
    /// <exception cref="RuleBroken">Somebody else said it.</exception>
    public void Withdraw(Guid message, Guid person, DateTimeOffset now)
    {
        var said = messages.SingleOrDefault(m => m.Id == message);
        if (said is null || said.Author != person) { throw new RuleBroken("deals.rule.notYours"); }
        if (said.WithdrawnAt is not null) { return; }
        said.Withdraw(now);
        Raise(new EnquiryMessageWithdrawn(Id, message));
    }

    /// <summary>The next step of the reply clock where it is due, noted as taken; else null. After a pause of the site steps still come a working day apart.</summary>
    public ReplyStepKind? TakeDueStep(WorkingCalendar calendar, DateTimeOffset now)
    {
        if (State != EnquiryState.Open || FirstReplyAt is not null || NextStepAt is null || NextStepAt > now) { return null; }
        var step = (ReplyStepKind)(steps.Count + 1);
        steps.Add(new ReplyStep(Id, step, now));
        var next = step + 1;
        NextStepAt = ReplyClock.Days.TryGetValue(next, out var days) ? Later(calendar.Add(Opened, days), calendar.Add(now, 1)) : null;
        Raise(new EnquiryOverdue(Id, step));
        return step;
    }

    private EnquiryMessage Say(EnquiryParty party, Words words, TimeSpan mailPause, DateTimeOffset now)
    {
        var message = new EnquiryMessage(Id, party, words, now);
        messages.Add(message);
        LastMessageAt = now;
        foreach (var side in sides) { side.Hears(fromItself: side.Party == party, mailPause, now); }
        Raise(new EnquiryMessageSent(Id, message.Id, FromOrganization, ToOrganization));
        return message;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>What somebody says for an organization; plain text.</summary>
public sealed record Words(Guid Organization, Guid Author, string Text)
{
    public const int Longest = 5000;

    /// <summary>Equal for texts that differ only in case, spacing and punctuation.</summary>
    internal string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Text.Where(char.IsLetterOrDigit)).ToLowerInvariant())));
}

/// <summary>One message. The words stay when it is withdrawn, with a mark.</summary>
public sealed class EnquiryMessage : Entity, IAudited
{
    private EnquiryMessage() { }

    internal EnquiryMessage(Guid enquiry, EnquiryParty party, Words words, DateTimeOffset now) =>
        (EnquiryId, Party, Organization, Author, Text, Fingerprint, SentAt) = (enquiry, party, words.Organization, words.Author, words.Text, words.Fingerprint, now);

    public Guid EnquiryId { get; private set; }
    public EnquiryParty Party { get; private set; }
    public Guid Organization { get; private set; }
    public Guid Author { get; private set; }
    [NotAudited] public string Text { get; private set; } = "";
    [NotAudited] public string Fingerprint { get; private set; } = "";
    public DateTimeOffset SentAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    internal void Withdraw(DateTimeOffset now) => WithdrawnAt = now;
}

/// <summary>An enquiry as it lies in the inbox of one of its two organizations.</summary>
public sealed class EnquirySide : Entity
{
    private EnquirySide() { }

    internal EnquirySide(Guid enquiry, EnquiryParty party, Guid organization, DateTimeOffset now) =>
        (EnquiryId, Party, Organization, LastMessageAt) = (enquiry, party, organization, now);

    public Guid EnquiryId { get; private set; }
    public EnquiryParty Party { get; private set; }
    public Guid Organization { get; private set; }
    public DateTimeOffset LastMessageAt { get; private set; }

    /// <summary>Messages of the other side since this one read.</summary>
    public int Unread { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
    public DateTimeOffset? MailDueAt { get; private set; }

    /// <summary>Since this side read last: it gets no other mail about this enquiry before it reads.</summary>
    public DateTimeOffset? MailedAt { get; private set; }

    internal void Hears(bool fromItself, TimeSpan mailPause, DateTimeOffset now)
    {
        LastMessageAt = now;
        if (fromItself) { return; }
        Unread++;
        if (MailedAt is null) { MailDueAt ??= now + mailPause; }
    }

    internal void Mailed(DateTimeOffset now) => (MailedAt, MailDueAt) = (now, null);
}
