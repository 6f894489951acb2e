using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;pager next="@nextUrl" first="@firstUrl" /&gt;</c>: onward and back to the start of a list read by cursor. Both may be null; with neither nothing is drawn.</summary>
[HtmlTargetElement("pager", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string? Next { get; set => field = Given(value); }
    public string? First { get; set => field = Given(value); }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (string.IsNullOrEmpty(Next) && string.IsNullOrEmpty(First)) { output.SuppressOutput(); return; }
        Become(output, "nav", "pager");
        output.Attributes.SetAttribute("aria-label", T["theme.pager"].Value);
        output.Content.Clear();
        Append(output, First, "theme.pager.first", rel: "first");
        Append(output, Next, "theme.pager.next", rel: "next");
    }

    private void Append(TagHelperOutput output, string? href, string key, string rel)
    {
        if (string.IsNullOrEmpty(href)) { return; }
        output.Content.AppendHtml($"<a class=\"btn\" rel=\"{rel}\" href=\"").Append(Link(href)).AppendHtml("\">").Append(T[key].Value);
        if (rel == "next") { output.Content.AppendHtml(Icons.Svg("arrow-right")); }
        output.Content.AppendHtml("</a>");
    }
}
