using Marketplace.Search.Vectors;

namespace Marketplace.Search;

/// <summary>What pages, jobs and verbs know of an engine. Implementations are in modules of their own; one suite of contract tests holds for all.</summary>
public interface ISearchEngine
{
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancel);

    /// <summary>Counterparts of a document, by its whole profile rather than by a query.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<MatchAnswer> MatchAsync(MatchQuery query, CancellationToken cancel);

    /// <summary>Titles, keywords and organizations that begin with what is typed, in characters, pinyin or initials.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<IReadOnlyList<Suggestion>> SuggestAsync(SuggestQuery query, CancellationToken cancel);

    /// <summary>Takes changes in and keeps the event-log position, and the form of an entry, with them; they are found when the task completes. Of two versions the newer stays, whatever the order.</summary>
    /// <exception cref="SearchUnavailableException">Nothing of it is sure to be kept; apply again.</exception>
    Task ApplyAsync(IReadOnlyList<IndexChange> changes, long position, CancellationToken cancel);

    /// <summary>Documents whose present version has no vectors of a model yet, some of them; none where all have. A model of another name or another number of dimensions begins anew.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<IReadOnlyList<SearchDocument>> WithoutVectorsAsync(string model, int dimensions, int count, CancellationToken cancel);

    /// <summary>Takes vectors in; those of a version that is not the present one are dropped.</summary>
    /// <exception cref="SearchUnavailableException">Nothing of it is sure to be kept; it is asked for again.</exception>
    Task PutVectorsAsync(string model, IReadOnlyList<DocumentVectors> vectors, CancellationToken cancel);

    /// <summary>Documents whose present version has its vectors of a model and not those of its passages, some of them; none where all have.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<IReadOnlyList<SearchDocument>> WithoutPassagesAsync(string model, int dimensions, int count, CancellationToken cancel);

    /// <summary>Takes vectors of passages in; those of a version that is not the present one, or has no vectors of the whole, are dropped.</summary>
    /// <exception cref="SearchUnavailableException">Nothing of it is sure to be kept; it is asked for again.</exception>
    Task PutPassagesAsync(string model, IReadOnlyList<DocumentPassages> passages, CancellationToken cancel);

    /// <summary>Begins an empty generation beside the one that answers.</summary>
    Task<IIndexRebuild> BeginRebuildAsync(CancellationToken cancel);

    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<SearchStatus> StatusAsync(CancellationToken cancel);

    /// <summary>What the generation that answers takes on disk, one copy of it.</summary>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    Task<long> BytesAsync(CancellationToken cancel);
}

/// <summary>A generation in the making. Disposed without <see cref="CompleteAsync"/> it is thrown away.</summary>
public interface IIndexRebuild : IAsyncDisposable
{
    Task ApplyAsync(IReadOnlyList<IndexChange> changes, CancellationToken cancel);

    /// <summary>Lets the new generation answer from now on; queries under way finish on the old one.</summary>
    Task CompleteAsync(long position, CancellationToken cancel);
}

/// <summary>The engine is away: locked, down or broken. The message says why and what to do.</summary>
public sealed class SearchUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The engine answers, but not this question; others it may.</summary>
    public bool IsOfTheQuestion { get; init; }
}

/// <summary>A cursor that is not one of this site's, or belongs to another sort.</summary>
public sealed class BadCursorException() : Exception("The cursor is not one that this search gave.");
