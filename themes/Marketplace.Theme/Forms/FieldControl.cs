using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>What a control must know of its row: its name and id, what was typed, and what was wrong with it.</summary>
internal sealed class FieldControl
{
    private readonly IReadOnlyList<string> values;

    private FieldControl(string name, string id, bool hasHelp, bool isMany, ModelStateEntry? entry, object? model)
    {
        (Name, Id, HasHelp, IsMany) = (name, id, hasHelp, isMany);
        WasTyped = entry?.RawValue is not null;
        Error = entry is { Errors.Count: > 0 } ? entry.Errors[0].ErrorMessage : null;
        values = WasTyped ? Typed(entry!.RawValue!) : Own(model);
    }

    public string Name { get; }
    public string Id { get; }
    public bool HasHelp { get; }
    public bool IsMany { get; }
    public bool WasTyped { get; }

    /// <summary>Null where nothing is wrong; empty where there are no words for it.</summary>
    public string? Error { get; }
    public string ErrorId => $"{Id}-error";
    public string HelpId => $"{Id}-help";

    public bool Has(string value) => values.Contains(value, StringComparer.OrdinalIgnoreCase);

    public static FieldControl For(ViewContext view, ModelExpression expression, bool hasHelp)
    {
        var name = NameAndIdProvider.GetFullHtmlFieldName(view, expression.Name);
        view.ViewData.ModelState.TryGetValue(name, out var entry);
        var type = expression.ModelExplorer.ModelType;
        var isMany = type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
        return new FieldControl(name, TagBuilder.CreateSanitizedId(name, "_"), hasHelp, isMany, entry, expression.Model);
    }

    public Dictionary<string, object?> Attributes(bool isInput)
    {
        var attributes = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (isInput) { attributes["class"] = "input"; }
        if (Error is not null) { attributes["aria-invalid"] = "true"; }
        var described = string.Join(' ', new[] { Error is null ? null : ErrorId, HasHelp ? HelpId : null }.OfType<string>());
        if (described.Length > 0) { attributes["aria-describedby"] = described; }
        return attributes;
    }

    private static IReadOnlyList<string> Typed(object raw) => raw switch { string[] many => many, string one => [one], _ => [raw.ToString() ?? ""] };

    private static IReadOnlyList<string> Own(object? model) => model switch
    {
        null => [],
        string text => [text],
        IEnumerable many => [.. many.Cast<object?>().Select(Text)],
        _ => [Text(model)],
    };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static class NameAndIdProvider
    {
        public static string GetFullHtmlFieldName(ViewContext view, string name) => view.ViewData.TemplateInfo.GetFullHtmlFieldName(name);
    }
}

/// <summary>Gives every <c>asp-for</c> control the look and, inside a field, the link to its help and error.</summary>
[HtmlTargetElement("input", Attributes = "asp-for")]
[HtmlTargetElement("textarea", Attributes = "asp-for")]
[HtmlTargetElement("select", Attributes = "asp-for")]
public sealed class ControlTagHelper : TagHelper
{
    // After the framework's own helpers, which set type, name and value.
    public override int Order => 1000;

    [HtmlAttributeName("asp-for")]
    public ModelExpression For { get; set; } = null!;

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var type = output.Attributes["type"]?.Value?.ToString();
        if (type == "hidden") { return; }
        var inField = context.Items.TryGetValue(typeof(FieldControl), out var found) && found is FieldControl row && row.Name == ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name) ? row : null;
        var control = inField ?? FieldControl.For(ViewContext, For, hasHelp: false);
        foreach (var (name, value) in control.Attributes(isInput: type is not ("checkbox" or "radio")))
        {
            if (name == "class") { output.Attributes.SetAttribute("class", $"input {output.Attributes["class"]?.Value}".TrimEnd()); }
            else if (name != "aria-describedby" || inField is not null) { output.Attributes.SetAttribute(name, value); }
        }
    }
}
