namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// A generation in the making: not refreshed and without copies until it answers. While one lot is written the next is gathered. Lots follow each other, and within a lot a document
/// always goes the same way, so that of two states with one version the later stays.
/// </summary>
internal sealed class Rebuild(Generations generations, Writer writer, string generation, CarriedVectors? carried) : IIndexRebuild
{
    private const int Lot = 2_000;
    private static readonly int Ways = Math.Clamp(Environment.ProcessorCount, 2, 4);
    private readonly List<IndexChange> gathered = [];
    private readonly CancellationTokenSource givenUp = new();
    private Task writing = Task.CompletedTask;
    private bool complete;

    public async Task ApplyAsync(IReadOnlyList<IndexChange> changes, CancellationToken cancel)
    {
        gathered.AddRange(changes);
        if (gathered.Count >= Lot) { await SendAsync(cancel); }
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        var ways = gathered.GroupBy(c => (c.Id.GetHashCode() & int.MaxValue) % Ways).Select(w => w.ToList()).ToList();
        gathered.Clear();
        writing = Task.WhenAll(ways.Select(way => Task.Run(() => writer.WriteAsync(generation, way, carried, givenUp.Token), givenUp.Token)));
    }

    public async Task CompleteAsync(long position, CancellationToken cancel)
    {
        await SendAsync(cancel);
        await writing.WaitAsync(cancel);
        await generations.KeepPositionAsync(generation, position, refresh: true, cancel);
        await generations.SwitchAsync(generation, cancel);
        complete = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!complete)
        {
            await givenUp.CancelAsync();
            await writing.ContinueWith(_ => { }, TaskScheduler.Default);
            // Where the cluster is away, the next rebuild removes it.
            try { await generations.RemoveAsync(generation, CancellationToken.None); }
            catch (SearchUnavailableException) { }
        }
        givenUp.Dispose();
    }
}
