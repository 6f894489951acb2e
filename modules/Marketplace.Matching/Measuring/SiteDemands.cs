using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Search;
using Marketplace.Search.Evaluation;
using Marketplace.Search.Indexing;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Measuring;

/// <summary>
/// Demands whose right answers among the site's own achievements are known: a file <c>[ { "demand", "language", "text", "answers" } ]</c>, where demand and answers are keys of
/// the recipe or import that brought the listings. Measured twice, by the words told and by the demand as it is posted, each with its answers and without.
/// </summary>
public sealed class SiteDemands(MarketplaceDbContext db, MatchMeasuring measuring, TimeProvider clock)
{
    private sealed record Line(string Demand, string Text, IReadOnlyList<string> Answers);

    public async Task<IReadOnlyList<MeasuredSet>> CollectAsync(IReadOnlyList<string> files, CancellationToken cancel)
    {
        var lines = files.SelectMany(f => JsonSerializer.Deserialize<List<Line>>(File.ReadAllText(f), JsonSerializerOptions.Web)!).ToList();
        var byKey = await DocumentsAsync(cancel);
        SearchDocument Told(Line line) => TestCollection.DocumentOf("demand", line.Demand, "", line.Text);
        var achievements = new TestCollection { Documents = [.. byKey.Values.Where(d => d.Kind == "achievement").Select(d => (d.ShortId, d))], Queries = [], Judged = new Dictionary<string, Dictionary<string, int>>() };
        return
        [
            await measuring.CollectAsync("demands as told", achievements, Both(lines, Told), cancel),
            await measuring.CollectAsync("demands as posted", achievements, Both([.. lines.Where(l => byKey.ContainsKey(l.Demand))], line => byKey[line.Demand]), cancel),
        ];
    }

    private static List<MeasuredDemand> Both(List<Line> lines, Func<Line, SearchDocument> subject) =>
        [.. new[] { false, true }.SelectMany(loses => lines.Select(l => new MeasuredDemand(l.Demand, subject(l), l.Answers.ToHashSet(), loses)))];

    /// <summary>Published listings by their key, which is their short id here.</summary>
    private async Task<Dictionary<string, SearchDocument>> DocumentsAsync(CancellationToken cancel)
    {
        var organizations = await db.Set<Organization>().AsNoTracking().ToDictionaryAsync(o => o.Id, cancel);
        var listings = await db.Set<Listing>().AsNoTracking().Where(l => l.State == ListingState.Published && l.ImportKey != null).ToListAsync(cancel);
        return listings.Select(l => (Key: l.ImportKey!.Split(':')[^1], Change: ListingDocuments.Of(l, organizations.GetValueOrDefault(l.Organization), clock.GetUtcNow())))
            .Where(l => l.Change.Document is not null).DistinctBy(l => l.Key).ToDictionary(l => l.Key, l => l.Change.Document! with { ShortId = l.Key });
    }
}
