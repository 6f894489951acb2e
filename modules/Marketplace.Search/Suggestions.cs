using Marketplace.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Marketplace.Search;

/// <summary><c>/search/suggestions?q=</c>: what the search box offers while typing.</summary>
internal static class Suggestions
{
    private const int LongestText = 60;

    private sealed record Line(string Text, string Note);

    public static void Map(WebApplication app) => app.MapGet("/search/suggestions", async (string? q, Searching searching, Texts texts, HttpContext context, CancellationToken cancel) =>
    {
        var text = (q ?? "").Trim();
        var found = text.Length is 0 or > LongestText ? [] : await searching.SuggestAsync(new SuggestQuery(text, Language.Current), cancel);
        context.Response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Ok(found.Select(s => new Line(s.Text, texts[$"search.suggest.{s.Kind}"].Value)));
    }).AllowAnonymous().ExcludeFromDescription();
}
