namespace Marketplace.Search;

public sealed record SearchResult
{
    public static readonly SearchResult Empty = new();

    /// <summary>Documents that answer, on all pages.</summary>
    public int Total { get; init; }

    /// <summary>How many of them lack the words and mean nearly the same; they are marked by <see cref="SearchHit.Near"/> and in no facet's count.</summary>
    public int Near { get; init; }
    public IReadOnlyList<SearchHit> Hits { get; init; } = [];

    /// <summary>Counts a facet, most first. A facet's counts leave its own choice out, so that they say what choosing otherwise would give.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets { get; init; } = new Dictionary<string, IReadOnlyList<FacetCount>>();

    /// <summary>On the first page: words that the best answer does without, because nothing has all of them.</summary>
    public IReadOnlyList<string> DroppedWords { get; init; } = [];

    /// <summary>Where nothing was found: terms near the query that would find something.</summary>
    public IReadOnlyList<string> NearestTerms { get; init; } = [];

    /// <summary>Cursor of the next page, or null on the last.</summary>
    public string? Next { get; init; }

    /// <summary>True where the engine was away and the database answered with a plain contains-match.</summary>
    public bool FromDatabase { get; init; }
}

/// <summary>One answer. Scores compare within one query only. <paramref name="Near"/>: it lacks the words and means nearly the same.</summary>
public sealed record SearchHit(SearchDocument Document, double Score, IReadOnlyList<TextSegment> Title, IReadOnlyList<TextSegment> Snippet, bool Near = false);

/// <summary>A piece of text, marked where it matches the query.</summary>
public readonly record struct TextSegment(string Text, bool Match);

public readonly record struct FacetCount(string Code, int Count);

/// <summary>A suggestion while typing. <paramref name="Kind"/>: <c>title</c>, <c>keyword</c> or <c>organization</c>.</summary>
public sealed record Suggestion(string Text, string Kind);

/// <param name="Engine">Name of the engine.</param>
/// <param name="Documents">Documents that can be found.</param>
/// <param name="Generation">Name of the generation that answers.</param>
/// <param name="Position">Event-log position that the index has reached; 0 for an empty one.</param>
/// <param name="Outdated">An earlier version of the program made the index: what its entries lack cannot be found, and an engine may refuse entries of the present form.</param>
/// <param name="Vectors">Documents whose present version has vectors.</param>
public sealed record SearchStatus(string Engine, int Documents, string Generation, long Position, bool Outdated, int Vectors);
