using Marketplace.Modularity;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;icon name="search" /&gt;</c> draws an icon of the set, hidden from screen readers; <c>label-key</c> gives it a name where it stands alone.
/// Names are the lines of <c>assets/icons.txt</c>. <c>class="big"</c> for empty states.
/// </summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Name { get; set; } = "";
    public string? LabelKey { get; set => field = Given(value); }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Become(output, "svg", Icons.IsFilled(Name) ? "icon filled" : "icon");
        output.Attributes.SetAttribute("viewBox", "0 0 24 24");
        if (LabelKey is null) { output.Attributes.SetAttribute("aria-hidden", "true"); }
        else { output.Attributes.SetAttribute("role", "img"); output.Attributes.SetAttribute("aria-label", T[LabelKey].Value); }
        output.Content.SetHtmlContent(Icons.Inside(Name));
    }
}

/// <summary>The drawings, read once. A name that is not in the set draws a dashed square, which the style page and a test show.</summary>
public static class Icons
{
    private static readonly Dictionary<string, string> Drawn = Embedded.Json("icons.json");

    public static IReadOnlyCollection<string> Names => Drawn.Keys;
    internal static string Inside(string name) => Drawn.TryGetValue(name, out var inside) ? inside : Drawn["square-dashed"];
    internal static bool IsFilled(string name) => name.EndsWith("-filled", StringComparison.Ordinal);
    public static bool Has(string name) => Drawn.ContainsKey(name);

    /// <summary>For helpers that draw an icon among other things.</summary>
    public static IHtmlContent Svg(string name) =>
        new HtmlString($"<svg class=\"icon{(IsFilled(name) ? " filled" : "")}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{Inside(name)}</svg>");
}
