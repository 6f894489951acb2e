using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Marketplace.Listings;

/// <summary>What a card shows, read in one query.</summary>
internal sealed record ListingRow(Guid Id, string ShortId, string Slug, ListingState State, string? Field, bool IsAnonymous, ListingContent Content, DateTimeOffset? Published, DateTimeOffset? Confirmed,
    Bilingual Owner, string OwnerShortId, string OwnerSlug, DateTimeOffset? OwnerVerifiedUntil, CreditCode? OwnerNumber, string? OwnerWebsite)
{
    public ListingKind Kind => Content.Kind;
}

/// <summary>Cards of listings that everyone may see.</summary>
internal sealed class ListingCards(MarketplaceDbContext db, Taxonomies names, Texts texts, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    public async Task<List<ListingRow>> NewestAsync(Func<IQueryable<Listing>, IQueryable<Listing>> which, int count, CancellationToken cancel, int skip = 0)
    {
        var chosen = which(db.Set<Listing>().AsNoTracking().Where(l => l.Visibility == Visibility.Public)).OrderByDescending(l => l.Published).ThenByDescending(l => l.Id).Skip(skip).Take(count);
        return await (
            from l in chosen
            join o in db.Set<Organization>() on l.Organization equals o.Id
            orderby l.Published descending, l.Id descending
            select new ListingRow(l.Id, l.ShortId, l.Slug, l.State, l.Field, l.IsAnonymous, l.Approved!, l.Published, l.Confirmed, o.Name, o.ShortId, o.Slug, o.VerifiedUntil, o.CreditCode, o.Website)).ToListAsync(cancel);
    }

    public ListingCard Card(ListingRow row)
    {
        var content = row.IsAnonymous ? Unnamed.Of(row.Content, [.. Unnamed.Revealing(row.Owner, row.OwnerNumber?.ToString(), row.OwnerWebsite)]) : row.Content;
        var now = clock.GetUtcNow();
        var picture = content.Pictures.FirstOrDefault();
        return new ListingCard(row.Kind.ToString().ToLowerInvariant(), "~" + Listing.PathOf(row.Kind, row.ShortId, row.Slug), content.Title.ToString())
        {
            Summary = content.Summary.ToString(),
            Lang = content.Title.FallsBack ? content.Title.ShownLanguage : null,
            Organization = row.IsAnonymous ? texts["listings.public.unnamed"].Value : row.Owner.ToString(),
            OrganizationHref = row.IsAnonymous ? null : $"~/organizations/{row.OwnerShortId}/{row.OwnerSlug}",
            Verified = row.OwnerVerifiedUntil > now,
            Tags = [.. Tags(content)],
            Lead = Money.Short(texts, content.Price.From, content.Price.To, content.Price.Currency, content.Price.Kind.ToString()),
            Trl = (content as AchievementContent)?.Trl,
            Facts = [.. Facts(row, now)],
            Field = row.Field,
            Image = picture is null ? null : MediaUrls.Picture(picture.File, Media.Rendition.CardTwice, jpeg: true),
            ImageWebp = picture is null ? null : MediaUrls.Picture(picture.File, Media.Rendition.CardTwice),
            ImageAlt = picture?.Alt.ToString(),
            Status = row.State == ListingState.Published ? null : row.State.ToString(),
        };
    }

    private IEnumerable<string> Tags(ListingContent content)
    {
        if (content is DemandContent { DemandKind: DemandKind.OpenCall }) { yield return texts["listings.public.openCall"].Value; }
        if (content is DemandContent { Urgent: true }) { yield return texts["listings.public.urgent"].Value; }
        foreach (var field in content.Fields) { yield return names["fields"].NameOf(field); }
        if (content is ServiceContent service) { foreach (var kind in service.ServiceKinds.Take(2)) { yield return names["service-kinds"].NameOf(kind); } }
    }

    private IEnumerable<string> Facts(ListingRow row, DateTimeOffset now)
    {
        if (row.Content is DemandContent { Deadline: { } deadline }) { yield return DaysLeft(texts, deadline, now); }
        if (row.Content is ServiceContent { DaysFrom: { } from } service) { yield return Days(texts, from, service.DaysTo); }
        if (row.Confirmed is { } confirmed) { yield return texts["listings.public.confirmedAgo", Moments.Relative(texts, confirmed, now)].Value; }
    }

    /// <summary>A deadline nearer than this is told in days.</summary>
    internal const int SoonDays = 90;

    internal static string DaysLeft(Texts texts, DateOnly deadline, DateTimeOffset now)
    {
        var days = deadline.DayNumber - DateOnly.FromDateTime(Moments.Here(now).DateTime).DayNumber;
        return days < 0 ? texts["listings.public.deadlinePast"].Value
            : days <= SoonDays ? texts["listings.public.daysLeft", days].Value : texts["listings.public.until", Moments.Day(deadline)].Value;
    }

    internal static string Days(Texts texts, int from, int? to) =>
        to is { } most && most != from ? texts["listings.public.daysRange", from, most].Value : texts["listings.public.days", from].Value;
}

/// <summary>Listings of the same kind and field whose keywords meet those of the one shown, best first; services by what they do, whatever the field.</summary>
internal sealed class SimilarListings(ListingCards cards, IMemoryCache recent)
{
    private const int Most = 4;
    private const int LookedAt = 40;

    /// <summary>The words of the newest are read once a minute for all pages of their field; what is shown of them is read anew.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private sealed record Newest(ListingKind Kind, string? Field);

    public async Task<IReadOnlyList<ListingRow>> ToAsync(ListingView shown, CancellationToken cancel)
    {
        if (shown.Content.Fields.FirstOrDefault()?.Split('.')[0] is not { } field) { return []; }
        var among = new Newest(shown.Kind, shown.Kind == ListingKind.Service ? null : field);
        var newest = await recent.GetOrCreateAsync(among, entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Kept;
            return WordsOfAsync(among, cancel);
        });
        var words = Words(shown.Content);
        List<Guid> best = [.. newest!.Where(l => l.Id != shown.Id).OrderByDescending(l => l.Words.Count(words.Contains)).Take(Most).Select(l => l.Id)];
        var rows = await cards.NewestAsync(listings => listings.Where(l => best.Contains(l.Id) && l.State == ListingState.Published), Most, cancel);
        return [.. rows.OrderBy(r => best.IndexOf(r.Id))];
    }

    private async Task<List<(Guid Id, HashSet<string> Words)>> WordsOfAsync(Newest among, CancellationToken cancel)
    {
        // One more than are compared, for the one that is shown is no likeness of itself.
        var rows = await cards.NewestAsync(listings => listings.Where(l => l.State == ListingState.Published && l.Kind == among.Kind && (among.Field == null || l.Field == among.Field)), LookedAt + 1, cancel);
        return rows.ConvertAll(r => (r.Id, Words(r.Content)));
    }

    private static HashSet<string> Words(ListingContent content) =>
        new([.. content.Keywords.Zh, .. content.Keywords.En, .. content is ServiceContent service ? service.ServiceKinds : []], StringComparer.OrdinalIgnoreCase);
}
