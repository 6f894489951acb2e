using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Search.Indexing;

/// <summary>What of a listing and of an organization is searched and shown on cards. Nothing behind the click-NDA gets in.</summary>
public static class ListingDocuments
{
    public static IndexChange Of(Listing listing, Organization? organization, DateTimeOffset now)
    {
        if (!listing.IsPublic || listing.Approved is not { Visibility: not Visibility.Invited } approved) { return IndexChange.Remove(listing.Id, listing.Version); }
        var anonymous = approved is DemandContent { Anonymous: true };
        var content = anonymous && organization is not null ? Unnamed.Of(approved, organization) : approved;
        var owner = anonymous ? null : organization;
        return IndexChange.Put(new SearchDocument
        {
            Id = listing.Id,
            Version = listing.Version,
            Kind = CodeOf(listing.Kind),
            ShortId = listing.ShortId,
            Url = listing.Path,
            VisibleTo = content.Visibility switch { Visibility.Public => ReaderScope.Public, Visibility.Members => ReaderScope.Members, _ => ReaderScope.Verified },
            Title = content.Title,
            Summary = content.Summary,
            Text = TextOf(content, Stage.Teaser),
            MembersText = TextOf(content, Stage.Members),
            KeywordsZh = content.Keywords.Zh,
            KeywordsEn = content.Keywords.En,
            Fields = content.Fields,
            Industry = content.Industry,
            Region = content.Region,
            OrganizationId = owner?.Id,
            OrganizationUrl = owner?.Path,
            OrganizationName = owner?.Name ?? Bilingual.Empty,
            OrganizationKind = owner is null ? null : CodeOf(owner.Kind),
            OrganizationRegion = owner?.Region,
            OrganizationVerified = owner?.IsVerified(now) ?? false,
            Trl = content switch { AchievementContent a => a.Trl, DemandContent d => d.TrlAtLeast, _ => null },
            Cooperation = content.Cooperation,
            PriceKind = CodeOf(content.Price.Kind),
            PriceFrom = content.Price.From,
            PriceTo = content.Price.To,
            Currency = content.Price.Currency,
            Rights = content is AchievementContent achievement ? [.. achievement.Rights.Select(r => CodeOf(r.Kind)).Distinct()] : [],
            ServiceKinds = (content as ServiceContent)?.ServiceKinds ?? [],
            Published = listing.Published ?? now,
            Confirmed = listing.Confirmed ?? listing.Published ?? now,
            Deadline = (content as DemandContent)?.Deadline,
            Completeness = listing.Completeness,
            Urgent = content is DemandContent { Urgent: true },
        });
    }

    /// <summary>One that was never verified is nobody's but its members': whoever has an account can give it any name. Its verifications have to be there.</summary>
    public static IndexChange Of(Organization organization, DateTimeOffset now) =>
        organization.VerifiedAt is null ? IndexChange.Remove(organization.Id, organization.Version) : IndexChange.Put(Document(organization, now));

    private static SearchDocument Document(Organization organization, DateTimeOffset now) => new()
    {
        Id = organization.Id,
        Version = organization.Version,
        Kind = "organization",
        ShortId = organization.ShortId,
        Url = organization.Path,
        Title = organization.Name,
        Summary = Cut(organization.About),
        Text = organization.About,
        KeywordsZh = organization.Interests.Zh ?? [],
        KeywordsEn = organization.Interests.En ?? [],
        Industry = organization.Industry,
        Region = organization.Region,
        OrganizationId = organization.Id,
        OrganizationKind = CodeOf(organization.Kind),
        OrganizationRegion = organization.Region,
        OrganizationVerified = organization.IsVerified(now),
        Levels = [.. organization.LevelsOn(DateOnly.FromDateTime(Moments.Here(now).DateTime)).Select(l => l.Code).Distinct()],
        Published = KnownSince(organization),
        Confirmed = organization.VerifiedAt ?? organization.CreatedAt,
        Completeness = organization.About.IsEmpty ? 50 : 100,
    };

    /// <summary>Nobody could find it before it was first verified: for readers and followers it is new from then on. Verified again it is not.</summary>
    private static DateTimeOffset KnownSince(Organization organization) =>
        organization.Verifications.Where(v => v.State is VerificationState.Verified or VerificationState.Expired).Min(v => v.DecidedAt) ?? organization.VerifiedAt ?? organization.CreatedAt;

    private static string CodeOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static Bilingual Cut(Bilingual text) => new(First(text.Zh, 120), First(text.En, 240));

    private static string? First(string? text, int length) => text is { } all && all.Length > length ? all[..WordEnd(all, length)] + "…" : text;

    /// <summary>The last end of a word not beyond <paramref name="length"/>; Chinese may be cut anywhere.</summary>
    private static int WordEnd(string text, int length) => text.LastIndexOf(' ', length) is var space && space > length / 2 ? space : length;

    /// <summary>All texts of a content that words are found in, those of every stage that is in it.</summary>
    public static IEnumerable<Bilingual> TextsOf(ListingContent content) =>
    [
        content.Title, content.Summary, .. content.Keywords.Zh.Select(k => new Bilingual(k)), .. content.Keywords.En.Select(k => new Bilingual(null, k)),
        .. content.Blocks.Select(b => b.Text), .. Details(content),
    ];

    /// <summary>The texts of exactly one stage. Evidence, metrics and what is delivered are public.</summary>
    private static Bilingual TextOf(ListingContent content, Stage stage)
    {
        var texts = content.Blocks.Where(b => b.Stage == stage).Select(b => b.Text);
        if (stage == Stage.Teaser) { texts = texts.Concat(Details(content)); }
        var all = texts.ToList();
        return new Bilingual(Join(all.Select(t => t.Zh)), Join(all.Select(t => t.En)));
    }

    private static string? Join(IEnumerable<string?> texts)
    {
        var joined = string.Join("\n", texts.Where(t => !string.IsNullOrWhiteSpace(t)));
        return joined.Length == 0 ? null : joined;
    }

    private static IEnumerable<Bilingual> Details(ListingContent content) => content switch
    {
        AchievementContent a => [.. a.Evidence.Select(e => Figure(e.Metric, e.Value, e.Unit)), .. a.Awards],
        DemandContent d => d.Metrics.Select(m => Figure(m.Metric, m.Upper is null ? m.Value : $"{m.Value}-{m.Upper}", m.Unit)),
        ServiceContent s => [s.Deliverable, .. s.Certificates],
        _ => [],
    };

    private static Bilingual Figure(Bilingual metric, string value, string? unit) =>
        new(metric.Zh is null ? null : $"{metric.Zh} {value}{unit}", metric.En is null ? null : $"{metric.En} {value}{unit}");
}
