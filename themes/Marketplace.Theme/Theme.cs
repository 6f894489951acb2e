using System.Text.Json;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>Addresses of the built styles and scripts, each with its content's hash in the name.</summary>
public static class Asset
{
    private const string Folder = "/_content/Marketplace.Theme/";
    private static readonly Dictionary<string, string> Names = Embedded.Json("assets.json");

    /// <param name="name">The source's name, such as <c>site.css</c>, or a file that lies beside it under its own name.</param>
    /// <remarks>Never with the language prefix: both languages share one cached copy.</remarks>
    public static string Url(string name) => Folder + Names.GetValueOrDefault(name, name);
}

internal static class Embedded
{
    public static Dictionary<string, string> Json(string name)
    {
        using var stream = typeof(Embedded).Assembly.GetManifestResourceStream($"Marketplace.Theme.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded: build themes/Marketplace.Theme with Node.js on the path.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }
}

/// <summary>What the theme's tag helpers share: the site's texts and the request they draw for.</summary>
public abstract class ThemeTagHelper(Texts texts) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    protected Texts T { get; } = texts;

    /// <summary>An address that begins with <c>~/</c> in the language of the page; any other stays.</summary>
    protected string Link(string href) => ViewContext.HttpContext.Request.Link(href);

    /// <summary>An attribute that a page gave. Razor hands over an empty text where the page's expression was null.</summary>
    protected static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>Turns the element into <paramref name="tag"/> with <paramref name="classes"/> before those given in the page.</summary>
    protected static void Become(TagHelperOutput output, string tag, string classes)
    {
        output.TagName = tag;
        output.TagMode = TagMode.StartTagAndEndTag;
        var given = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.SetAttribute("class", string.IsNullOrEmpty(given) ? classes : $"{classes} {given}");
    }
}

public static class Links
{
    public static string Link(this Microsoft.AspNetCore.Http.HttpRequest request, string href) =>
        href.StartsWith("~/", StringComparison.Ordinal) ? request.PathBase + href[1..] : href;
}
