using Lucene.Net.Index;

namespace Marketplace.Search.Lucene;

/// <summary>The documents of a segment that have a term, ascending, and how often each has it.</summary>
internal sealed class Postings(int[] documents, ushort[] frequencies)
{
    public int[] Documents => documents;

    /// <summary>Of each document; 65,535 stands for more as well.</summary>
    public ushort[] Frequencies => frequencies;
    public long Bytes => (long)documents.Length * (sizeof(int) + sizeof(ushort));

    /// <summary>When it was asked for last, in askings.</summary>
    public long LastAsked { get; set; }

    public static Postings Read(DocsEnum from, int count)
    {
        var (documents, frequencies) = (new int[count], new ushort[count]);
        for (var i = 0; i < count; i++)
        {
            documents[i] = from.NextDoc();
            frequencies[i] = (ushort)Math.Min(from.Freq, ushort.MaxValue);
        }
        return new Postings(documents, frequencies);
    }
}

/// <summary>
/// Postings of a segment's common terms as flat arrays: reading them from the index anew is most of a query's work, and queries share their common terms. Kept as long as the segment lives, the
/// least asked for making room.
/// </summary>
internal sealed class HeldPostings(int documents)
{
    /// <summary>Rarer terms are read as quickly as they are looked up.</summary>
    private const int WorthHolding = 64;
    private const long BytesADocument = 200;
    private readonly Dictionary<(string Field, string Term), Postings> held = [];
    private readonly long room = documents * BytesADocument;
    private readonly Lock holding = new();
    private long bytes;
    private long askings;

    public Postings Of(string field, string term, int count, Func<Postings> read)
    {
        if (count < WorthHolding) { return read(); }
        lock (holding) { if (held.TryGetValue((field, term), out var known)) { known.LastAsked = ++askings; return known; } }
        var postings = read();
        lock (holding) { Hold((field, term), postings); }
        return postings;
    }

    private void Hold((string Field, string Term) key, Postings postings)
    {
        if (postings.Bytes > room / 2 || !held.TryAdd(key, postings)) { return; }
        postings.LastAsked = ++askings;
        bytes += postings.Bytes;
        if (bytes <= room) { return; }
        foreach (var (old, of) in held.OrderBy(h => h.Value.LastAsked).ToList())
        {
            if (bytes <= room / 2) { break; }
            held.Remove(old);
            bytes -= of.Bytes;
        }
    }
}
