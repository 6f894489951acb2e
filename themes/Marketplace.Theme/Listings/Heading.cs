using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;heading level="@level"&gt;</c>: a heading whose level its surroundings decide. An empty <c>lang</c> is left out.</summary>
[HtmlTargetElement("heading")]
public sealed class HeadingTagHelper : TagHelper
{
    public int Level { get; set; } = 2;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = $"h{Math.Clamp(Level, 2, 4)}";
        if (string.IsNullOrEmpty(output.Attributes["lang"]?.Value?.ToString())) { output.Attributes.RemoveAll("lang"); }
    }
}
