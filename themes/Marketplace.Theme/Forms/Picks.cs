using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Marketplace.Theme;

/// <summary>A handful of choices that are all seen at once: check boxes where several may be taken, radio buttons where one.</summary>
internal static class Picks
{
    public static IHtmlContent Draw(FieldControl control, IReadOnlyList<SelectListItem> items, Dictionary<string, object?> attributes)
    {
        var group = new TagBuilder("div");
        group.AddCssClass("pick");
        // The first one carries the group's id, so that a link from the list of errors lands on something that takes focus.
        for (var i = 0; i < items.Count; i++) { group.InnerHtml.AppendHtml(Choice(control, items[i], i == 0 ? control.Id : $"{control.Id}-{i}", attributes)); }
        return group;
    }

    private static TagBuilder Choice(FieldControl control, SelectListItem item, string id, Dictionary<string, object?> attributes)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.MergeAttributes(attributes);
        input.Attributes["type"] = control.IsMany ? "checkbox" : "radio";
        (input.Attributes["id"], input.Attributes["name"], input.Attributes["value"]) = (id, control.Name, item.Value ?? item.Text);
        if (item.Selected) { input.Attributes["checked"] = "checked"; }
        if (item.Disabled) { input.Attributes["disabled"] = "disabled"; }
        var label = new TagBuilder("label");
        label.InnerHtml.AppendHtml(input).Append(item.Text);
        return label;
    }
}
