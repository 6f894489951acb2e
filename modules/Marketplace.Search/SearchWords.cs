using Marketplace.Modularity;
using Microsoft.AspNetCore.Http;

namespace Marketplace.Search;

/// <summary>A search told in words: <c>“锂电池” · 新材料 · TRL 4-9</c>.</summary>
internal static class SearchWords
{
    /// <summary>Where it searches and what it asks, in the current language.</summary>
    public static string Of(SearchState state, FacetNames names, Texts texts)
    {
        var where = texts[$"search.title.{state.Kind ?? "all"}"].Value;
        var asked = Asked(state, names, texts).ToList();
        return asked.Count == 0 ? where : texts["search.words", where, string.Join(texts["search.words.and"].Value, asked)].Value;
    }

    /// <summary>What was typed, in quotes; its own quotes become single ones within them (GB/T 15834).</summary>
    public static string Quoted(string typed, Texts texts)
    {
        var opens = false;
        return texts["search.words.quoted", string.Concat(typed.Select(c => c switch { '“' => '‘', '”' => '’', '"' => (opens = !opens) ? '‘' : '’', _ => c }))].Value;
    }

    private static IEnumerable<string> Asked(SearchState state, FacetNames names, Texts texts)
    {
        if (state.Text.Length > 0) { yield return Quoted(state.Text, texts); }
        foreach (var (facet, code) in state.AllChosen.Where(c => c.Facet != Facets.Kind || state.Kind is null)) { yield return names.NameOf(facet, code); }
        if (state.TrlMin is not null || state.TrlMax is not null) { yield return $"TRL {state.TrlMin ?? 1}-{state.TrlMax ?? 9}"; }
        if (state.Organization is not null) { yield return texts["search.oneOrganization"].Value; }
    }
}

internal static class SiteLinks
{
    /// <summary>A path of the site as it stands in an address: Chinese slugs percent-encoded.</summary>
    public static string Encoded(string path) => new PathString(path).ToUriComponent();
}
