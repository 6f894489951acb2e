using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;reason value="meets|misses|unknown" name="成熟度"&gt;TRL 7 ≥ 6&lt;/reason&gt;</c>: one line of why two things match or do not.
/// </summary>
[HtmlTargetElement("reason")]
public sealed class ReasonTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Value { get; set; } = "unknown";
    public string Name { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var words = await output.GetChildContentAsync();
        var value = Value.ToLowerInvariant();
        var icon = value switch { "meets" => "check", "misses" => "x", _ => "question-mark" };
        Become(output, "div", "reason");
        output.Content.SetHtmlContent($"<span class=\"{value}\">").AppendHtml(Icons.Svg(icon)).AppendHtml("<span class=\"visually-hidden\">").Append(T[$"theme.reason.{value}"].Value)
            .AppendHtml("</span></span><span class=\"quiet\">").Append(Name).AppendHtml("</span><span>").AppendHtml(words).AppendHtml("</span>");
    }
}
