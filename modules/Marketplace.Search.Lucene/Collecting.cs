namespace Marketplace.Search.Lucene;

/// <summary>A document that answers: its sort key, what breaks ties, and where it lies.</summary>
internal readonly record struct Candidate(double Key, long Tie, int Leaf, int Doc, double Score)
{
    public static readonly Comparison<Candidate> InOrder = (a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0;

    public bool IsBefore(in Candidate other) => Key > other.Key || (Key == other.Key && Tie > other.Tie);
}

/// <summary>The first few of many, as a heap with the last of them on top.</summary>
internal sealed class FirstFew(int limit)
{
    private readonly Candidate[] heap = new Candidate[limit];
    private int count;

    /// <summary>Key of the last one; below every key as long as there is room.</summary>
    public double Least => count < limit ? double.NegativeInfinity : limit == 0 ? double.PositiveInfinity : heap[0].Key;

    public void Offer(in Candidate candidate)
    {
        if (count < limit) { heap[count] = candidate; Up(count++); return; }
        if (limit == 0 || !candidate.IsBefore(heap[0])) { return; }
        heap[0] = candidate;
        Down();
    }

    /// <summary>In no order.</summary>
    public IEnumerable<Candidate> All => heap.Take(count);

    private void Up(int at)
    {
        while (at > 0 && heap[(at - 1) / 2].IsBefore(heap[at]))
        {
            (heap[at], heap[(at - 1) / 2]) = (heap[(at - 1) / 2], heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void Down()
    {
        for (var at = 0; ;)
        {
            var child = (2 * at) + 1;
            if (child >= count) { return; }
            if (child + 1 < count && heap[child].IsBefore(heap[child + 1])) { child++; }
            if (!heap[at].IsBefore(heap[child])) { return; }
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
