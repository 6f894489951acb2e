using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>Says up to which stage a member may see a listing beyond what every member may: whoever keeps confidentiality agreements and deals answers.</summary>
public interface IOpensStages
{
    /// <returns><see cref="Stage.Members"/> where nothing more is open.</returns>
    Task<Stage> OpenToAsync(Guid listing, CurrentMember reader, CancellationToken cancel);
}

/// <summary>Finds a listing for the reader of this request and leaves out what they may not see. One query, and one more for members who are not its own.</summary>
internal sealed class PublicListings(MarketplaceDbContext db, CurrentMember reader, IEnumerable<IOpensStages> openers, TimeProvider clock)
{
    private static readonly ListingState[] Shown = [ListingState.Published, ListingState.Paused, ListingState.Concluded, ListingState.Expired, ListingState.Withdrawn];

    private sealed record Row(Guid Id, string ShortId, string Slug, ListingState State, ListingContent Content, Visibility Visibility, bool IsAnonymous, bool IsSample, int Completeness,
        DateTimeOffset? Published, DateTimeOffset? ApprovedAt, DateTimeOffset? Confirmed, DateTimeOffset? Expires, DateTimeOffset? Ended, Organization Owner, Guid? ContactId, Bilingual? Contact);

    /// <returns>Null where there is no such listing or the reader may not know of it. A withdrawn one has no content to be shown.</returns>
    public async Task<ListingView?> FindAsync(string shortId, CancellationToken cancel)
    {
        var row = await RowAsync(shortId.ToLowerInvariant(), cancel);
        if (row is null || !Shown.Contains(row.State)) { return null; }
        var isOwn = reader.Memberships.Any(m => m.OrganizationId == row.Owner.Id);
        var seesAll = isOwn || reader.May(Permissions.Oversee);
        var stage = seesAll ? Stage.DealRoom : await StageAsync(row.Id, cancel);
        return seesAll || MaySee(row.Visibility, stage) ? View(row, stage, seesAll) with { IsOwn = isOwn } : null;
    }

    private Task<Row?> RowAsync(string shortId, CancellationToken cancel) => Rows.Of(db)(db, shortId, cancel);

    /// <summary>The most asked question of the site, translated once.</summary>
    private static readonly PreparedQuery<Func<MarketplaceDbContext, string, CancellationToken, Task<Row?>>> Rows = new(() => EF.CompileAsyncQuery((MarketplaceDbContext db, string shortId, CancellationToken cancel) => (
        from l in db.Set<Listing>().AsNoTracking()
        where l.ShortId == shortId && l.Approved != null
        join o in db.Set<Organization>() on l.Organization equals o.Id
        join p in db.Set<Person>().Where(p => p.DeactivatedAt == null) on l.Contact equals (Guid?)p.Id into people
        from p in people.DefaultIfEmpty()
        select new Row(l.Id, l.ShortId, l.Slug, l.State, l.Approved!, l.Visibility, l.IsAnonymous, l.IsSample, l.Completeness,
            l.Published, l.ApprovedAt, l.Confirmed, l.Expires, l.Ended, o, l.Contact, p.Name)).SingleOrDefault()));

    private async Task<Stage> StageAsync(Guid listing, CancellationToken cancel)
    {
        if (!reader.IsSignedIn) { return Stage.Teaser; }
        var stage = Stage.Members;
        foreach (var opener in openers)
        {
            var opened = await opener.OpenToAsync(listing, reader, cancel);
            if (opened > stage) { stage = opened; }
        }
        return stage;
    }

    private bool MaySee(Visibility visibility, Stage stage) => visibility switch
    {
        Visibility.Public => true,
        Visibility.Members => reader.IsSignedIn,
        Visibility.Verified => reader.Organization?.IsVerified(clock.GetUtcNow()) == true || stage > Stage.Members,
        _ => stage > Stage.Members,
    };

    private ListingView View(Row row, Stage stage, bool seesAll)
    {
        var isUnnamed = row.IsAnonymous && !seesAll;
        var content = row.Content.For(stage);
        var contact = isUnnamed || !content.ContactShown ? null : row.Contact;
        return new ListingView
        {
            Id = row.Id,
            ShortId = row.ShortId,
            Slug = row.Slug,
            State = row.State,
            Content = isUnnamed ? Unnamed.Of(content, row.Owner) : content,
            HeldBack = HeldBack.Of(row.Content, stage),
            Owner = isUnnamed ? null : OwnerCard.Of(row.Owner, clock.GetUtcNow()),
            IsAnonymous = row.IsAnonymous,
            Contact = contact,
            ContactId = contact is null ? null : row.ContactId,
            Published = row.Published,
            ApprovedAt = row.ApprovedAt,
            Confirmed = row.Confirmed,
            Expires = row.Expires,
            Ended = row.Ended,
            Completeness = row.Completeness,
            IsSample = row.IsSample,
            Stage = stage,
        };
    }
}
