using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Marketplace.Search;

/// <summary>What a search page's address says, and the addresses of what can be chosen next. Unknown values are left out, never an error.</summary>
public sealed class SearchState
{
    private const int LongestText = 200;
    private const int MostCodes = 20;
    private Dictionary<string, IReadOnlyList<string>> choices = [];

    /// <summary>Path without language prefix.</summary>
    public string Path { get; private init; } = "/search";
    public string Text { get; private init; } = "";
    public SearchSort Sort { get; private init; }

    /// <summary>Without words nothing is more relevant than another, so the newest come first.</summary>
    private static SearchSort UsualSort(string text) => text.Length == 0 ? SearchSort.Newest : SearchSort.Relevance;

    /// <summary>What may be chosen here: relevance only where there are words.</summary>
    public IEnumerable<SearchSort> Sorts(string? kind) =>
        Enum.GetValues<SearchSort>().Where(s => (s != SearchSort.Relevance || Text.Length > 0) && (s != SearchSort.Trl || kind is null or "achievement"));

    public int? TrlMin { get; private init; }
    public int? TrlMax { get; private init; }
    public Guid? Organization { get; private init; }
    public string? Cursor { get; private init; }

    /// <summary>The lists of one kind, by path.</summary>
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["/achievements"] = "achievement", ["/demands"] = "demand", ["/services"] = "service", ["/organizations"] = "organization",
    };

    /// <summary>Kind of the list at a path, or null where everything is searched.</summary>
    public static string? KindOf(string? path) => path is null ? null : Lists.GetValueOrDefault(path);

    /// <summary>Path of the list of a kind; that of the search where it is null or no kind.</summary>
    public static string PathOf(string? kind) => Lists.FirstOrDefault(l => l.Value == kind).Key ?? "/search";

    public static SearchState Of(string path, IQueryCollection query)
    {
        var text = Typed(query["q"].ToString());
        return new SearchState
        {
            Path = path,
            Text = text,
            Sort = Enum.TryParse<SearchSort>(query["sort"], ignoreCase: true, out var sort) && Enum.IsDefined(sort) && (text.Length > 0 || sort != SearchSort.Relevance) ? sort : UsualSort(text),
            TrlMin = Trl(query["trl_min"]),
            TrlMax = Trl(query["trl_max"]),
            Organization = Guid.TryParse(query["organization"], out var organization) ? organization : null,
            Cursor = query["cursor"] is [{ Length: > 0 } cursor] ? cursor : null,
            choices = Facets.All.ToDictionary(f => f, IReadOnlyList<string> (f) => [.. query[f].OfType<string>().Where(IsCode).Distinct().Take(MostCodes)]),
        };
    }

    /// <summary>What nobody types and not every database keeps, control characters and halves of characters, becomes the sign for that.</summary>
    private static string Typed(string text)
    {
        text = string.Concat(text.EnumerateRunes().Select(r => (Rune.IsWhiteSpace(r) ? new Rune(' ') : Rune.IsControl(r) ? Rune.ReplacementChar : r).ToString())).Trim();
        if (text.Length <= LongestText) { return text; }
        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)].TrimEnd();
    }

    /// <summary>A state from its path and what <see cref="Canonical"/> wrote.</summary>
    public static SearchState Read(string path, string canonical) => Of(path, new QueryCollection(QueryHelpers.ParseQuery(canonical)));

    private static int? Trl(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var trl) && trl is >= 1 and <= 9 ? trl : null;

    private static bool IsCode(string text) => text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    public IReadOnlyList<string> Chosen(string facet) => choices.GetValueOrDefault(facet) ?? [];

    /// <summary>Everything chosen, a facet and a code each.</summary>
    public IEnumerable<(string Facet, string Code)> AllChosen => choices.SelectMany(c => c.Value.Select(code => (c.Key, code)));

    /// <summary>A feed of what is asked, newest first.</summary>
    public string Feed => Path + ".atom" + (Canonical() is { Length: > 0 } query ? "?" + query : "");

    /// <summary>The page of what is asked, whatever its sort and page now.</summary>
    public string WithoutPage() => Path + (Canonical() is { Length: > 0 } query ? "?" + query : "");

    /// <summary>Where a member follows what is asked.</summary>
    public string Follow => "/workspace/searches/new?in=" + Nav + (Canonical() is { Length: > 0 } query ? "&" + query : "");

    private string Nav => Path.TrimStart('/');

    public bool HasChoices => TrlMin is not null || TrlMax is not null || Organization is not null || choices.Values.Any(v => v.Count > 0);

    /// <summary>Kind of the list that is searched, or null.</summary>
    public string? Kind => KindOf(Path);

    /// <summary>What is asked, always written the same way: without sort and page, codes in order. <c>q=…&amp;field=bio&amp;trl_min=4</c>; empty where nothing is asked.</summary>
    public string Canonical()
    {
        var query = new QueryBuilder();
        if (Text.Length > 0) { query.Add("q", Text); }
        foreach (var facet in Facets.All.Where(f => f != Facets.Kind || Kind is null))
        {
            foreach (var code in Chosen(facet).Order(StringComparer.Ordinal)) { query.Add(facet, code); }
        }
        Add(query, TrlMin, TrlMax, organization: true);
        return query.ToString().TrimStart('?');
    }

    public SearchQuery Query(string? kind, ReaderScope reader, string language) => new()
    {
        Text = Text,
        Choices = kind is null ? choices : new Dictionary<string, IReadOnlyList<string>>(choices) { [Facets.Kind] = [kind] },
        TrlMin = TrlMin,
        TrlMax = TrlMax,
        Organization = Organization,
        Sort = Sort,
        Cursor = Cursor,
        Reader = reader,
        Language = language,
    };

    public string Url(string? cursor) => Url(Text, Sort, (_, _) => true, TrlMin, TrlMax, cursor);
    public string Without(string facet, string code) => Url(Text, Sort, (f, c) => f != facet || c != code, TrlMin, TrlMax, null);
    public string WithoutTrl() => Url(Text, Sort, (_, _) => true, null, null, null);
    public string WithoutOrganization() => Url(Text, Sort, (_, _) => true, TrlMin, TrlMax, null, organization: false);
    public string WithoutChoices() => Url(Text, Sort, (_, _) => false, null, null, null, organization: false);
    public string WithText(string text) => Url(text, SearchSort.Relevance, (_, _) => false, null, null, null, organization: false);

    private string Url(string text, SearchSort sort, Func<string, string, bool> keep, int? trlMin, int? trlMax, string? cursor, bool organization = true)
    {
        var query = new QueryBuilder();
        if (text.Length > 0) { query.Add("q", text); }
        foreach (var (facet, code) in AllChosen) { if (keep(facet, code)) { query.Add(facet, code); } }
        Add(query, trlMin, trlMax, organization);
        if (sort != UsualSort(text)) { query.Add("sort", sort.ToString().ToLowerInvariant()); }
        if (cursor is not null) { query.Add("cursor", cursor); }
        return Path + query.ToQueryString();
    }

    private void Add(QueryBuilder query, int? trlMin, int? trlMax, bool organization)
    {
        if (trlMin is { } min) { query.Add("trl_min", min.ToString(CultureInfo.InvariantCulture)); }
        if (trlMax is { } max) { query.Add("trl_max", max.ToString(CultureInfo.InvariantCulture)); }
        if (organization && Organization is { } owner) { query.Add("organization", owner.ToString()); }
    }
}
