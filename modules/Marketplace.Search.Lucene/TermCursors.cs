using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Marketplace.Search.Lucene;

/// <summary>A place in a field's terms, with the postings it read last for reuse. For one thread at a time.</summary>
internal sealed class TermCursor(TermsEnum? terms)
{
    /// <summary>Null where the segment has nothing in the field.</summary>
    public TermsEnum? Terms => terms;
    private DocsEnum? postings;

    /// <summary>Postings of the term that the cursor stands at.</summary>
    public DocsEnum Postings(IBits? live, DocsFlags flags) => postings = terms!.Docs(live, postings, flags);
}

/// <summary>
/// Cursors of a segment, lent and given back: each one that is opened enters a list of the open file, which the garbage collector has to go through, and costs more than ten seeks.
/// </summary>
internal sealed class TermCursors
{
    private static readonly int MostFree = Environment.ProcessorCount + 1;
    private static readonly ConditionalWeakTable<object, TermCursors> Kept = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TermCursor>> free = new(StringComparer.Ordinal);

    /// <summary>What <paramref name="use"/> makes of a field's terms in a segment.</summary>
    public static T Use<T>(AtomicReader reader, string field, Func<TermCursor, T> use)
    {
        var queue = Kept.GetValue(reader.CoreCacheKey, static _ => new TermCursors()).free.GetOrAdd(field, static _ => new());
        if (!queue.TryDequeue(out var cursor)) { cursor = new TermCursor(reader.GetTerms(field)?.GetEnumerator()); }
        var made = use(cursor);
        // One that broke is not given back; each holds the blocks that it read, so that only as many are kept as can be at work.
        if (queue.Count < MostFree) { queue.Enqueue(cursor); }
        return made;
    }
}
