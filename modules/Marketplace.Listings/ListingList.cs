using System.Globalization;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>What a line of a desk's list shows, without the long texts.</summary>
public sealed record ListingLine(Guid Id, string ShortId, ListingKind Kind, ListingState State, bool IsReturned, bool ChangeSubmitted, bool HasChanges, int ApprovedNumber, Bilingual Title, int Completeness,
    DateTimeOffset DraftSaved, DateTimeOffset? Submitted, DateTimeOffset? Confirmed, DateTimeOffset? Expires, Guid Organization)
{
    /// <summary>For the badge: a draft that was refused is told apart.</summary>
    public string Status => IsReturned ? "Returned" : ChangeSubmitted ? "InReview" : State.ToString();
}

/// <summary>A place in a list ordered by a time and then the id, both falling or both rising.</summary>
public readonly record struct Place(DateTimeOffset At, Guid Id)
{
    public override string ToString() => $"{At.UtcTicks:x}.{Id:N}";

    /// <summary>Null where the text is no place; the list then begins at its start.</summary>
    public static Place? Parse(string? text) =>
        text?.Split('.') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at) && at is >= 0 and < 3155378975999999999 && Guid.TryParseExact(id, "N", out var guid)
            ? new Place(new DateTimeOffset(at, TimeSpan.Zero), guid) : null;
}

/// <summary>Lists of listings for the desk: by the time of the last change, newest first, paged by place so that any page is as quick as the first.</summary>
public static class ListingList
{
    public const int PageSize = 30;

    public static IQueryable<ListingLine> Lines(this IQueryable<Listing> listings) => listings.Select(l => new ListingLine(
        l.Id, l.ShortId, l.Kind, l.State, l.Refused != null, l.ChangeSubmitted, l.HasChanges, l.ApprovedNumber, l.Title, l.Completeness, l.DraftSaved, l.Submitted, l.Confirmed, l.Expires, l.Organization));

    /// <summary>Every word of the search, in titles or short id.</summary>
    public static IQueryable<Listing> Matching(this IQueryable<Listing> listings, string? search)
    {
        foreach (var word in (search ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(6))
        {
            listings = listings.Where(l => l.SearchText.Contains(word));
        }
        return listings;
    }

    /// <param name="listings">Already filtered.</param>
    /// <param name="after">The place of the last line of the page before.</param>
    /// <param name="cancel">Ends with the request.</param>
    public static async Task<(List<ListingLine> Lines, Place? Next)> PageAsync(this IQueryable<Listing> listings, Place? after, CancellationToken cancel)
    {
        if (after is { } place) { listings = listings.Where(l => l.DraftSaved < place.At || (l.DraftSaved == place.At && l.Id.CompareTo(place.Id) < 0)); }
        var lines = await listings.OrderByDescending(l => l.DraftSaved).ThenByDescending(l => l.Id).Take(PageSize + 1).Lines().ToListAsync(cancel);
        if (lines.Count <= PageSize) { return (lines, null); }
        lines.RemoveAt(PageSize);
        return (lines, new Place(lines[^1].DraftSaved, lines[^1].Id));
    }
}
