using Marketplace.Modularity;
using Marketplace.Search.Saved;
using Microsoft.AspNetCore.Http;

namespace Marketplace.Search;

/// <summary>A search told in words: <c>“锂电池” · 新材料 · TRL 4-9</c>.</summary>
internal static class SearchWords
{
    /// <summary>Where it searches and what it asks, in the current language.</summary>
    public static string Of(SearchState state, FacetNames names, Texts texts) => Told(state, Asked(state, Quoted(state.Text, texts), names, texts), texts);

    /// <summary>The same as a name, which stands in quotes itself in sentences and as a subject: what was typed has none, and says by itself that everything is searched.</summary>
    public static string NameOf(SearchState state, FacetNames names, Texts texts)
    {
        var asked = Asked(state, state.Text, names, texts);
        return state.Kind is null && state.Text.Length > 0 ? string.Join(texts["search.words.and"].Value, asked) : Told(state, asked, texts);
    }

    private static string Told(SearchState state, IEnumerable<string> asked, Texts texts)
    {
        var (where, what) = (texts[$"search.title.{state.Kind ?? "all"}"].Value, string.Join(texts["search.words.and"].Value, asked));
        return what.Length == 0 ? where : texts["search.words", where, what].Value;
    }

    /// <summary>What a followed search asks; null where its name says the same.</summary>
    public static string? BesideItsName(SavedSearch search, FacetNames names, Texts texts) => search.Name == NameOf(search.Asked(), names, texts) ? null : Of(search.Asked(), names, texts);

    /// <summary>What was typed, in quotes; its own quotes become single ones within them (GB/T 15834).</summary>
    public static string Quoted(string typed, Texts texts)
    {
        var opens = false;
        return texts["search.words.quoted", string.Concat(typed.Select(c => c switch { '“' => '‘', '”' => '’', '"' => (opens = !opens) ? '‘' : '’', _ => c }))].Value;
    }

    private static IEnumerable<string> Asked(SearchState state, string typed, FacetNames names, Texts texts)
    {
        if (state.Text.Length > 0) { yield return typed; }
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
