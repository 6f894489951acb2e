using Marketplace.Accounts;
using Marketplace.Modularity;
using Marketplace.Search.Statistics;
using Marketplace.Search.Text;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Pages.Search;

/// <summary>The search and the public lists: achievements, demands, services and organizations are searches of one kind.</summary>
[AllowAnonymous, OutputCache(PolicyName = PublicPages.Policy)]
internal sealed class IndexModel(Searching searching, FacetNames names, ListingCards cards, CurrentMember member, QueryTokens tokens, IOptions<SearchOptions> options, Texts texts) : PageModel
{
    public const string CacheTag = "search";

    /// <summary>Kind of the list, or null on the search of everything.</summary>
    public string? Kind { get; private set; }
    public SearchState State { get; private set; } = null!;
    public SearchResult Result { get; private set; } = SearchResult.Empty;
    public IReadOnlyList<ListingCard> Cards { get; private set; } = [];
    public FacetNames Names => names;

    /// <summary>By which what is opened counts to the query; null where nothing is counted.</summary>
    public string? Token { get; private set; }

    /// <summary>Signs were typed, or words that say nothing of what is sought.</summary>
    public bool AsksNothing => Searching.AsksNothing(State.Text);

    /// <summary>What the reader is told where nothing was found.</summary>
    public string WhyNothing => AsksNothing ? TextAnalysis.Analyze(State.Text).Count == 0 ? "search.none.signs" : "search.none.common" : State.HasChoices ? "search.none.choices" : "search.none.text";

    /// <summary>The database ranks nothing: it gives the newest first where no other order was chosen.</summary>
    public IEnumerable<SearchSort> Sorts => State.Sorts(Kind).Where(s => !Result.FromDatabase || s != SearchSort.Relevance);

    /// <inheritdoc cref="Sorts"/>
    public SearchSort Sort => Result.FromDatabase && State.Sort == SearchSort.Relevance ? SearchSort.Newest : State.Sort;

    public string HowTheDatabaseAnswers => Cards.Count == 0 ? "search.fromDatabase.none" : State.Text.Length == 0 ? "search.fromDatabase.list" : "search.fromDatabase";

    /// <summary>The organization that the search is narrowed to, where an answer tells its name.</summary>
    public string OwnerName => Result.Hits.Select(h => h.Document.OrganizationName).FirstOrDefault(n => !n.IsEmpty)?.ToString() ?? texts["search.oneOrganization"].Value;
    public string Nav => State.Path.TrimStart('/');

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Kind = SearchState.KindOf(Request.Path.Value);
        State = SearchState.Of(SearchState.PathOf(Kind), Request.Query);
        HttpContext.CacheTag(CacheTag);
        try { Result = await searching.SearchAsync(State.Query(Kind, ReaderScopes.Of(member), Language.Current), cancel); }
        catch (BadCursorException) { return Redirect(Request.Link("~" + State.Url(cursor: null))); }
        if (Result.FromDatabase) { HttpContext.DoNotCache(); }
        Cards = [.. Result.Hits.Select(hit => cards.Of(hit, State.Chosen))];
        Count();
        return Page();
    }

    /// <summary>Says what is answered to whoever counts outside of the cache. A later page is the same query, not another.</summary>
    private void Count()
    {
        if (!options.Value.Statistics.Enabled || Result.FromDatabase || AskedQuery.Of(State, Result.Total) is not { } asked) { return; }
        Token = tokens.Of(asked);
        if (State.Cursor is null) { Response.Headers[CountingQueries.Header] = asked.ToHeader(); }
    }

    public IEnumerable<(string Facet, IReadOnlyList<FacetCount> Codes, IReadOnlyList<string> Chosen)> Facets()
    {
        foreach (var facet in FacetNames.ShownFor(Kind))
        {
            var chosen = State.Chosen(facet);
            var codes = FacetNames.Offered(facet, Result.Facets.GetValueOrDefault(facet) ?? [], chosen);
            if (codes.Count > 0) { yield return (facet, codes, chosen); }
        }
    }
}
