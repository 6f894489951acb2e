using Microsoft.AspNetCore.Mvc.Rendering;

namespace Marketplace.Theme;

/// <summary>The fields of the page that is being drawn, in the order of the form: where a list of errors gets its names and its order from.</summary>
internal sealed class FieldNames
{
    private readonly Dictionary<string, (int Place, string Id, string Label)> fields = new(StringComparer.OrdinalIgnoreCase);

    public static FieldNames Of(ViewContext view)
    {
        if (view.HttpContext.Items.TryGetValue(typeof(FieldNames), out var known)) { return (FieldNames)known!; }
        var made = new FieldNames();
        view.HttpContext.Items[typeof(FieldNames)] = made;
        return made;
    }

    public void Add(FieldControl control, string label) => fields.TryAdd(control.Name, (fields.Count, control.Id, label));

    /// <summary>Unknown ones, which are about the whole form or have no row of their own, come first.</summary>
    public int PlaceOf(string name) => fields.TryGetValue(name, out var field) ? field.Place : -1;

    public string IdOf(string name) => fields.TryGetValue(name, out var field) ? field.Id : TagBuilder.CreateSanitizedId(name, "_");

    public string? LabelOf(string name) => fields.TryGetValue(name, out var field) ? field.Label : null;

    /// <summary>The same label stands in several rows of a table, so that its number must be said.</summary>
    public bool IsRepeated(string name) => fields.TryGetValue(name, out var field) && fields.Count(f => f.Value.Label == field.Label && !f.Key.Contains("__index__", StringComparison.Ordinal)) > 1;
}
