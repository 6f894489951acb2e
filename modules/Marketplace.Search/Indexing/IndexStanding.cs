namespace Marketplace.Search.Indexing;

/// <summary>How the index stands, for those who run the site.</summary>
/// <param name="Status">What the engine says; null while it is away.</param>
/// <param name="Lag">Events that the index has still to read; 0 where it says what the database says.</param>
/// <param name="Away">Why the engine does not answer; null where it does.</param>
public sealed record IndexStanding(SearchStatus? Status, long Lag, string? Away);

/// <summary>Looks how the index stands, for the operators' page.</summary>
internal sealed class IndexStandings(ISearchEngine engine, IndexFeed feed)
{
    /// <summary>A cluster that is away is waited for no longer than this by whoever looks at a page.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IndexStanding> LookAsync(CancellationToken cancel)
    {
        try
        {
            var status = await engine.StatusAsync(cancel).WaitAsync(Patience, cancel);
            return new IndexStanding(status, await feed.LagAsync(status.Position, cancel), null);
        }
        catch (SearchUnavailableException away) { return new IndexStanding(null, 0, away.Message); }
        catch (TimeoutException late) { return new IndexStanding(null, 0, late.Message); }
    }
}
