using System.Text.Encodings.Web;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;cover field="@listing.Field" title="@listing.Title" image="@url" webp="@webpUrl" alt="@alt" /&gt;</c>: the picture of a thing, or a calm drawing
/// made from its technology field where there is none. The same field and title give the same drawing. <c>eager</c> for the one at the top of a page.
/// </summary>
[HtmlTargetElement("cover", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CoverTagHelper(Texts texts, HtmlEncoder encode) : ThemeTagHelper(texts)
{
    public string? Field { get; set => field = Given(value); }
    public string Title { get; set; } = "";
    public string? Image { get; set => field = Given(value); }
    public string? Webp { get; set => field = Given(value); }
    public string? Alt { get; set => field = Given(value); }
    public bool Eager { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Become(output, "div", "cover");
        output.Content.SetHtmlContent(string.IsNullOrEmpty(Image) ? CoverDrawing.Svg(Field, Title) : Picture());
    }

    private string Picture()
    {
        var source = string.IsNullOrEmpty(Webp) ? "" : $"<source type=\"image/webp\" srcset=\"{encode.Encode(Link(Webp))}\">";
        var loading = Eager ? "fetchpriority=\"high\"" : "loading=\"lazy\"";
        return $"<picture>{source}<img src=\"{encode.Encode(Link(Image!))}\" alt=\"{encode.Encode(Alt ?? "")}\" width=\"640\" height=\"360\" decoding=\"async\" {loading}></picture>";
    }
}
