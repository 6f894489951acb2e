namespace Marketplace.Modularity;

/// <summary>
/// Remembers which addresses were asked of late, in 256 KiB whatever their number. A page that is asked once, by a crawler or a link with a mark of its own, is not worth keeping:
/// it would drive out those that many ask for. Now and then an address passes for known that is not, which costs a place in the cache and nothing else.
/// </summary>
public sealed class AskedBefore(TimeProvider clock)
{
    /// <summary>An address is known for this long at least and twice as long at most.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private const int Bits = 1 << 20;
    // With one bit in eight set in each half, an unknown address passes for known at most once in four times.
    private const int Most = Bits / 8;

    private readonly Lock turning = new();
    private volatile int[] newer = new int[Bits / 32];
    private volatile int[] older = new int[Bits / 32];
    private int set;
    private long turned = clock.GetUtcNow().Ticks;

    private TimeSpan Since => TimeSpan.FromTicks(clock.GetUtcNow().Ticks - Volatile.Read(ref turned));

    /// <returns>Whether the address of this hash was asked before; from now on it counts as asked.</returns>
    public bool Again(int hash)
    {
        if (set >= Most || Since >= Kept) { Turn(); }
        var (word, bit) = ((hash & (Bits - 1)) >> 5, 1 << hash);
        if ((newer[word] & bit) != 0) { return true; }
        Interlocked.Or(ref newer[word], bit);
        Interlocked.Increment(ref set);
        return (older[word] & bit) != 0;
    }

    private void Turn()
    {
        lock (turning)
        {
            var since = Since;
            if (set < Most && since < Kept) { return; }
            (older, newer, set) = (since < Kept * 2 ? newer : new int[Bits / 32], new int[Bits / 32], 0);
            Volatile.Write(ref turned, clock.GetUtcNow().Ticks);
        }
    }
}
