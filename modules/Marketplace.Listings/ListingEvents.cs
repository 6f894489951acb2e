using Marketplace.Data;

namespace Marketplace.Listings;

/// <summary>What all events of a listing have; the public pages that show it are evicted from the cache.</summary>
public interface IListingEvent : IEvent
{
    Guid Listing { get; }
    Guid Organization { get; }
    Guid IEvent.Subject => Listing;
    IEnumerable<string> IEvent.Touches => [$"listing:{Listing}", $"organization:{Organization}", "listings"];
}

public sealed record ListingDrafted(Guid Listing, Guid Organization) : IEvent
{
    public Guid Subject => Listing;
}

public sealed record ListingSubmitted(Guid Listing, Guid Organization, ListingKind Kind) : IEvent
{
    public Guid Subject => Listing;
}

/// <summary>First approval or a later version.</summary>
public sealed record ListingPublished(Guid Listing, Guid Organization, ListingKind Kind, int Number) : IListingEvent;

public sealed record ListingRefused(Guid Listing, Guid Organization, ListingKind Kind) : IEvent
{
    public Guid Subject => Listing;
}

public sealed record ListingConfirmed(Guid Listing, Guid Organization, ListingKind Kind) : IListingEvent;

public sealed record ListingExpired(Guid Listing, Guid Organization, ListingKind Kind) : IListingEvent;

/// <summary>Paused, resumed, withdrawn, concluded.</summary>
public sealed record ListingStateChanged(Guid Listing, Guid Organization, ListingKind Kind, ListingState State) : IListingEvent;
