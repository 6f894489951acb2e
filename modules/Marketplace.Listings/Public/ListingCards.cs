using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>What a card shows, read in one query.</summary>
internal sealed record ListingRow(Guid Id, string ShortId, string Slug, ListingState State, string? Field, bool IsAnonymous, ListingContent Content, DateTimeOffset? Published, DateTimeOffset? Confirmed,
    Guid OwnerId, Bilingual Owner, string OwnerShortId, string OwnerSlug, DateTimeOffset? OwnerVerifiedUntil, CreditCode? OwnerNumber, string? OwnerWebsite)
{
    public ListingKind Kind => Content.Kind;

    /// <summary>Without what no card shows, to be kept in memory.</summary>
    public ListingRow Slim() => this with { Content = Content with { Blocks = [], Attachments = [] } };
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
            select new ListingRow(l.Id, l.ShortId, l.Slug, l.State, l.Field, l.IsAnonymous, l.Approved!, l.Published, l.Confirmed, o.Id, o.Name, o.ShortId, o.Slug, o.VerifiedUntil, o.CreditCode, o.Website)).ToListAsync(cancel);
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
