using System.Globalization;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;score value="87" /&gt;</c>: a number of 0-100 in a ring; <c>class="small"</c> for rows.</summary>
[HtmlTargetElement("score", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ScoreTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public double Value { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var value = (int)Math.Round(Math.Clamp(Value, 0, 100), MidpointRounding.AwayFromZero);
        Become(output, "span", "score");
        output.Attributes.SetAttribute("role", "img");
        output.Attributes.SetAttribute("aria-label", T["theme.score", value].Value);
        output.Content.SetHtmlContent("<svg viewBox=\"0 0 80 80\" aria-hidden=\"true\"><circle cx=\"40\" cy=\"40\" r=\"35\"/>");
        if (value > 0)
        {
            output.Content.AppendHtml($"<circle class=\"part\" cx=\"40\" cy=\"40\" r=\"35\" pathLength=\"100\" stroke-dasharray=\"{value} 100\" transform=\"rotate(-90 40 40)\"/>");
        }
        output.Content.AppendHtml($"</svg><span aria-hidden=\"true\">{value.ToString(CultureInfo.InvariantCulture)}</span>");
    }
}

/// <summary><c>&lt;meter-bar value="54" max="100" label-key="listings.completeness" /&gt;</c>: how full something is, with the number; <c>bare</c> leaves the number out.</summary>
[HtmlTargetElement("meter-bar", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MeterBarTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public double Value { get; set; }
    public double Max { get; set; } = 100;
    public string? LabelKey { get; set => field = Given(value); }
    public bool Bare { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var part = Max <= 0 ? 0 : Math.Clamp(Value / Max, 0, 1) * 100;
        var number = Value.ToString("0.#", CultureInfo.InvariantCulture);
        Become(output, "span", "meter");
        output.Attributes.SetAttribute("role", "meter");
        output.Attributes.SetAttribute("aria-valuenow", number);
        output.Attributes.SetAttribute("aria-valuemin", "0");
        output.Attributes.SetAttribute("aria-valuemax", Max.ToString("0.#", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("aria-label", T[LabelKey ?? "theme.meter"].Value);
        output.Content.SetHtmlContent($"<svg viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{part.ToString("0.##", CultureInfo.InvariantCulture)}\" height=\"1\"/></svg>");
        if (!Bare) { output.Content.AppendHtml($"<span>{number}</span>"); }
    }
}
