namespace Marketplace.Search.Elasticsearch;

/// <summary>A generation in the making: not refreshed and without copies until it answers. A document always goes the same way, so that of two states with one version the later stays.</summary>
internal sealed class Rebuild(Generations generations, Writer writer, string generation, CarriedVectors? carried) : IIndexRebuild
{
    private static readonly int Ways = Math.Clamp(Environment.ProcessorCount, 2, 4);
    private bool complete;

    public Task ApplyAsync(IReadOnlyList<IndexChange> changes, CancellationToken cancel) =>
        Task.WhenAll(changes.GroupBy(c => (c.Id.GetHashCode() & int.MaxValue) % Ways).Select(way => Task.Run(() => writer.WriteAsync(generation, way, carried, cancel), cancel)));

    public async Task CompleteAsync(long position, CancellationToken cancel)
    {
        await generations.KeepPositionAsync(generation, position, refresh: true, cancel);
        await generations.SwitchAsync(generation, cancel);
        complete = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (complete) { return; }
        // Where the cluster is away, the next rebuild removes it.
        try { await generations.RemoveAsync(generation, CancellationToken.None); }
        catch (SearchUnavailableException) { }
    }
}
