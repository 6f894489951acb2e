using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Search;

namespace Marketplace.Matching;

public enum MatchKind { Achievement, Demand, Service, Organization }

public enum MatchState { New, Seen, Useful, Dismissed, Contacted }

/// <summary>Why a match is of no use.</summary>
public enum DismissalReason { OtherField, TooEarly, TooDear, Unclear, AlreadyKnown }

/// <summary>What a score was reckoned from and why.</summary>
/// <param name="Features">By name; see <c>Scoring/Features.cs</c>.</param>
/// <param name="Words">What both say alike.</param>
public sealed record MatchGrounds(IReadOnlyDictionary<string, double> Features, CommonWords Words)
{
    public static readonly MatchGrounds None = new(new Dictionary<string, double>(), CommonWords.None);
}

/// <summary>An operator who knows both sides thinks that they fit.</summary>
public sealed record Recommendation(Guid By, DateTimeOffset At, string? Words);

/// <summary>
/// A counterpart of a listing, as the listing's owner sees it. A demand and an achievement that fit are two of these, one for each owner, with the same score.
/// A pair is never forgotten, so that nobody is told twice of it.
/// </summary>
public sealed class Match : Entity, IVersioned
{
    /// <summary>From this score on a match is pushed: more likely right than not.</summary>
    public const int Good = 50;

    private Match() { }

    public Match(Listing listing, MatchKind kind, Guid counterpart, Guid counterpartOrganization, DateTimeOffset now) =>
        (Listing, Organization, Kind, Counterpart, CounterpartOrganization, FoundAt, ScoredAt) = (listing.Id, listing.Organization, kind, counterpart, counterpartOrganization, now, now);

    public int Version { get; private set; } = 1;
    public Guid Listing { get; private set; }

    /// <summary>Owner of the listing: who sees this.</summary>
    public Guid Organization { get; private set; }
    public MatchKind Kind { get; private set; }

    /// <summary>A listing, or an organization where <see cref="Kind"/> says so.</summary>
    public Guid Counterpart { get; private set; }
    public Guid CounterpartOrganization { get; private set; }

    /// <summary>The chance in percent that the pair is right.</summary>
    public int Score { get; private set; }
    public MatchGrounds Grounds { get; private set; } = MatchGrounds.None;

    /// <summary>False where the last reckoning no longer has it, or one side is closed.</summary>
    public bool IsOpen { get; private set; }
    public MatchState State { get; private set; }

    /// <summary>When there was last news of it: first found, grown likely, or recommended.</summary>
    public DateTimeOffset FoundAt { get; private set; }
    public DateTimeOffset ScoredAt { get; private set; }
    public DismissalReason? Reason { get; private set; }
    public Recommendation? Recommendation { get; private set; }
    public Guid? Enquiry { get; private set; }

    /// <summary>When it went into a digest; it goes into none after that.</summary>
    public DateTimeOffset? MailedAt { get; private set; }

    /// <summary>False where only an operator put the pair together: no score was reckoned for it.</summary>
    public bool IsScored => Grounds.Features.Count > 0;

    /// <summary>An operator recommends it, or the owner took it up: it stays as long as both sides are open, whether it is found or not.</summary>
    public bool IsKept => Recommendation is not null || State is MatchState.Useful or MatchState.Contacted;

    /// <summary>Owners are told of listings that answer theirs; services and organizations stand on the listing's page.</summary>
    public bool IsPushed => Kind is MatchKind.Achievement or MatchKind.Demand && (Score >= Good || Recommendation is not null);

    /// <param name="words">Asked only where the figures are others than before: the same figures come of the same texts.</param>
    public void Found(int score, IReadOnlyDictionary<string, double> features, Func<CommonWords> words, DateTimeOffset now)
    {
        IsOpen = true;
        if (Score == score && Grounds.Features.Count == features.Count && !Grounds.Features.Except(features).Any()) { return; }
        var wasPushed = IsPushed;
        (Score, Grounds, ScoredAt) = (score, new MatchGrounds(features, words()), now);
        // Seen while it was weak, it was passed over: that it is likely now is news.
        if (IsPushed && !wasPushed && MailedAt is null && State is (MatchState.New or MatchState.Seen)) { (State, FoundAt) = (MatchState.New, now); }
    }

    /// <param name="closed">One side is closed. Otherwise the pair is only found no longer, and one that is kept stays.</param>
    public void Leave(bool closed)
    {
        if (closed || !IsKept) { IsOpen = false; }
    }

    /// <summary>Both sides are open again. One that is not kept has to be found anew.</summary>
    public void Return()
    {
        if (IsKept) { IsOpen = true; }
    }

    public void See()
    {
        if (State == MatchState.New) { State = MatchState.Seen; }
    }

    public void CallUseful()
    {
        if (State != MatchState.Contacted) { State = MatchState.Useful; }
        Reason = null;
    }

    public void Dismiss(DismissalReason reason) => (State, Reason) = (MatchState.Dismissed, reason);

    public void TakeBack() => (State, Reason) = (Enquiry is null ? MatchState.Seen : MatchState.Contacted, null);

    /// <exception cref="RuleBroken">Somebody of the organization has done so already.</exception>
    public void Contact(Guid enquiry)
    {
        if (Enquiry is not null) { throw new RuleBroken("matching.rule.contacted"); }
        (State, Reason, Enquiry) = (MatchState.Contacted, null, enquiry);
    }

    public void Recommend(Recommendation recommendation)
    {
        (Recommendation, IsOpen, FoundAt) = (recommendation, true, recommendation.At);
        if (State is MatchState.Seen or MatchState.Dismissed) { (State, Reason) = (MatchState.New, null); }
        Raise(new MatchRecommended(Id, Listing, Counterpart, recommendation.By));
    }

    public void Mailed(DateTimeOffset now) => MailedAt = now;
}

/// <summary>An operator recommended a counterpart by hand.</summary>
public sealed record MatchRecommended(Guid Match, Guid Listing, Guid Counterpart, Guid By) : IEvent
{
    Guid IEvent.Subject => Match;
}

/// <summary>What an owner said of a match last, with what the score was reckoned from at that time: so that a ranker can be trained and compared.</summary>
public sealed class MatchFeedback : Entity
{
    private MatchFeedback() { }

    public MatchFeedback(Match match, Guid person)
    {
        (Match, Listing, Counterpart) = (match.Id, match.Listing, match.Counterpart);
        Kind = match.Kind;
        Person = person;
    }

    public Guid Match { get; private set; }
    public Guid Listing { get; private set; }
    public Guid Counterpart { get; private set; }
    public MatchKind Kind { get; private set; }
    public Guid Person { get; private set; }

    /// <summary>Null where it was called useful, or the other side was contacted.</summary>
    public DismissalReason? Reason { get; private set; }
    public string? Words { get; private set; }
    public int Score { get; private set; }
    public IReadOnlyDictionary<string, double> Features { get; private set; } = new Dictionary<string, double>();
    public DateTimeOffset At { get; private set; }

    public void Say(Match match, Guid person, DismissalReason? reason, string? words, DateTimeOffset now) =>
        (Person, Reason, Words, Score, Features, At) = (person, reason, words, match.Score, match.Grounds.Features, now);
}
