namespace Marketplace.Search;

public enum SearchSort { Relevance, Newest, Price, Trl }

/// <summary>What is asked of an engine.</summary>
public sealed record SearchQuery
{
    public const int MaxLimit = 100;

    /// <summary>As typed: words, "phrases", -not. Empty: everything that the choices leave.</summary>
    public string Text { get; init; } = "";

    /// <summary>Chosen codes a facet: those of one facet are alternatives, facets are all wanted.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Choices { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public int? TrlMin { get; init; }
    public int? TrlMax { get; init; }

    /// <summary>Whole CNY.</summary>
    public decimal? PriceMin { get; init; }
    public decimal? PriceMax { get; init; }

    /// <summary>Only what belongs to this organization.</summary>
    public Guid? Organization { get; init; }

    public SearchSort Sort { get; init; }

    /// <summary>Hits to answer with. Pages and the API ask for 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 20;

    /// <summary><see cref="SearchResult.Next"/> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary><c>zh-CN</c> or <c>en</c>: the language in which titles and snippets are cut where both exist.</summary>
    public string Language { get; init; } = Modularity.Language.Zh;

    public ReaderScope Reader { get; init; }

    /// <summary>The text's vector in the model whose vectors the index holds; null for words only. Used where answers come by relevance.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>
    /// Asks a second time with the words of the first answers beside those typed: finds what is told in other words of the same trade, and answers with much that lacks the words.
    /// Used where answers come by relevance.
    /// </summary>
    public bool Expand { get; init; }

    internal bool Expands => Expand && Sort == SearchSort.Relevance;

    public bool WithFacets { get; init; } = true;
}

public sealed record SuggestQuery(string Text, string Language, int Limit = 8);

/// <summary>A document that comes (<see cref="Document"/>) or goes (null). A deletion has a version as well, so that a late older document stays away.</summary>
public sealed record IndexChange(Guid Id, long Version, SearchDocument? Document)
{
    public static IndexChange Put(SearchDocument document) => new(document.Id, document.Version, document);
    public static IndexChange Remove(Guid id, long version) => new(id, version, null);
}
