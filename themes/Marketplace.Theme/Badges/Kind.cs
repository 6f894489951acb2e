using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;kind value="achievement|demand|service|organization" /&gt;</c>: what a thing is, by word and shape before colour.</summary>
[HtmlTargetElement("kind", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class KindTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Value { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var kind = Value.ToLowerInvariant();
        Become(output, "span", $"kind {kind}");
        output.Content.SetContent(T[$"theme.kind.{kind}"].Value);
    }
}
