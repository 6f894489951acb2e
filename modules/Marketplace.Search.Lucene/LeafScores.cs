using System.Collections.Concurrent;

namespace Marketplace.Search.Lucene;

/// <summary>Scores of one segment's documents in flat arrays, lent from query to query.</summary>
internal sealed class LeafScores
{
    private const int BytesEach = sizeof(float) + sizeof(ulong) + (2 * sizeof(float)) + sizeof(byte) + (3 * sizeof(int));

    /// <summary>Bytes that wait for the next query: two of a segment with a million documents, and many of small ones.</summary>
    private const long MostFree = 96L << 20;
    private static readonly ConcurrentBag<LeafScores> Free = [];
    private static long free;

    public float[] Score { get; private set; } = [];

    /// <summary>Which of the query's terms a document has.</summary>
    public ulong[] Mask { get; private set; } = [];

    /// <summary>Of the group being scored: the best so far, the alternative at work, and how many of its terms were found.</summary>
    public float[] Best { get; private set; } = [];
    public float[] Current { get; private set; } = [];
    public byte[] Found { get; private set; } = [];

    /// <summary>Documents that the alternative at work found, those that the group found, and those that answer; each list is used from its start.</summary>
    public int[] InGroup { get; private set; } = [];
    public int[] Touched { get; private set; } = [];
    public int[] Answering { get; private set; } = [];
    public int Count { get; private set; }
    private long Bytes => (long)Score.Length * BytesEach;

    public static LeafScores Lend(int count)
    {
        if (Free.TryTake(out var scores)) { Interlocked.Add(ref free, -scores.Bytes); }
        else { scores = new LeafScores(); }
        if (scores.Score.Length < count)
        {
            scores.Score = new float[count];
            scores.Mask = new ulong[count];
            scores.Best = new float[count];
            scores.Current = new float[count];
            scores.Found = new byte[count];
            scores.InGroup = new int[count];
            scores.Touched = new int[count];
            scores.Answering = new int[count];
        }
        scores.Count = count;
        return scores;
    }

    /// <summary>Arrays come back empty: the group's are emptied as they are used.</summary>
    public void Return()
    {
        Array.Clear(Score, 0, Count);
        Array.Clear(Mask, 0, Count);
        if (Interlocked.Add(ref free, Bytes) <= MostFree) { Free.Add(this); }
        else { Interlocked.Add(ref free, -Bytes); }
    }
}
