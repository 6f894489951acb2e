using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;

namespace Marketplace.Listings.Pages.Public;

[AllowAnonymous, OutputCache(PolicyName = PublicPages.Policy)]
internal sealed class DetailsModel(PublicListings listings, SimilarListings similar, ListingCards cards, StructuredData data) : PageModel
{
    /// <summary>Null where there is none, or none for this reader.</summary>
    public ListingView? View { get; private set; }
    public IReadOnlyList<ListingCard> Similar { get; private set; } = [];
    public string? Image { get; private set; }
    public string? JsonLd { get; private set; }
    public string Section { get; private set; } = "";
    public bool IsWithdrawn => View?.State == ListingState.Withdrawn;

    public async Task<IActionResult> OnGetAsync(string section, string id, string? slug, CancellationToken cancel)
    {
        Section = section;
        View = await listings.FindAsync(id, cancel);
        if (View is null) { return Saying(StatusCodes.Status404NotFound); }
        Section = Listing.KindPath(View.Kind);
        if (section != Section || id != View.ShortId || slug != View.Slug) { return RedirectPermanent(Request.PathBase + Addresses.Escaped(View.Path) + Request.QueryString); }
        PublicTags.Of(HttpContext, View);
        var alike = await similar.ToAsync(View, cancel);
        foreach (var row in alike) { HttpContext.CacheTag($"listing:{row.Id}"); }
        Similar = [.. alike.Select(cards.Card)];
        if (IsWithdrawn) { return Saying(StatusCodes.Status410Gone); }
        Image = View.Content.Pictures is [var first, ..] ? MediaUrls.Picture(first.File, Rendition.Cover, jpeg: true) : MediaUrls.Cover(View.Content.Fields.FirstOrDefault(), View.Id);
        JsonLd = data.Of(View, Image);
        return Page();
    }

    private PageResult Saying(int status)
    {
        Response.StatusCode = status;
        return Page();
    }
}
