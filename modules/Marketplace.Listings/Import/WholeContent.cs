using System.Text.Json;
using System.Text.RegularExpressions;
using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Listings.Import;

/// <summary>A row that holds a listing's content whole, as <c>export</c> writes it: <c>{ "id": …, "content": { "$kind": "achievement", … } }</c>.</summary>
internal static partial class WholeContent
{
    public const string Name = "content";

    /// <exception cref="FormatException">Why the row is refused.</exception>
    public static ListingContent Read(JsonElement json, ListingKind kind, Taxonomies taxonomies)
    {
        var content = Parse(json);
        if (content.Kind != kind) { throw new FormatException($"content is of kind {content.Kind.ToString().ToLowerInvariant()}, wanted is {kind.ToString().ToLowerInvariant()}"); }
        if (content.Title.IsEmpty) { throw new FormatException("no title"); }
        RefuseLong("title", content.Title, RowMapping.LongestTitle);
        RefuseLong("summary", content.Summary, RowMapping.LongestSummary);
        foreach (var block in content.Blocks) { RefuseLong("text", block.Text, RowMapping.LongestText); }
        RefuseUnknown("fields", content.Fields, taxonomies["fields"]);
        RefuseUnknown("highTechFields", content.HighTechFields, taxonomies["high-tech-fields"]);
        RefuseUnknown("cooperation", content.Cooperation, taxonomies["cooperation"]);
        RefuseUnknown("region", content.Region is { } region ? [region] : [], taxonomies["regions"]);
        RefuseUnknown("industry", content.Industry is { } industry ? [industry] : [], taxonomies["industries"]);
        // Files are another site's.
        return content with { Pictures = [], Attachments = [] };
    }

    private static ListingContent Parse(JsonElement json)
    {
        try { return JsonTextOptions.Read<ListingContent>(Invisible().Replace(JsonTextOptions.Write(json), "")); }
        catch (Exception problem) when (problem is JsonException or NotSupportedException) { throw new FormatException($"content cannot be read: {problem.Message}"); }
    }

    private static void RefuseLong(string field, Bilingual text, int longest)
    {
        if (Math.Max(text.Zh?.Length ?? 0, text.En?.Length ?? 0) is var length && length > longest) { throw new FormatException($"{field} has {length} characters, at most {longest} are allowed"); }
    }

    private static void RefuseUnknown(string field, IReadOnlyList<string> codes, TermList list)
    {
        if (codes.FirstOrDefault(c => !list.Has(c)) is { } unknown) { throw new FormatException($"{field}: '{unknown}' is not in list {list.Code}"); }
    }

    /// <summary>Control characters as JSON writes them, but for line ends and tabs, which have short forms.</summary>
    [GeneratedRegex(@"(?<=(?<!\\)(?:\\\\)*)\\u00(?:0[0-9a-fA-F]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F])")]
    private static partial Regex Invisible();
}
