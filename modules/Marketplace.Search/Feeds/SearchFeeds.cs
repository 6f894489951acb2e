using System.Security.Cryptography;
using Marketplace.Modularity;
using Marketplace.Search.Pages.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Marketplace.Search.Feeds;

/// <summary>
/// <c>/search.atom</c>, <c>/achievements.atom</c> and so on: what a search finds, newest first, as an Atom feed for whoever reads feeds. Always what the public may see, whoever asks.
/// </summary>
internal static class SearchFeeds
{
    private const int Entries = 50;
    private static readonly string[] Lists = ["search", "achievements", "demands", "services", "organizations"];

    public static void Map(WebApplication app)
    {
        foreach (var list in Lists)
        {
            app.MapGet($"/{list}.atom", (HttpContext http, Searching searching, FeedWriter writer, CancellationToken cancel) => AnswerAsync($"/{list}", http, searching, writer, cancel))
                .AllowAnonymous().CacheOutput(PublicPages.Policy).ExcludeFromDescription();
        }
    }

    private static async Task<IResult> AnswerAsync(string path, HttpContext http, Searching searching, FeedWriter writer, CancellationToken cancel)
    {
        var state = SearchState.Of(path, http.Request.Query);
        http.CacheTag(IndexModel.CacheTag);
        var query = state.Query(state.Kind, ReaderScope.Public, Language.Current) with { Sort = SearchSort.Newest, Cursor = null, Limit = Entries, WithFacets = false };
        var result = await searching.SearchAsync(query, cancel);
        var body = writer.Write(state, result);
        var headers = http.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"");
        headers.LastModified = FeedWriter.UpdatedOf(result);
        headers.CacheControl = result.FromDatabase ? new CacheControlHeaderValue { NoStore = true } : new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromMinutes(5) };
        if (result.FromDatabase) { http.DoNotCache(); }
        // From the cache the middleware answers so by itself; what is made anew is compared here.
        return IsKnown(http.Request.GetTypedHeaders(), headers) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(body, "application/atom+xml; charset=utf-8");
    }

    private static bool IsKnown(RequestHeaders asked, ResponseHeaders told)
    {
        if (asked.IfNoneMatch is { Count: > 0 } known) { return known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(told.ETag, useStrongComparison: false)); }
        return asked.IfModifiedSince is { } since && told.LastModified is { } changed && changed.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }
}
