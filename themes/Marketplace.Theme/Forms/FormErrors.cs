using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary><c>&lt;form-errors /&gt;</c> at the top of a form: how many things are wrong, each with its field's name and a link to it, in the order of the form; nothing where all is well.</summary>
[HtmlTargetElement("form-errors", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed partial class FormErrorsTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var wrong = ViewContext.ViewData.ModelState.Where(e => e.Value is { Errors.Count: > 0 }).ToList();
        if (wrong.Count == 0) { output.SuppressOutput(); return; }
        Become(output, "div", "formerrors stack close");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("data-focus", "");
        output.Content.SetHtmlContent("<strong>").Append(T["theme.errors", wrong.Count].Value).AppendHtml("</strong><ul>");
        output.Content.AppendHtml(new Late(() => Lines(wrong))).AppendHtml("</ul>");
    }

    private HtmlContentBuilder Lines(List<KeyValuePair<string, ModelStateEntry?>> wrong)
    {
        var (fields, lines) = (FieldNames.Of(ViewContext), new HtmlContentBuilder());
        foreach (var (name, entry) in wrong.OrderBy(e => fields.PlaceOf(e.Key))) { Append(lines, fields, name, entry!.Errors[0].ErrorMessage); }
        return lines;
    }

    private void Append(HtmlContentBuilder lines, FieldNames fields, string name, string words)
    {
        if (words.Length == 0) { words = T["theme.invalid"].Value; }
        if (Label(fields, name) is { } label) { words = T["theme.errors.line", label, words].Value; }
        lines.AppendHtml("<li>");
        if (name.Length > 0) { lines.AppendHtml($"<a href=\"#{fields.IdOf(name)}\">").Append(words).AppendHtml("</a>"); } else { lines.Append(words); }
        lines.AppendHtml("</li>");
    }

    private string? Label(FieldNames fields, string name)
    {
        if (fields.LabelOf(name) is not { } label) { return null; }
        return fields.IsRepeated(name) && Row().Match(name) is { Success: true } row
            ? T["theme.errors.row", label, int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture) + 1].Value
            : label;
    }

    [GeneratedRegex(@"\[(\d{1,6})\](?!.*\[)")]
    private static partial Regex Row();

    /// <summary>Drawn when the page is written, after its fields have said their names.</summary>
    private sealed class Late(Func<IHtmlContent> draw) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder) => draw().WriteTo(writer, encoder);
    }
}
