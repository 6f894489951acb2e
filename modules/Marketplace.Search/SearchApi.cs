using System.Globalization;
using Marketplace.Accounts;
using Marketplace.Modularity;
using Marketplace.Search.Pages.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Marketplace.Search;

/// <summary>What the API answers to a search.</summary>
public sealed record FoundListings(int Total, IReadOnlyList<FoundListing> Items, IReadOnlyDictionary<string, IReadOnlyList<FoundCount>> Facets, string? Next);

/// <param name="Id">Short id, as in the address.</param>
/// <param name="Kind"><c>achievement</c>, <c>demand</c>, <c>service</c> or <c>organization</c>.</param>
/// <param name="Title">In the language of the request.</param>
/// <param name="Summary">In the language of the request.</param>
/// <param name="Url">Address of the page.</param>
/// <param name="Organization">Name, or null where it is not told.</param>
/// <param name="Score">Compares within one search only; 0 without words.</param>
public sealed record FoundListing(string Id, string Kind, string Title, string Summary, string Url, string? Organization, double Score);

public sealed record FoundCount(string Code, string Name, int Count);

/// <summary><c>GET /api/v1/search</c>.</summary>
internal static class SearchApi
{
    private static readonly string[] Kinds = ["achievement", "demand", "service", "organization"];

    public static void Map(WebApplication app) =>
        app.MapGet("/api/v1/search", SearchAsync).AllowAnonymous().WithTags("search").WithName("search").WithSummary("Search listings and organizations");

    private static async Task<Results<Ok<FoundListings>, ValidationProblem>> SearchAsync(
        [FromQuery] string? q, [FromQuery] string[]? kind, [FromQuery] string[]? field, [FromQuery] string[]? region, [FromQuery(Name = "trl_min")] string? trlMin,
        [FromQuery] string? sort, [FromQuery] string? limit, [FromQuery] string? cursor,
        Searching searching, FacetNames names, CurrentMember member, HttpRequest request, CancellationToken cancel)
    {
        var problems = new Dictionary<string, string[]>();
        var state = SearchState.Of("/search", request.Query);
        if (kind?.FirstOrDefault(k => !Kinds.Contains(k)) is { } unknown) { problems["kind"] = [$"'{unknown}' is none of {string.Join(", ", Kinds)}."]; }
        if (trlMin is { Length: > 0 } && state.TrlMin is null) { problems["trl_min"] = ["A whole number from 1 to 9 is wanted."]; }
        if (sort is { Length: > 0 } && !Enum.GetNames<SearchSort>().Contains(sort, StringComparer.OrdinalIgnoreCase)) { problems["sort"] = [$"'{sort}' is none of relevance, newest, price, trl."]; }
        var count = 20;
        if (limit is { Length: > 0 } && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > SearchQuery.MaxLimit)) { problems["limit"] = [$"A whole number from 1 to {SearchQuery.MaxLimit} is wanted."]; }
        if (problems.Count > 0) { return TypedResults.ValidationProblem(problems); }
        try
        {
            var result = await searching.SearchAsync(state.Query(null, ReaderScopes.Of(member), Language.Current) with { Limit = count }, cancel);
            return TypedResults.Ok(Found(result, names, request));
        }
        catch (BadCursorException bad) { return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["cursor"] = [bad.Message] }); }
    }

    private static FoundListings Found(SearchResult result, FacetNames names, HttpRequest request) => new(
        result.Total,
        [.. result.Hits.Select(h => new FoundListing(h.Document.ShortId, h.Document.Kind, h.Document.Title.ToString(), h.Document.Summary.ToString(), request.PathBase + h.Document.Url,
            h.Document.OrganizationName.IsEmpty ? null : h.Document.OrganizationName.ToString(), Math.Round(h.Score, 4)))],
        result.Facets.ToDictionary(f => f.Key, IReadOnlyList<FoundCount> (f) => [.. f.Value.Select(c => new FoundCount(c.Code, names.NameOf(f.Key, c.Code), c.Count))]),
        result.Next);
}
