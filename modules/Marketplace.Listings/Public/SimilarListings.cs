using System.Collections.Concurrent;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>The newest listings of a kind and field, for all pages that compare themselves with them.</summary>
/// <param name="Field">Null for all fields.</param>
internal sealed record NewestOf(ListingKind Kind, string? Field);

/// <summary>
/// Cards' rows that many pages show, kept in this process for a minute, or until an event touches one of them. A new listing comes in when the minute is over.
/// </summary>
internal sealed class KeptListings(TimeProvider clock) : IKeptByTag
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<NewestOf, Some> kept = [];

    private sealed record Some(DateTimeOffset Until, IReadOnlyList<(ListingRow Row, HashSet<string> Words)> Rows, HashSet<string> Tags);

    public async Task<IReadOnlyList<(ListingRow Row, HashSet<string> Words)>> GetAsync(NewestOf which, Func<Task<List<ListingRow>>> read)
    {
        var now = clock.GetUtcNow();
        if (kept.TryGetValue(which, out var known) && known.Until > now) { return known.Rows; }
        var rows = (await read()).ConvertAll(r => (r.Slim(), SimilarListings.Words(r.Content)));
        kept[which] = new Some(now + Kept, rows, [.. rows.SelectMany(r => new[] { $"listing:{r.Item1.Id}", $"organization:{r.Item1.OwnerId}" })]);
        return rows;
    }

    public void Evict(string tag)
    {
        foreach (var (which, some) in kept) { if (some.Tags.Contains(tag)) { kept.TryRemove(which, out _); } }
    }
}

/// <summary>Listings of the same kind and field whose keywords meet those of the one shown, best first; services by what they do, whatever the field.</summary>
internal sealed class SimilarListings(ListingCards cards, KeptListings kept)
{
    private const int Most = 4;
    private const int LookedAt = 40;

    public async Task<IReadOnlyList<ListingRow>> ToAsync(ListingView shown, CancellationToken cancel)
    {
        if (shown.Content.Fields.FirstOrDefault()?.Split('.')[0] is not { } field) { return []; }
        var among = new NewestOf(shown.Kind, shown.Kind == ListingKind.Service ? null : field);
        // One more than are compared, for the one that is shown is no likeness of itself.
        var newest = await kept.GetAsync(among, () => cards.NewestAsync(
            listings => listings.Where(l => l.State == ListingState.Published && l.Kind == among.Kind && (among.Field == null || l.Field == among.Field)), LookedAt + 1, cancel));
        var words = Words(shown.Content);
        return [.. newest.Where(l => l.Row.Id != shown.Id).OrderByDescending(l => l.Words.Count(words.Contains)).Take(Most).Select(l => l.Row)];
    }

    internal static HashSet<string> Words(ListingContent content) =>
        new([.. content.Keywords.Zh, .. content.Keywords.En, .. content is ServiceContent service ? service.ServiceKinds : []], StringComparer.OrdinalIgnoreCase);
}
