using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace Marketplace.Modularity;

/// <summary>
/// Output-cache policy <c>public</c>: a GET without any of the site's cookies is answered whole from the cache; everything else is neither looked up nor stored.
/// A page comes into the cache when it is asked for the second time within some minutes.
/// A page that uses it holds no token and nothing of a reader. Tags: what the page shows, so that an event evicts it (<c>HttpContext.CacheTag("listing:…")</c>).
/// </summary>
public sealed class PublicPages(TimeProvider clock) : IOutputCachePolicy
{
    public const string Policy = "public";

    /// <summary>Tag of all public pages: what their frame says (name of the site, menus).</summary>
    public const string EveryPage = "site";

    /// <summary>Every cookie of the site begins with this; a request with one is a reader with a session.</summary>
    public const string CookiePrefix = "mp.";

    private readonly AskedBefore asked = new(clock);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        // A program that says who it is gets an answer of its own, as a reader with a session does.
        var cacheable = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !HasSession(request) && request.Headers.Authorization.Count == 0;
        context.EnableOutputCaching = true;
        context.AllowCacheLookup = cacheable;
        context.AllowCacheStorage = context.AllowLocking = cacheable && asked.Again(HashCode.Combine(request.Host.Value, request.PathBase.Value, request.Path.Value, request.QueryString.Value, Encoding(request)));
        context.CacheVaryByRules.QueryKeys = "*";
        context.CacheVaryByRules.VaryByHost = true;
        context.CacheVaryByRules.VaryByValues["encoding"] = Encoding(request);
        context.CacheVaryByRules.VaryByValues["language"] = request.PathBase.Value ?? "";
        context.Tags.Add(EveryPage);
        context.ResponseExpirationTimeSpan = TimeSpan.FromMinutes(5);
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || response.Headers.SetCookie.Count > 0) { context.AllowCacheStorage = false; }
        return ValueTask.CompletedTask;
    }

    public static bool HasSession(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 && request.Cookies.Keys.Any(k => k.StartsWith(CookiePrefix, StringComparison.Ordinal));

    private static string Encoding(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        return accepted.Contains("br", StringComparison.Ordinal) ? "br" : accepted.Contains("gzip", StringComparison.Ordinal) ? "gzip" : "";
    }
}

/// <summary>Something of public pages that a process keeps in its memory; it is taken out by the same tags as the pages, before them.</summary>
public interface IKeptByTag
{
    void Evict(string tag);
}

public static class PublicPagesExtensions
{
    /// <summary>This answer is not to be given again: it holds for the moment only.</summary>
    public static void DoNotCache(this HttpContext context)
    {
        if (context.Features.Get<IOutputCacheFeature>() is { } cached) { cached.Context.AllowCacheStorage = false; }
    }

    /// <summary>Adds a tag to the page being cached; nothing happens where it is not cached.</summary>
    public static void CacheTag(this HttpContext context, string tag) =>
        context.Features.Get<IOutputCacheFeature>()?.Context.Tags.Add(tag);
}
