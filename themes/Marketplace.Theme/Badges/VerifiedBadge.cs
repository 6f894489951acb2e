using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;verified-badge when="@organization.IsVerified" at="@organization.VerifiedAt" /&gt;</c>: nothing where <c>when</c> is false;
/// <c>at</c> adds the day it was confirmed.
/// </summary>
[HtmlTargetElement("verified-badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class VerifiedBadgeTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public bool When { get; set; } = true;
    public DateTimeOffset? At { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!When) { output.SuppressOutput(); return; }
        Become(output, "span", "verified");
        output.Content.SetHtmlContent(Icons.Svg("check"));
        output.Content.Append(At is { } at ? T["theme.verified.at", Moments.Day(at)].Value : T["theme.verified"].Value);
    }
}
