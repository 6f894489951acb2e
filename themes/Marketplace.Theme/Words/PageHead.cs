using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Marketplace.Theme;

/// <summary>
/// What a page says of itself to the layout: <c>@{ ViewData.Page(Model.Title, description: Model.Summary, nav: "achievements"); }</c>.
/// <c>ViewData["Title"]</c> alone will do for pages that nobody shares.
/// </summary>
/// <param name="Path">Canonical path without language prefix, beginning with a slash; the request's own where null.</param>
/// <param name="Image">Picture for shared links: an absolute path on this site.</param>
/// <param name="JsonLd">Structured data as JSON, already serialized.</param>
/// <param name="Nav">Which entry of the main navigation the page belongs to: achievements, demands, services, organizations.</param>
/// <param name="IsIndexed">False keeps search engines away (results, drafts, account pages).</param>
/// <param name="BothLanguages">False where the page exists in the current language only.</param>
public sealed record PageHead(string Title, string? Description, string? Path, string? Image, string? JsonLd, string? Nav, bool IsIndexed, bool BothLanguages)
{
    internal const string Key = "theme.head";

    public static PageHead Of(ViewDataDictionary viewData) =>
        viewData[Key] as PageHead ?? new PageHead(viewData["Title"]?.ToString() ?? "", viewData["Description"]?.ToString(), null, null, null, null, true, true);
}

public static class PageHeads
{
    /// <inheritdoc cref="PageHead"/>
    public static void Page(this ViewDataDictionary viewData, string title, string? description = null, string? path = null, string? image = null,
        string? jsonLd = null, string? nav = null, bool index = true, bool bothLanguages = true)
    {
        viewData["Title"] = title;
        viewData[PageHead.Key] = new PageHead(title, description, path, image, jsonLd, nav, index, bothLanguages);
    }
}
