using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;trl value="7" /&gt;</c>: nine cells and the number, for lists. <c>&lt;trl value="7" ladder /&gt;</c>: nine numbered steps, for a details page.
/// <c>scale="GB/T 22900"</c> names the scale where it is not the usual one. Nothing is drawn where the value is null.
/// </summary>
[HtmlTargetElement("trl", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TrlTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    private const int Highest = 9;

    public int? Value { get; set; }
    public string? Scale { get; set => field = Given(value); }
    public bool Ladder { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Value is not (>= 1 and <= Highest)) { output.SuppressOutput(); return; }
        if (Ladder) { DrawLadder(output, Value.Value); } else { DrawCells(output, Value.Value); }
    }

    private void DrawCells(TagHelperOutput output, int value)
    {
        Become(output, "span", "trl");
        output.Attributes.SetAttribute("title", T[$"theme.trl.{value}"].Value);
        output.Content.SetHtmlContent("<span class=\"cells\" aria-hidden=\"true\">");
        for (var step = 1; step <= Highest; step++) { output.Content.AppendHtml(step <= value ? "<i class=\"on\"></i>" : "<i></i>"); }
        output.Content.AppendHtml("</span>").Append(Scale is null ? $"TRL {value}" : $"TRL {value} ({Scale})");
    }

    private void DrawLadder(TagHelperOutput output, int value)
    {
        Become(output, "ol", "ladder");
        output.Attributes.SetAttribute("aria-label", T["theme.trl.of", value, Highest].Value);
        for (var step = 1; step <= Highest; step++)
        {
            var classes = step == value ? "on now" : step < value ? "on" : "";
            output.Content.AppendHtml($"<li class=\"{classes}\" title=\"");
            output.Content.Append(T[$"theme.trl.{step}"].Value).AppendHtml(step == value ? $"\" aria-current=\"step\">{step}</li>" : $"\">{step}</li>");
        }
    }
}
