using Marketplace.Theme;

namespace Marketplace.Search.Statistics;

/// <summary>What one query was asked, and opened, since it was last written.</summary>
internal sealed class Tally
{
    public AskedQuery? Query { get; set; }
    public int Asked { get; set; }
    public int Empty { get; set; }
    public int Led { get; set; }
    public int First { get; set; }
    public int Second { get; set; }
    public int Third { get; set; }
    public int ToTenth { get; set; }
    public int Further { get; set; }

    /// <summary>Times that it could not be written by itself.</summary>
    public int Failures { get; set; }

    public void Add(Tally more)
    {
        Query ??= more.Query;
        Failures = Math.Max(Failures, more.Failures);
        (Asked, Empty, Led) = (Asked + more.Asked, Empty + more.Empty, Led + more.Led);
        (First, Second, Third, ToTenth, Further) = (First + more.First, Second + more.Second, Third + more.Third, ToTenth + more.ToTenth, Further + more.Further);
    }
}

/// <summary>Counts in memory, taken out by whoever writes them. Costs a request next to nothing; what is beyond <see cref="MostHeld"/> different queries between two writings is not counted.</summary>
internal sealed class QueryCounts(TimeProvider clock)
{
    private const int MostHeld = 20_000;
    private readonly Lock counting = new();
    private Dictionary<(DateOnly Day, long Key), Tally> held = [];

    public void Asked(AskedQuery query) => Count(query.Key, tally =>
    {
        tally.Query ??= query;
        tally.Asked++;
        if (query.Results == 0) { tally.Empty++; }
    });

    /// <param name="key">Of the query.</param>
    /// <param name="position">Of what was opened, from 1.</param>
    /// <param name="isFirst">Nothing was opened from that page before.</param>
    public void Opened(long key, int position, bool isFirst) => Count(key, tally =>
    {
        if (isFirst) { tally.Led++; }
        switch (position)
        {
            case 1: tally.First++; break;
            case 2: tally.Second++; break;
            case 3: tally.Third++; break;
            case <= 10: tally.ToTenth++; break;
            default: tally.Further++; break;
        }
    });

    private void Count(long key, Action<Tally> count)
    {
        var day = DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime);
        lock (counting)
        {
            if (!held.TryGetValue((day, key), out var tally))
            {
                if (held.Count >= MostHeld) { return; }
                held[(day, key)] = tally = new Tally();
            }
            count(tally);
        }
    }

    public IReadOnlyDictionary<(DateOnly Day, long Key), Tally> Take()
    {
        lock (counting)
        {
            var taken = held;
            if (taken.Count > 0) { held = []; }
            return taken;
        }
    }

    /// <summary>What could not be written counts again.</summary>
    public void GiveBack(IEnumerable<KeyValuePair<(DateOnly Day, long Key), Tally>> taken)
    {
        lock (counting)
        {
            foreach (var (at, tally) in taken)
            {
                if (held.TryGetValue(at, out var known)) { known.Add(tally); } else if (held.Count < MostHeld) { held[at] = tally; }
            }
        }
    }
}
