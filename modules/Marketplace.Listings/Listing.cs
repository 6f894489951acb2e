using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>
/// Something offered or wanted by an organization. Holds a draft, which its organization edits, and the last approved content, which readers see.
/// draft → in review → published → (paused) → concluded | withdrawn | expired; a refusal leads back to draft with reasons.
/// </summary>
public sealed class Listing : Entity, IAudited, IVersioned
{
    /// <summary>A listing expires this long after its last confirmation.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromDays(180);

    /// <summary>Days before expiry at which the owner is asked to confirm.</summary>
    public static readonly IReadOnlyList<int> ReminderDays = [30, 7, 1];

    private Listing() { }

    public Listing(Guid organization, ListingContent draft, Guid? author, DateTimeOffset now)
    {
        (Organization, Kind, Draft, Author, ShortId) = (organization, draft.Kind, draft, author, Data.ShortId.From(Id));
        (Created, DraftSaved) = (now, now);
        Name(draft.Title);
        Completeness = Listings.Completeness.Of(draft).Score;
        Slug = Slugs.Of(draft.Title);
        Raise(new ListingDrafted(Id, organization));
    }

    public int Version { get; private set; } = 1;
    public string ShortId { get; private set; } = "";
    public ListingKind Kind { get; private set; }
    public ListingState State { get; private set; }
    public Guid Organization { get; private set; }

    /// <summary>Who made it, and the person asked about it; null for imported ones.</summary>
    public Guid? Author { get; private set; }
    public Guid? Contact { get; private set; }

    /// <summary>Of the draft; lists of the workspace show it.</summary>
    [NotAudited] public Bilingual Title { get; private set; } = Bilingual.Empty;
    [NotAudited] public ListingContent Draft { get; private set; } = null!;

    /// <summary>What was typed into the form and cannot be part of the draft yet (a price in words), by field name. Nothing typed is lost.</summary>
    [NotAudited] public IReadOnlyDictionary<string, string> Unread { get; private set; } = new Dictionary<string, string>();

    /// <summary>Lower-case titles and short id, for searching.</summary>
    [NotAudited] public string SearchText { get; private set; } = "";
    public DateTimeOffset DraftSaved { get; private set; }

    /// <summary>The last approved content, shown to readers; null before the first approval.</summary>
    [NotAudited] public ListingContent? Approved { get; private set; }

    /// <summary>Number of the approved version, counted from 1; 0 before the first.</summary>
    public int ApprovedNumber { get; private set; }

    /// <summary>When the approved content last became another.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>What lists and counts ask of the approved content: its first field at the top level, who may see it, whether its owner stays unnamed.</summary>
    public string? Field { get; private set; }

    /// <summary>All its strategic fields, in order of their codes, parted by spaces; for counting.</summary>
    [NotAudited] public string AllFields { get; private set; } = "";
    public Visibility Visibility { get; private set; }
    public bool IsAnonymous { get; private set; }

    /// <summary>True while the draft says something else than the approved content.</summary>
    public bool HasChanges { get; private set; } = true;
    public DateTimeOffset Created { get; private set; }
    public DateTimeOffset? Submitted { get; private set; }

    /// <summary>First approval.</summary>
    public DateTimeOffset? Published { get; private set; }
    public DateTimeOffset? Confirmed { get; private set; }
    public DateTimeOffset? Expires { get; private set; }

    /// <summary>The smallest of <see cref="ReminderDays"/> that was mailed since the last confirmation.</summary>
    public int? Reminded { get; private set; }

    /// <summary>A key of an import row, unique in the organization, by which a second run recognises it.</summary>
    public string? ImportKey { get; private set; }
    public bool IsSample { get; private set; }
    public IReadOnlyList<Refusal> Refusals { get; private set; } = [];

    /// <summary>When it was refused, until it is submitted again.</summary>
    public DateTimeOffset? Refused { get; private set; }

    /// <summary>What was refused last, until something is approved: reviewers compare the next submission with it.</summary>
    [NotAudited] public ListingContent? RefusedContent { get; private set; }

    /// <summary>When it was concluded or withdrawn; null before, and where it ended before this was noted.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>0-100; see <see cref="Listings.Completeness"/>.</summary>
    public int Completeness { get; private set; }

    public bool IsPublic => State is ListingState.Published && Approved is not null;
    public bool IsEditable => State is not (ListingState.Concluded or ListingState.Withdrawn);

    /// <summary>A change of a published listing waits for review.</summary>
    public bool AwaitsReview => State == ListingState.InReview || ChangeSubmitted;
    public bool ChangeSubmitted { get; private set; }

    /// <summary>Readable end of the public page's address, from the approved title, else the draft's.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>A title may name its owner: the address of an anonymous demand is not made of it.</summary>
    private const string UnnamedSlug = "anonymous";

    /// <summary>Path of the public page, without language prefix.</summary>
    public string Path => PathOf(Kind, ShortId, Slug);

    public static string PathOf(ListingKind kind, string shortId, string slug) => $"/{KindPath(kind)}/{shortId}/{slug}";

    public static string KindPath(ListingKind kind) => kind switch { ListingKind.Achievement => "achievements", ListingKind.Demand => "demands", _ => "services" };

    /// <summary>Keeps what was typed, however thin. A draft in review, or a submitted change, goes back to being a draft.</summary>
    /// <exception cref="RuleBroken">The listing is concluded or withdrawn, or the kind differs.</exception>
    public void Edit(ListingContent draft, DateTimeOffset now)
    {
        if (!IsEditable) { throw new RuleBroken("listings.rule.closed"); }
        if (draft.Kind != Kind) { throw new RuleBroken("listings.rule.kind"); }
        (Draft, DraftSaved) = (draft, now);
        Name(draft.Title);
        if (Approved is null) { Slug = Slugs.Of(draft.Title); }
        if (State == ListingState.InReview) { State = ListingState.Draft; }
        ChangeSubmitted = false;
        HasChanges = Approved is null || JsonTextOptions.Write(Approved) != JsonTextOptions.Write(draft);
        Completeness = Listings.Completeness.Of(draft).Score;
    }

    private void Name(Bilingual title)
    {
        Title = title;
        SearchText = $"{title.Zh} {title.En} {ShortId}".ToLowerInvariant();
    }

    public void SetContact(Guid? person) => Contact = person;

    /// <summary>Keeps beside the draft what could not be read.</summary>
    public void KeepUnread(IReadOnlyDictionary<string, string> typed) => Unread = typed;

    /// <exception cref="RuleBroken">Something needed is missing, or it is not a draft.</exception>
    public void Submit(bool organizationIsVerified, DateTimeOffset now)
    {
        if (!organizationIsVerified) { throw new RuleBroken("listings.rule.unverified"); }
        if (State is not (ListingState.Draft or ListingState.Published or ListingState.Paused or ListingState.Expired)) { throw new RuleBroken("listings.rule.notDraft"); }
        if (State != ListingState.Draft && !HasChanges) { throw new RuleBroken("listings.rule.nothingChanged"); }
        if (Listings.Completeness.Of(Draft).MissingForReview.Count > 0) { throw new RuleBroken("listings.rule.incomplete"); }
        if (State == ListingState.Draft) { State = ListingState.InReview; } else { ChangeSubmitted = true; }
        (Submitted, Refused) = (now, null);
        Raise(new ListingSubmitted(Id, Organization, Kind));
    }

    /// <summary>The draft becomes the approved content, as a new version.</summary>
    /// <exception cref="RuleBroken">It does not wait for review, or its only right has lapsed.</exception>
    public ListingVersion Approve(Guid? reviewer, DateTimeOffset now)
    {
        if (!AwaitsReview) { throw new RuleBroken("listings.rule.notInReview"); }
        if (OnlyRightHasLapsed(Draft)) { throw new RuleBroken("listings.rule.lapsed"); }
        return Publish(reviewer, now);
    }

    /// <summary>For seeds and imports by operators, which need no review.</summary>
    public ListingVersion PublishAtOnce(DateTimeOffset now)
    {
        if (!IsEditable) { throw new RuleBroken("listings.rule.closed"); }
        return Publish(reviewer: null, now);
    }

    private ListingVersion Publish(Guid? reviewer, DateTimeOffset now)
    {
        (Approved, ApprovedAt, HasChanges, ChangeSubmitted, Refusals, Refused, RefusedContent) = (Draft, now, false, false, [], null, null);
        AllFields = string.Join(' ', Approved.Fields.Select(f => f.Split('.')[0]).Distinct().Order(StringComparer.Ordinal));
        (Field, Visibility, IsAnonymous) = (Approved.Fields.FirstOrDefault()?.Split('.')[0], Approved.Visibility, Approved is DemandContent { Anonymous: true });
        Slug = IsAnonymous ? UnnamedSlug : Slugs.Of(Approved.Title);
        ApprovedNumber++;
        State = ListingState.Published;
        Published ??= now;
        Completeness = Listings.Completeness.Of(Draft).Score;
        StartClock(now);
        Raise(new ListingPublished(Id, Organization, Kind, ApprovedNumber));
        return new ListingVersion(Id, ApprovedNumber, Approved, reviewer, now);
    }

    /// <exception cref="RuleBroken">It does not wait for review, or no reason is given.</exception>
    public void Refuse(Refusal refusal)
    {
        if (!AwaitsReview) { throw new RuleBroken("listings.rule.notInReview"); }
        if (refusal.Reasons.Count == 0) { throw new RuleBroken("listings.rule.reasonNeeded"); }
        if (refusal.Reasons.Contains(RefusalReason.Other) && string.IsNullOrWhiteSpace(refusal.Text)) { throw new RuleBroken("listings.rule.reasonTextNeeded"); }
        if (State == ListingState.InReview) { State = ListingState.Draft; }
        ChangeSubmitted = false;
        Refusals = [.. Refusals, refusal];
        (Refused, RefusedContent) = (refusal.At, Draft);
        Raise(new ListingRefused(Id, Organization, Kind));
    }

    /// <summary>The owner says that everything still holds: the clock of freshness starts anew.</summary>
    public void Confirm(DateTimeOffset now)
    {
        if (State is not (ListingState.Published or ListingState.Paused or ListingState.Expired)) { throw new RuleBroken("listings.rule.notPublished"); }
        var wasExpired = State == ListingState.Expired;
        if (wasExpired) { State = ListingState.Published; }
        StartClock(now);
        Raise(new ListingConfirmed(Id, Organization, Kind));
    }

    private void StartClock(DateTimeOffset now) => (Confirmed, Expires, Reminded) = (now, now + Freshness, null);

    /// <summary>Which reminder is due, or null; it is noted as sent.</summary>
    public int? TakeDueReminder(DateTimeOffset now)
    {
        if (State != ListingState.Published || Expires is not { } end) { return null; }
        var due = ReminderDays.Where(days => now >= end - TimeSpan.FromDays(days) && (Reminded is null || days < Reminded)).Select(d => (int?)d).Min();
        if (due is null) { return null; }
        Reminded = due;
        return due;
    }

    /// <returns>Whether it expired now.</returns>
    public bool ExpireIfDue(DateTimeOffset now)
    {
        if (State is not (ListingState.Published or ListingState.Paused) || Expires is not { } end || now < end) { return false; }
        State = ListingState.Expired;
        Raise(new ListingExpired(Id, Organization, Kind));
        return true;
    }

    public void Pause() => Move(from: [ListingState.Published], to: ListingState.Paused);
    public void Resume() => Move(from: [ListingState.Paused], to: ListingState.Published);
    public void Withdraw(DateTimeOffset now) => End([ListingState.Draft, ListingState.InReview, ListingState.Published, ListingState.Paused, ListingState.Expired], ListingState.Withdrawn, now);
    public void Conclude(DateTimeOffset now) => End([ListingState.Published, ListingState.Paused, ListingState.Expired], ListingState.Concluded, now);

    private void End(ListingState[] from, ListingState to, DateTimeOffset now)
    {
        Move(from, to);
        Ended = now;
    }

    private void Move(ListingState[] from, ListingState to)
    {
        if (!from.Contains(State)) { throw new RuleBroken("listings.rule.stateChange"); }
        State = to;
        ChangeSubmitted = false;
        Raise(new ListingStateChanged(Id, Organization, Kind, to));
    }

    /// <summary>Marks where it came from: an import row or the demonstration city.</summary>
    public void CameFrom(string? importKey, bool isSample) => (ImportKey, IsSample) = (importKey, isSample);

    /// <summary>A listing whose only right has lapsed is closed and says why (domain: intellectual property).</summary>
    public static bool OnlyRightHasLapsed(ListingContent content) =>
        content is AchievementContent { Rights.Count: > 0 } achievement && achievement.Rights.All(r => r.Status == RightStatus.Lapsed);
}

public enum ListingState { Draft, InReview, Published, Paused, Concluded, Withdrawn, Expired }

/// <summary>An approved version. The public page shows the newest; reviewers compare with it.</summary>
public sealed class ListingVersion : Entity
{
    private ListingVersion() { }

    internal ListingVersion(Guid listing, int number, ListingContent content, Guid? reviewer, DateTimeOffset at) =>
        (Listing, Number, Content, Reviewer, At) = (listing, number, content, reviewer, at);

    public Guid Listing { get; private set; }
    public int Number { get; private set; }
    public ListingContent Content { get; private set; } = null!;
    public Guid? Reviewer { get; private set; }
    public DateTimeOffset At { get; private set; }
}

public sealed record Refusal(IReadOnlyList<RefusalReason> Reasons, string? Text, Guid? Reviewer, DateTimeOffset At);

public enum RefusalReason { TooEarly, BenefitUnclear, CommercialRouteUnclear, DescriptionUnclear, Duplicate, ConfidentialContent, NotEntitled, Other }

/// <summary>A rule of the domain was broken; the message is the text key of what to tell the person.</summary>
public sealed class RuleBroken(string textKey) : Exception(textKey)
{
    public string TextKey { get; } = textKey;
}
