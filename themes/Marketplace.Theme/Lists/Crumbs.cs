using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;crumbs&gt;&lt;crumb href="~/achievements" text="成果" /&gt;&lt;crumb text="…" /&gt;&lt;/crumbs&gt;</c>: where the page lies; the last without href is the page itself.</summary>
[HtmlTargetElement("crumbs")]
public sealed class CrumbsTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var inside = await output.GetChildContentAsync();
        Become(output, "nav", "crumbs");
        output.Attributes.SetAttribute("aria-label", T["theme.crumbs"].Value);
        output.Content.SetHtmlContent("<ol>").AppendHtml(inside).AppendHtml("</ol>");
    }
}

[HtmlTargetElement("crumb", ParentTag = "crumbs", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CrumbTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string? Href { get; set => field = Given(value); }
    public string? Text { get; set => field = Given(value); }
    public string? TextKey { get; set => field = Given(value); }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "li";
        output.TagMode = TagMode.StartTagAndEndTag;
        var words = Text ?? (TextKey is null ? "" : T[TextKey].Value);
        if (Href is null) { output.Content.SetHtmlContent("<span aria-current=\"page\">").Append(words).AppendHtml("</span>"); }
        else { output.Content.SetHtmlContent("<a href=\"").Append(Link(Href)).AppendHtml("\">").Append(words).AppendHtml("</a>"); }
    }
}
