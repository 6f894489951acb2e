using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Marketplace.Search.Statistics;

/// <summary>
/// Counts what is asked, around everything else: a page of results says in a header what it answers, the output cache keeps that header with the page, and here, outside of the
/// cache, it is counted and taken off. So a cached page counts like any other, with or without scripts.
/// </summary>
internal sealed class CountingQueries(QueryCounts counts) : IStartupFilter
{
    public const string Header = "Mp-Searched";
    private static readonly string[] Pages = ["/search", "/achievements", "/demands", "/services", "/organizations"];
    private static readonly string[] Robots = ["bot", "spider", "crawl", "slurp", "monitor", "preview"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (IsSearched(http.Request.Path)) { http.Response.OnStarting(static state => Count(((HttpContext, QueryCounts))state), (http, counts)); }
            return rest(http);
        });
        next(app);
    };

    private static bool IsSearched(PathString path) => path.Value is { } text && Pages.Any(p => text.EndsWith(p, StringComparison.Ordinal));

    private static Task Count((HttpContext Http, QueryCounts Counts) answer)
    {
        var (http, counts) = answer;
        if (!http.Response.Headers.Remove(Header, out var told)) { return Task.CompletedTask; }
        if (HttpMethods.IsGet(http.Request.Method) && http.Response.StatusCode == StatusCodes.Status200OK && IsForSomeone(http.Request.Headers) && AskedQuery.FromHeader(told.ToString()) is { } query) { counts.Asked(query); }
        return Task.CompletedTask;
    }

    /// <summary>Not for robots, nor fetched ahead.</summary>
    private static bool IsForSomeone(IHeaderDictionary headers) =>
        !Robots.Any(r => headers.UserAgent.ToString().Contains(r, StringComparison.OrdinalIgnoreCase)) && StringValues.IsNullOrEmpty(headers["Sec-Purpose"]);
}

/// <summary><c>POST /search/opened</c>: a page with scripts tells which of its results was opened, as <c>token position first</c>. Nothing of the sender is looked at.</summary>
internal static class OpenedResults
{
    private const int LongestBody = 40;

    public static void Map(WebApplication app) => app.MapPost("/search/opened", async (HttpRequest request, QueryTokens tokens, QueryCounts counts, CancellationToken cancel) =>
    {
        if (request.ContentLength is not (> 0 and <= LongestBody)) { return Results.BadRequest(); }
        using var reader = new StreamReader(request.Body);
        var words = (await reader.ReadToEndAsync(cancel)).Split(' ');
        if (words is not [var token, var at, "0" or "1"] || tokens.Read(token) is not { } key || !int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position is < 1 or > 1000) { return Results.BadRequest(); }
        counts.Opened(key, position, words[2] == "1");
        return Results.NoContent();
    }).AllowAnonymous().ExcludeFromDescription();
}
