using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>How much of a listing is told, 0-100, what is missing (text keys, most telling first), and what must be there before review.</summary>
public sealed record Completeness(int Score, IReadOnlyList<string> Missing, IReadOnlyList<string> MissingForReview)
{
    private sealed record Part(string Key, int Weight, bool There, bool Needed = false);

    public static Completeness Of(ListingContent content)
    {
        List<Part> parts = [.. Common(content), .. Own(content)];
        var score = (int)Math.Round(100.0 * parts.Where(p => p.There).Sum(p => p.Weight) / parts.Sum(p => p.Weight));
        return new Completeness(score,
            [.. parts.Where(p => !p.There).OrderByDescending(p => p.Weight).Select(p => $"listings.missing.{p.Key}")],
            [.. parts.Where(p => p is { Needed: true, There: false }).Select(p => $"listings.missing.{p.Key}")]);
    }

    /// <summary>What a listing of the kind must have before review, as in <see cref="MissingForReview"/>.</summary>
    public static IReadOnlyList<string> NeededFor(ListingKind kind) => Of(kind switch
    {
        ListingKind.Achievement => new AchievementContent(),
        ListingKind.Demand => new DemandContent(),
        _ => new ServiceContent(),
    }).MissingForReview;

    private static IEnumerable<Part> Common(ListingContent content) =>
    [
        new("title", 10, !content.Title.IsEmpty, Needed: true),
        new("summary", 10, !content.Summary.IsEmpty, Needed: true),
        new("fields", 8, content.Fields.Count > 0, Needed: true),
        new("text", 12, TextLength(content) >= 60, Needed: true),
        new("keywords", 6, content.Keywords.Zh.Count + content.Keywords.En.Count >= 3),
        new("region", 3, content.Region is not null),
        new("industry", 3, content.Industry is not null),
        new("cooperation", 6, content is ServiceContent || content.Cooperation.Count > 0),
        new("price", 4, content.Price.Kind is PriceKind.Fixed or PriceKind.Range),
        new("picture", 5, content.Pictures.Count > 0),
        new("english", 5, !string.IsNullOrWhiteSpace(content.Title.En) && !string.IsNullOrWhiteSpace(content.Summary.En)),
    ];

    private static IEnumerable<Part> Own(ListingContent content) => content switch
    {
        AchievementContent a =>
        [
            new("trl", 8, a.Trl is not null, Needed: true),
            new("trlEvidence", 5, !a.TrlEvidence.IsEmpty),
            new("evidence", 10, a.Evidence.Count >= 2),
            new("rights", 8, a.Rights.Count > 0),
            new("nature", 2, a.Nature is not null),
            new("team", 3, a.Team.Count > 0),
        ],
        DemandContent d =>
        [
            new("metrics", 12, d.Metrics.Count > 0),
            new("tried", 6, d.Blocks.Any(b => b.Kind == BlockKind.Tried && !b.Text.IsEmpty)),
            new("deadline", 5, d.Deadline is not null),
            new("trlAtLeast", 4, d.TrlAtLeast is not null),
            new("openCall", 4, d.DemandKind == DemandKind.Ordinary || d.OpenCall is { Rules.IsEmpty: false }, Needed: true),
        ],
        ServiceContent s =>
        [
            new("serviceKinds", 10, s.ServiceKinds.Count > 0, Needed: true),
            new("deliverable", 10, !s.Deliverable.IsEmpty),
            new("days", 5, s.DaysFrom is not null),
            new("certificates", 4, s.Certificates.Count > 0),
        ],
        _ => [],
    };

    private static int TextLength(ListingContent content) => content.Blocks.Sum(b => Math.Max(b.Text.Zh?.Length ?? 0, (b.Text.En?.Length ?? 0) / 3));
}
