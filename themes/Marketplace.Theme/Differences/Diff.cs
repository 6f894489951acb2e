using Marketplace.Modularity;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;diff name="说明" before="@old" after="@new" /&gt;</c>: a row of a comparison: the name, the text before with what went marked, the text now with what came.
/// Equal texts draw nothing unless <c>always</c>.
/// </summary>
[HtmlTargetElement("diff", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DiffTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public string Name { get; set; } = "";
    public string? Before { get; set => field = Given(value); }
    public string? After { get; set => field = Given(value); }
    public bool Always { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        string before = Before ?? "", after = After ?? "";
        if (before == after && !Always) { output.SuppressOutput(); return; }
        var parts = TextDifference.Between(before, after);
        Become(output, "div", "diff");
        output.Content.SetHtmlContent("<div class=\"name\">").Append(Name).AppendHtml("</div>");
        AppendSide(output.Content, parts, TextDifference.Change.Removed, "del", before.Length == 0, "theme.diff.before");
        AppendSide(output.Content, parts, TextDifference.Change.Added, "ins", after.Length == 0, "theme.diff.after");
    }

    private void AppendSide(TagHelperContent content, IReadOnlyList<TextDifference.Part> parts, TextDifference.Change side, string tag, bool isEmpty, string key)
    {
        content.AppendHtml("<div><span class=\"visually-hidden\">").Append(T[key].Value).AppendHtml("</span>");
        if (isEmpty) { content.AppendHtml("<span class=\"quiet\">").Append(T["theme.diff.empty"].Value).AppendHtml("</span>"); }
        foreach (var part in parts.Where(p => p.Change == TextDifference.Change.Same || p.Change == side))
        {
            if (part.Change == side) { content.AppendHtml($"<{tag}>").Append(part.Text).AppendHtml($"</{tag}>"); } else { content.Append(part.Text); }
        }
        content.AppendHtml("</div>");
    }
}
