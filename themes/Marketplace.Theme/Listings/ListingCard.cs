using Microsoft.AspNetCore.Html;

namespace Marketplace.Theme;

/// <summary>What a listing or organization shows of itself in a list or on a card; made by whoever lists it.</summary>
/// <param name="Kind"><c>achievement</c>, <c>demand</c>, <c>service</c> or <c>organization</c>.</param>
/// <param name="Href">Where its page is; may begin with <c>~/</c>.</param>
/// <param name="Title">Title in the reader's language.</param>
public sealed record ListingCard(string Kind, string Href, string Title)
{
    /// <summary>The title with its found words marked, already encoded.</summary>
    public IHtmlContent? MarkedTitle { get; init; }
    public string? Summary { get; init; }
    public IHtmlContent? MarkedSummary { get; init; }

    /// <summary>Language of title and summary where it is not the page's.</summary>
    public string? Lang { get; init; }
    public string? Organization { get; init; }
    public string? OrganizationHref { get; init; }
    public bool Verified { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The fact in bold: a price, a budget, a match.</summary>
    public string? Lead { get; init; }
    public int? Trl { get; init; }

    /// <summary>Short facts below it, in words: "12 days ago confirmed", "18 days left".</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Field code for the drawn cover.</summary>
    public string? Field { get; init; }
    public string? Image { get; init; }
    public string? ImageWebp { get; init; }
    public string? ImageAlt { get; init; }

    /// <summary>A state to show beside the kind (expired, concluded), or null.</summary>
    public string? Status { get; init; }
}
