using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Public;

/// <summary>What everyone may know of an organization. Its anonymous demands are neither listed nor counted.</summary>
[AllowAnonymous, OutputCache(PolicyName = PublicPages.Policy)]
internal sealed class OrganizationModel(MarketplaceDbContext db, ListingCards cards, StructuredData data, CurrentMember reader, TimeProvider clock) : PageModel
{
    private const int PageSize = 20;

    public sealed record KindCount(ListingKind Kind, int Open, int Concluded);

    /// <summary>Null where there is none, or it was never verified and the reader is not of it.</summary>
    public Organization? Organization { get; private set; }
    public bool IsVerified { get; private set; }
    public IReadOnlyList<OrganizationLevel> Levels { get; private set; } = [];
    public IReadOnlyList<KindCount> Counts { get; private set; } = [];
    public int Concluded => Counts.Sum(c => c.Concluded);
    public ListingKind Kind { get; private set; }
    public IReadOnlyList<ListingCard> Cards { get; private set; } = [];
    public int PageNumber { get; private set; }
    public bool HasNext { get; private set; }
    public string? Image { get; private set; }
    public string? JsonLd { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, string? slug, ListingKind? kind, int? page, CancellationToken cancel)
    {
        Organization = await db.Set<Organization>().AsNoTracking().SingleOrDefaultAsync(o => o.ShortId == id.ToLowerInvariant(), cancel);
        if (Organization is { VerifiedAt: null } && !reader.IsStaff && reader.Memberships.All(m => m.OrganizationId != Organization.Id)) { Organization = null; }
        if (Organization is not { } found)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }
        if (id != found.ShortId || slug != found.Slug) { return RedirectPermanent(Request.PathBase + Addresses.Escaped(found.Path) + Request.QueryString); }
        HttpContext.CacheTag($"organization:{found.Id}");
        HttpContext.CacheTag("taxonomies");
        var now = clock.GetUtcNow();
        IsVerified = found.IsVerified(now);
        Levels = [.. found.LevelsOn(DateOnly.FromDateTime(Moments.Here(now).DateTime))];
        await CountAsync(found.Id, cancel);
        Kind = kind ?? Counts.OrderByDescending(c => c.Open).FirstOrDefault()?.Kind ?? ListingKind.Achievement;
        PageNumber = Math.Clamp(page ?? 1, 1, 500);
        await ListAsync(found.Id, cancel);
        Image = found.LogoFileId is { } logo ? MediaUrls.Picture(logo, Rendition.Full, jpeg: true) : MediaUrls.Cover(null, found.Id);
        JsonLd = data.Of(found);
        return Page();
    }

    private async Task CountAsync(Guid organization, CancellationToken cancel)
    {
        ListingState[] counted = [ListingState.Published, ListingState.Concluded];
        var counts = await db.Set<Listing>().Where(l => l.Organization == organization && counted.Contains(l.State) && l.Visibility == Visibility.Public && !l.IsAnonymous)
            .GroupBy(l => new { l.Kind, l.State }).Select(g => new { g.Key.Kind, g.Key.State, Count = g.Count() }).ToListAsync(cancel);
        Counts = [.. Enum.GetValues<ListingKind>().Select(kind => new KindCount(kind,
            counts.Where(c => c.Kind == kind && c.State == ListingState.Published).Sum(c => c.Count),
            counts.Where(c => c.Kind == kind && c.State == ListingState.Concluded).Sum(c => c.Count)))];
    }

    private async Task ListAsync(Guid organization, CancellationToken cancel)
    {
        var skip = (PageNumber - 1) * PageSize;
        var rows = await cards.NewestAsync(listings => listings.Where(l => l.Organization == organization && l.State == ListingState.Published && l.Kind == Kind && !l.IsAnonymous), PageSize + 1, cancel, skip);
        HasNext = rows.Count > PageSize;
        Cards = [.. rows.Take(PageSize).Select(row => cards.Card(row) with { Organization = null })];
    }

    public string Href(ListingKind kind, int page = 1) => $"~{Organization!.Path}?kind={kind.ToString().ToLowerInvariant()}{(page > 1 ? $"&page={page}" : "")}";
}
