using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Html;

namespace Marketplace.Search;

/// <summary>Cards of hits. All that they show comes from the index.</summary>
public sealed class ListingCards(FacetNames names, Texts texts, TimeProvider clock)
{
    private const int MostTags = 3;

    /// <param name="chosen">Codes chosen of a facet: where a thing has several, the one that was asked for is shown.</param>
    public ListingCard Of(SearchHit hit, Func<string, IReadOnlyList<string>> chosen)
    {
        var document = hit.Document;
        var organization = document.Kind == "organization";
        return new ListingCard(document.Kind, "~" + document.Url, document.Title.ToString())
        {
            MarkedTitle = Marked(hit.Title),
            MarkedSummary = hit.Snippet.Count == 0 ? null : Marked(hit.Snippet),
            Lang = document.Title.FallsBack ? document.Title.ShownLanguage : null,
            Organization = organization ? null : document.OrganizationName.IsEmpty ? texts["search.anonymous"].Value : document.OrganizationName.ToString(),
            OrganizationHref = document.OrganizationUrl is { } url ? "~" + url : null,
            Verified = document.OrganizationVerified,
            Tags = [.. hit.Near ? [texts["search.near"].Value] : Array.Empty<string>(), .. Tags(document, chosen).Take(MostTags)],
            Lead = organization ? null : Money.Short(texts, document.PriceFrom, document.PriceTo, document.Currency ?? "CNY", document.PriceKind ?? "negotiable"),
            Trl = document.Kind == "achievement" ? document.Trl : null,
            Facts = [.. FactsOf(document)],
            Field = document.Fields is [var field, ..] ? field : null,
            Image = document.Image,
        };
    }

    private IEnumerable<string> Tags(SearchDocument document, Func<string, IReadOnlyList<string>> chosen)
    {
        if (document.Urgent) { yield return texts["search.mark.urgent"].Value; }
        if (document.Kind == "organization" && document.OrganizationKind is { } kind) { yield return names.NameOf(Facets.OrganizationKind, kind); }
        foreach (var level in document.Levels) { yield return names.NameOf(Facets.Level, level); }
        foreach (var service in AskedFirst(document.ServiceKinds, chosen(Facets.Service)).Take(2)) { yield return names.NameOf(Facets.Service, service); }
        foreach (var field in AskedFirst(document.Fields, chosen(Facets.Field)).Take(1)) { yield return names.NameOf(Facets.Field, field); }
        foreach (var way in AskedFirst(document.Cooperation, chosen(Facets.Cooperation)).Take(2)) { yield return names.NameOf(Facets.Cooperation, way); }
    }

    /// <summary>A chosen field stands for those below it: new-it for new-it.ai.</summary>
    private static IEnumerable<string> AskedFirst(IEnumerable<string> codes, IReadOnlyList<string> asked) =>
        codes.OrderByDescending(code => asked.Any(a => code == a || code.StartsWith(a + ".", StringComparison.Ordinal)));

    private IEnumerable<string> FactsOf(SearchDocument document)
    {
        if (document.Region is { } region) { yield return names.NameOf(Facets.Region, region); }
        if (document.Kind == "organization") { yield break; }
        if (document.Deadline is { } deadline) { yield return texts["search.deadline", Moments.Day(deadline)].Value; }
        if (document.Kind == "demand" && document.Trl is { } trl) { yield return texts["search.trlAtLeast", trl].Value; }
        yield return texts["search.confirmed", Moments.Relative(texts, document.Confirmed, clock.GetUtcNow())].Value;
    }

    public static IHtmlContent Marked(IReadOnlyList<TextSegment> segments)
    {
        var html = new HtmlContentBuilder();
        foreach (var segment in segments)
        {
            if (segment.Match) { html.AppendHtml("<mark>").Append(segment.Text).AppendHtml("</mark>"); } else { html.Append(segment.Text); }
        }
        return html;
    }
}
