using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;chip href="@without" label="节能环保" /&gt;</c>: a filter in force; following it takes the filter away.</summary>
[HtmlTargetElement("chip", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ChipTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Href { get; set; } = "";
    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Become(output, "a", "chip");
        output.Attributes.SetAttribute("href", Link(Href));
        output.Attributes.SetAttribute("aria-label", T["theme.chip.remove", Label].Value);
        output.Content.SetContent(Label);
        output.Content.AppendHtml(Icons.Svg("x"));
    }
}
