namespace Marketplace.Search.Lucene;

/// <summary>
/// What was found out of terms, for several threads: parted, each part with a lock of its own. A part that is full begins anew, without taking the others' locks.
/// </summary>
/// <param name="most">Terms kept.</param>
internal sealed class KeptTerms<T>(int most)
{
    private const int Parts = 16;
    private readonly (Lock Lock, Dictionary<(string Field, string Term), T> Terms)[] parts = [.. Enumerable.Range(0, Parts).Select(_ => (new Lock(), new Dictionary<(string, string), T>()))];

    private (Lock Lock, Dictionary<(string Field, string Term), T> Terms) PartOf((string Field, string Term) of) => parts[(of.GetHashCode() & int.MaxValue) % Parts];

    public bool TryGet((string Field, string Term) of, out T? known)
    {
        var (held, terms) = PartOf(of);
        lock (held) { return terms.TryGetValue(of, out known); }
    }

    public void Put((string Field, string Term) of, T found)
    {
        var (held, terms) = PartOf(of);
        lock (held)
        {
            if (terms.Count >= most / Parts) { terms.Clear(); }
            terms[of] = found;
        }
    }
}
