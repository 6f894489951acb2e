using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings;

/// <summary>A listing for programs: these, and beside them every part of its content as far as the reader may see it (<c>title</c>, <c>summary</c>, <c>blocks</c> … in both languages).</summary>
public sealed record ListingResource(string Id, ListingKind Kind, ListingState State, BilingualUrl Url, OwnerResource? Organization, DateTimeOffset? Published, DateTimeOffset? Updated, DateTimeOffset? Confirmed, DateTimeOffset? Expires, int Completeness)
{
    /// <summary>Parts held back from this reader: their stage and kind.</summary>
    public IReadOnlyList<HeldBack> HeldBack { get; init; } = [];

    [JsonExtensionData] public IDictionary<string, JsonElement> Content { get; init; } = new Dictionary<string, JsonElement>();
}

public sealed record BilingualUrl(string Zh, string En);

public sealed record OwnerResource(string Id, Bilingual Name, bool Verified, BilingualUrl Url);

internal static class ListingsApi
{
    public static void MapListingsApi(this IEndpointRouteBuilder app)
    {
        var listings = app.MapGroup("/api/v1/listings").WithTags("Listings").AllowAnonymous().CacheOutput(PublicPages.Policy);
        listings.MapGet("/{id}", FindAsync).WithName("GetListing").WithSummary("A listing by its short id")
            .WithDescription("Both languages in full, as far as the caller may see them; what a later stage of disclosure holds back is named in heldBack and otherwise absent. The owner of an anonymous demand is null.")
            .Produces<ListingResource>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);
    }

    private static async Task<Results<JsonHttpResult<ListingResource>, ProblemHttpResult>> FindAsync(string id, PublicListings listings, SiteAddress site, Texts texts, HttpContext http, CancellationToken cancel)
    {
        var view = await listings.FindAsync(id, cancel);
        if (view is null) { return TypedResults.Problem(texts["listings.public.api.unknown"].Value, statusCode: StatusCodes.Status404NotFound); }
        if (view.State == ListingState.Withdrawn) { return TypedResults.Problem(texts["listings.public.api.withdrawn"].Value, statusCode: StatusCodes.Status410Gone); }
        PublicTags.Of(http, view);
        return TypedResults.Json(Resource(view, site), JsonTextOptions.Options);
    }

    private static ListingResource Resource(ListingView view, SiteAddress site)
    {
        var content = JsonSerializer.SerializeToNode(view.Content, JsonTextOptions.Options)!.AsObject();
        content.Remove("$kind");
        var owner = view.Owner is { } o ? new OwnerResource(o.ShortId, o.Name, o.IsVerified, Url(site, o.Path)) : null;
        return new ListingResource(view.ShortId, view.Kind, view.State, Url(site, view.Path), owner, view.Published, view.ApprovedAt, view.Confirmed, view.Expires, view.Completeness)
        {
            HeldBack = view.HeldBack,
            Content = content.ToDictionary(part => part.Key, part => part.Value.Deserialize<JsonElement>()),
        };
    }

    private static BilingualUrl Url(SiteAddress site, string path) => new(site.Absolute(Language.Zh, Addresses.Escaped(path)), site.Absolute(Language.En, Addresses.Escaped(path)));
}

/// <summary>Marks a cached answer by all that it shows.</summary>
internal static class PublicTags
{
    public static void Of(HttpContext http, ListingView view)
    {
        http.CacheTag($"listing:{view.Id}");
        http.CacheTag("taxonomies");
        if (view.Owner is { } owner) { http.CacheTag($"organization:{owner.Id}"); }
        if (view.ContactId is { } contact) { http.CacheTag($"person:{contact}"); }
    }
}

internal static class Addresses
{
    /// <summary>A path with what is not ASCII percent-encoded, for headers and programs.</summary>
    public static string Escaped(string path) => new PathString(path).ToUriComponent();
}
