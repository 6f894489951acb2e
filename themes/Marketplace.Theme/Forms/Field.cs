using System.Text.Encodings.Web;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;field for="Input.Title" label-key="listings.title" help-key="listings.title.help" /&gt;</c>: a form row: label, control, help, error.
/// The control is made by <c>type</c> (text, email, password, tel, url, number, decimal, date, datetime-local, textarea, select, checkbox, picks, file; else by the property's type);
/// or write your own inside: <c>&lt;field for="Input.Title" label-key="…"&gt;&lt;input asp-for="Input.Title" /&gt;&lt;/field&gt;</c>.
/// <c>items</c> for select and picks (a collection gives check boxes, one value radio buttons). Other attributes (maxlength, autocomplete, inputmode, placeholder, rows, min, max, step, data-…) go to the control.
/// <c>optional</c> and <c>needed</c> say so in the label (what is needed may still be saved without, so it is not the browser's to ask for); <c>counter</c> counts characters up to maxlength. What was typed stays after an error.
/// </summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper(Texts texts, IHtmlGenerator generator) : ThemeTagHelper(texts)
{
    public ModelExpression For { get; set; } = null!;
    public string LabelKey { get; set; } = "";
    public string? HelpKey { get; set => field = Given(value); }

    /// <summary>Help already in words, where it holds figures.</summary>
    public string? Help { get; set => field = Given(value); }
    public string? Type { get; set => field = Given(value); }
    public string? PlaceholderKey { get; set => field = Given(value); }
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>First, empty choice of a select.</summary>
    public string? EmptyKey { get; set => field = Given(value); }
    public bool Optional { get; set; }
    public bool Needed { get; set; }
    public bool Counter { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var control = FieldControl.For(ViewContext, For, hasHelp: HelpKey is not null || Help is not null);
        context.Items[typeof(FieldControl)] = control;
        var own = await output.GetChildContentAsync();
        var isGroup = Type == "picks";
        var attributes = Take(output, control);
        FieldNames.Of(ViewContext).Add(control, attributes.TryGetValue("aria-label", out var spoken) && spoken is string { Length: > 0 } name ? name : T[LabelKey].Value);
        Become(output, isGroup ? "fieldset" : "div", "field");
        output.Content.Clear();
        if (Type == "checkbox") { AppendCheck(output, attributes); }
        else
        {
            AppendLabel(output, control, isGroup);
            output.Content.AppendHtml(own.IsEmptyOrWhiteSpace ? Control(control, attributes) : own);
        }
        AppendBelow(output, control);
    }

    /// <summary>Attributes that are not the row's own belong to the control.</summary>
    private Dictionary<string, object?> Take(TagHelperOutput output, FieldControl control)
    {
        var attributes = control.Attributes(isInput: Type is not ("checkbox" or "picks"));
        foreach (var attribute in output.Attributes.Where(a => a.Name is not ("class" or "id")).ToList())
        {
            attributes[attribute.Name] = attribute.Value is IHtmlContent html ? html.ToText() : attribute.Value?.ToString();
            output.Attributes.Remove(attribute);
        }
        if (PlaceholderKey is not null) { attributes["placeholder"] = T[PlaceholderKey].Value; }
        if (Counter) { attributes["data-counter"] = $"{control.Id}-count"; }
        return attributes;
    }

    private void AppendLabel(TagHelperOutput output, FieldControl control, bool isGroup)
    {
        var label = new TagBuilder(isGroup ? "legend" : "label");
        if (!isGroup) { label.Attributes["for"] = control.Id; }
        label.InnerHtml.Append(T[LabelKey].Value);
        if (Needed) { label.InnerHtml.AppendHtml(" <span class=\"needed\">").Append(T["theme.field.needed"].Value).AppendHtml("</span>"); }
        if (Optional) { label.InnerHtml.AppendHtml(" <span class=\"opt\">").Append(T["theme.field.optional"].Value).AppendHtml("</span>"); }
        output.Content.AppendHtml(label);
    }

    private void AppendCheck(TagHelperOutput output, Dictionary<string, object?> attributes)
    {
        ForgetWhatIsNoChoice();
        var label = new TagBuilder("label");
        label.AddCssClass("check");
        label.InnerHtml.AppendHtml(generator.GenerateCheckBox(ViewContext, For.ModelExplorer, For.Name, null, attributes));
        label.InnerHtml.AppendHtml("<span>").Append(T[LabelKey].Value).AppendHtml("</span>");
        output.Content.AppendHtml(label).AppendHtml(generator.GenerateHiddenForCheckbox(ViewContext, For.ModelExplorer, For.Name));
    }

    /// <summary>The framework fails to draw a check box whose sent value is neither true nor false; such a value counts as not ticked.</summary>
    private void ForgetWhatIsNoChoice()
    {
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        if (!ViewContext.ModelState.TryGetValue(name, out var sent)) { return; }
        var value = sent.RawValue is string[] many ? many.FirstOrDefault() : sent.RawValue as string;
        if (!bool.TryParse(value, out _)) { ViewContext.ModelState.SetModelValue(name, "false", "false"); }
    }

    private void AppendBelow(TagHelperOutput output, FieldControl control)
    {
        if (control.Error is not null)
        {
            var error = new TagBuilder("span");
            error.AddCssClass("err");
            error.Attributes["id"] = control.ErrorId;
            error.InnerHtml.Append(control.Error.Length > 0 ? control.Error : T["theme.invalid"].Value);
            output.Content.AppendHtml(error);
        }
        if (HelpKey is null && Help is null && !Counter) { return; }
        output.Content.AppendHtml("<span class=\"row between top fixed\">");
        output.Content.AppendHtml($"<span class=\"help\" id=\"{control.HelpId}\">").Append(Help ?? (HelpKey is null ? "" : T[HelpKey].Value)).AppendHtml("</span>");
        if (Counter) { output.Content.AppendHtml($"<span class=\"counter when-script\" id=\"{control.Id}-count\" aria-live=\"off\"></span>"); }
        output.Content.AppendHtml("</span>");
    }

    private IHtmlContent Control(FieldControl control, Dictionary<string, object?> attributes)
    {
        var explorer = For.ModelExplorer;
        switch (Type ?? ByType())
        {
            case "textarea":
                var rows = attributes.Remove("rows", out var given) && int.TryParse(given?.ToString(), out var number) ? number : 5;
                return generator.GenerateTextArea(ViewContext, explorer, For.Name, rows, 0, attributes);
            case "select":
                return generator.GenerateSelect(ViewContext, explorer, EmptyKey is null ? null : T[EmptyKey].Value, For.Name, Choices(control), control.IsMany, attributes);
            case "picks":
                return Picks.Draw(control, Choices(control), attributes);
            case "password":
                return generator.GeneratePassword(ViewContext, explorer, For.Name, null, attributes);
            case "file":
                attributes["type"] = "file"; attributes["id"] = control.Id; attributes["name"] = control.Name;
                var file = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
                file.MergeAttributes(attributes);
                return file;
            case "decimal":
                attributes.TryAdd("inputmode", "decimal");
                return Text("text", attributes);
            case var type:
                return Text(type, attributes);
        }
    }

    private TagBuilder Text(string type, Dictionary<string, object?> attributes)
    {
        attributes["type"] = type;
        return generator.GenerateTextBox(ViewContext, For.ModelExplorer, For.Name, For.Model, Format(type), attributes);
    }

    private static string? Format(string type) => type switch { "date" => "{0:yyyy-MM-dd}", "datetime-local" => "{0:yyyy-MM-ddTHH:mm}", _ => null };

    private string ByType()
    {
        if (Items is not null) { return "select"; }
        var type = Nullable.GetUnderlyingType(For.ModelExplorer.ModelType) ?? For.ModelExplorer.ModelType;
        return type == typeof(DateOnly) ? "date" : type == typeof(decimal) || type == typeof(double) ? "decimal" : type == typeof(int) ? "number" : "text";
    }

    private IReadOnlyList<SelectListItem> Choices(FieldControl control) =>
        [.. (Items ?? []).Select(i => new SelectListItem(i.Text, i.Value, control.Has(i.Value ?? i.Text) || (i.Selected && !control.WasTyped), i.Disabled) { Group = i.Group })];
}

internal static class HtmlContentText
{
    public static string ToText(this IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, NullHtmlEncoder.Default);
        return System.Net.WebUtility.HtmlDecode(writer.ToString());
    }
}
