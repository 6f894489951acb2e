namespace Marketplace.Search.Benchmark;

/// <summary>Numbers that are random and the same in every run.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public bool Chance(double share) => random.NextDouble() < share;

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both possible.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <summary>The same, with short ones the commonest and a long tail, as lengths of texts have it.</summary>
    public int Length(int least, int most) => least + (int)((most - least) * Math.Pow(random.NextDouble(), 1.8));

    public T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    /// <summary>One of a list in order of how common they are: the n-th is had 1/n as often as the first (Zipf's law).</summary>
    public T Common<T>(Ranked<T> of) => of.At(random.NextDouble());
}

/// <summary>A list, the commonest first, with the share of each by Zipf's law.</summary>
internal sealed class Ranked<T>
{
    private readonly IReadOnlyList<T> items;
    private readonly double[] upTo;

    public Ranked(IReadOnlyList<T> items)
    {
        (this.items, upTo) = (items, new double[items.Count]);
        var sum = 0.0;
        for (var i = 0; i < upTo.Length; i++) { upTo[i] = sum += 1.0 / (i + 1); }
        for (var i = 0; i < upTo.Length; i++) { upTo[i] /= sum; }
    }

    public T At(double share)
    {
        var found = Array.BinarySearch(upTo, share);
        return items[Math.Min(items.Count - 1, found < 0 ? ~found : found)];
    }
}
