using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;empty-state icon="search" title-key="…" text-key="…"&gt;&lt;a class="btn main"…&gt;&lt;/empty-state&gt;</c>: what stands where a list is empty,
/// with what to do next inside.
/// </summary>
[HtmlTargetElement("empty-state", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class EmptyStateTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Icon { get; set; } = "inbox";
    public string TitleKey { get; set; } = "";
    public string? TextKey { get; set => field = Given(value); }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = await output.GetChildContentAsync();
        Become(output, "div", "empty");
        output.Content.Clear();
        output.Content.AppendHtml(Icons.Svg(Icon)).AppendHtml("<p class=\"title\">").Append(T[TitleKey].Value).AppendHtml("</p>");
        if (TextKey is not null) { output.Content.AppendHtml("<p>").Append(T[TextKey].Value).AppendHtml("</p>"); }
        if (!actions.IsEmptyOrWhiteSpace) { output.Content.AppendHtml("<div class=\"row centered\">").AppendHtml(actions).AppendHtml("</div>"); }
    }
}
