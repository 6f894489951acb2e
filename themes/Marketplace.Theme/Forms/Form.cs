using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// Forms that are posted leave checking to the server: its words are in the page's language and stand beside the field, where the browser's are in its own and vanish.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class PostedFormTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!output.Attributes.ContainsName("novalidate")) { output.Attributes.Add(new TagHelperAttribute("novalidate")); }
    }
}

/// <summary>Filters and searches say what the list shows: no browser fills in what was chosen another time.</summary>
[HtmlTargetElement("form", Attributes = "data-submit-on-change")]
[HtmlTargetElement("form", Attributes = "[role=search]")]
public sealed class FilterFormTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!output.Attributes.ContainsName("autocomplete")) { output.Attributes.Add("autocomplete", "off"); }
    }
}
