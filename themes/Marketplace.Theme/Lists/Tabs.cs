using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;tabs label-key="…"&gt;&lt;tab href="~/x" text-key="…" current="@true" count="3" /&gt;&lt;/tabs&gt;</c>: parts of one page, each with its own address.</summary>
[HtmlTargetElement("tabs")]
public sealed class TabsTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string LabelKey { get; set; } = "theme.tabs";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Become(output, "nav", "tabs");
        output.Attributes.SetAttribute("aria-label", T[LabelKey].Value);
    }
}

[HtmlTargetElement("tab", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TabTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Href { get; set; } = "";
    public string? Text { get; set => field = Given(value); }
    public string? TextKey { get; set => field = Given(value); }
    public bool Current { get; set; }
    public int? Count { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("href", Link(Href));
        if (Current) { output.Attributes.SetAttribute("aria-current", "page"); }
        output.Content.SetContent(Text ?? (TextKey is null ? "" : T[TextKey].Value));
        if (Count is { } count) { output.Content.AppendHtml($" <span class=\"count\">{count}</span>"); }
    }
}
