using Marketplace.Accounts;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>A listing as one reader may see it: what the reader may not see is not in it. Drawn by the partial <c>_ListingDetails</c>, for the public page and for previews.</summary>
public sealed record ListingView
{
    public required Guid Id { get; init; }
    public required string ShortId { get; init; }
    public required string Slug { get; init; }
    public required ListingContent Content { get; init; }
    public IReadOnlyList<HeldBack> HeldBack { get; init; } = [];

    /// <summary>Null where the owner stays unnamed to this reader.</summary>
    public OwnerCard? Owner { get; init; }

    /// <summary>The owner's name is hidden from the public, though this reader may see it.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Name of the person asked about it, where it may be shown.</summary>
    public Bilingual? Contact { get; init; }
    public Guid? ContactId { get; init; }
    public ListingState State { get; init; }
    public DateTimeOffset? Published { get; init; }

    /// <summary>When it was concluded or withdrawn.</summary>
    public DateTimeOffset? Ended { get; init; }
    public DateTimeOffset? ApprovedAt { get; init; }
    public DateTimeOffset? Confirmed { get; init; }
    public DateTimeOffset? Expires { get; init; }
    public int Completeness { get; init; }
    public bool IsSample { get; init; }

    /// <summary>Up to which stage the reader sees.</summary>
    public Stage Stage { get; init; }

    /// <summary>The reader belongs to the owner.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Shown to its writer before it is public: nothing to press.</summary>
    public bool IsPreview { get; init; }

    public ListingKind Kind => Content.Kind;
    public string Path => Listing.PathOf(Kind, ShortId, Slug);
    public bool IsOpen => State == ListingState.Published && !IsPreview;
    public bool RightsLapsed => Listing.OnlyRightHasLapsed(Content);

    /// <summary>Some of what is shown is not in the reader's language.</summary>
    public bool FallsBack => Content.Title.FallsBack || Content.Summary.FallsBack || Content.Blocks.Any(b => b.Text.FallsBack);

    /// <summary>The draft as a reader of <paramref name="stage"/> would see it once approved.</summary>
    public static ListingView Preview(Listing listing, Organization owner, Stage stage, DateTimeOffset now)
    {
        var isAnonymous = listing.Draft is DemandContent { Anonymous: true };
        var content = listing.Draft.For(stage);
        return new ListingView
        {
            Id = listing.Id,
            ShortId = listing.ShortId,
            Slug = listing.Slug,
            Content = isAnonymous ? Unnamed.Of(content, owner) : content,
            HeldBack = Listings.HeldBack.Of(listing.Draft, stage),
            Owner = isAnonymous ? null : OwnerCard.Of(owner, now),
            IsAnonymous = isAnonymous,
            State = listing.State,
            Published = listing.Published,
            Ended = listing.Ended,
            Confirmed = listing.Confirmed,
            Expires = listing.Expires,
            Completeness = listing.Completeness,
            IsSample = listing.IsSample,
            Stage = stage,
            IsPreview = true,
        };
    }
}

/// <summary>A block or attachment that the reader does not see yet, and from which stage on: never what it says.</summary>
/// <param name="Kind">Null for attachments.</param>
public sealed record HeldBack(Stage Stage, BlockKind? Kind, int Count)
{
    public static IReadOnlyList<HeldBack> Of(ListingContent content, Stage stage) =>
    [
        .. content.Blocks.Where(b => b.Stage > stage).GroupBy(b => (b.Stage, b.Kind)).OrderBy(g => g.Key.Stage).Select(g => new HeldBack(g.Key.Stage, g.Key.Kind, g.Count())),
        .. content.Attachments.Where(a => a.Stage > stage).GroupBy(a => a.Stage).OrderBy(g => g.Key).Select(g => new HeldBack(g.Key, null, g.Count())),
    ];
}

/// <summary>What the public may know of an organization beside its listings.</summary>
public sealed record OwnerCard(Guid Id, string ShortId, string Path, Bilingual Name, OrganizationKind Kind, string? Region, DateTimeOffset? VerifiedAt, bool IsVerified, int? MedianFirstReplyMinutes, Guid? Logo)
{
    public static OwnerCard Of(Organization o, DateTimeOffset now) =>
        new(o.Id, o.ShortId, o.Path, o.Name, o.Kind, o.Region, o.VerifiedAt, o.IsVerified(now), o.MedianFirstReplyMinutes, o.LogoFileId);
}
