using Marketplace.Listings.Comparing;

namespace Marketplace.Listings.Reviewing;

/// <summary>One list before a reviewer. <paramref name="IsWhole"/>: nothing stands beside it, so that each field needs one column only.</summary>
/// <param name="TextKey">Heading; null where the sentence above says it.</param>
/// <param name="IsFolded">Shown on demand.</param>
public sealed record ReviewList(string? TextKey, IReadOnlyList<Difference> Lines, bool IsWhole = false, bool IsFolded = false);

/// <summary>What a reviewer should look at: a first submission whole, a later one beside what was returned, a change beside what is published.</summary>
public static class ReviewLists
{
    public static IReadOnlyList<ReviewList> Of(Listing listing, ListingFacts facts)
    {
        var lists = new List<ReviewList>();
        if (listing.RefusedContent is { } refused) { lists.Add(new ReviewList(listing.Approved is null ? null : "listings.review.sinceRefusal", facts.Between(refused, listing.Draft))); }
        if (listing.Approved is { } approved) { lists.Add(new ReviewList(lists.Count == 0 ? null : "listings.review.sincePublished", facts.Between(approved, listing.Draft))); }
        else { lists.Add(new ReviewList(lists.Count == 0 ? null : "listings.review.whole", facts.Between(null, listing.Draft), IsWhole: true, IsFolded: lists.Count > 0)); }
        return lists;
    }
}
