using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Accounts.Auditing;

/// <summary>Labels of fields and words for values. Where a text is missing the name itself is shown, parted into words: an auditor sees everything.</summary>
internal sealed partial class AuditWords(Texts texts, IEnumerable<IAuditNames> namers)
{
    private const int LongestValue = 2000;

    /// <summary>Known only to the machine, or said by the entry itself; in the CSV they stand.</summary>
    private static readonly HashSet<string> Technical = ["Id", "ShortId", "ListingShortId", "Slug", "Sha256", "DraftSaved", "Created", "CreatedAt", "Changed", "RecipeKey", "ImportKey", "SentAt", "Opened", "EnquiryId", "LockoutEnd"];

    public static bool IsTechnical(string field) => Technical.Contains(field);

    public string Did(string action) => Text($"audit.did.{action}") ?? Parted(action);

    public string Kind(string kind) => Text($"audit.kind.{kind}") ?? Parted(kind);

    public string Field(string kind, string field) => Text($"audit.{kind}.{field}") ?? Text($"audit.field.{field}") ?? Parted(field);

    public string Program(string name) => Text($"audit.actor.{name.Split(' ')[0]}") ?? texts["audit.actor.site"].Value;

    /// <param name="kind">Class of the thing.</param>
    /// <param name="field">Its property.</param>
    /// <param name="type">The property's type; null where the model no longer has it.</param>
    /// <param name="value">As it was written down.</param>
    /// <param name="names">Of things that ids may mean.</param>
    public string Value(string kind, string field, Type? type, string? value, IReadOnlyDictionary<Guid, AuditName> names)
    {
        if (string.IsNullOrEmpty(value)) { return ""; }
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool)) { return texts[value == bool.TrueString ? "audit.yes" : "audit.no"].Value; }
        if (type is { IsEnum: true }) { return Enum(type, value); }
        if (type == typeof(DateTimeOffset) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var at)) { return Moments.Minute(at); }
        if (Guid.TryParse(value, out var id)) { return names.TryGetValue(id, out var name) ? name.Name.ToString() : texts["audit.gone"].Value; }
        if (namers.Select(n => n.Word(kind, field, value)).FirstOrDefault(w => w is not null) is { } word) { return word; }
        return type is null || type == typeof(string) || type.IsPrimitive ? value : Json(value, names);
    }

    public string Enum(Type type, string value) =>
        Text($"audit.value.{type.Name}.{value}") ?? Text($"listings.{Camel(type.Name)}.{Camel(value)}") ?? Parted(value);

    /// <summary>A text in two languages, a list, a record: what it says, without its braces.</summary>
    private string Json(string value, IReadOnlyDictionary<Guid, AuditName> names)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            var lines = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().Select(e => Line(e, names)) : [Line(json.RootElement, names)];
            var text = string.Join('\n', lines.Where(l => l.Length > 0));
            return text.Length > LongestValue ? text[..LongestValue] + "…" : text;
        }
        catch (JsonException) { return value; }
    }

    private string Line(JsonElement element, IReadOnlyDictionary<Guid, AuditName> names) => element.ValueKind switch
    {
        JsonValueKind.Object => string.Join(" · ", element.EnumerateObject().Select(p => Line(p.Value, names)).Where(t => t.Length > 0)),
        JsonValueKind.Array => string.Join(texts["audit.and"].Value, element.EnumerateArray().Select(e => Line(e, names)).Where(t => t.Length > 0)),
        JsonValueKind.String => Leaf(element.GetString()!, names),
        JsonValueKind.Number => element.GetRawText(),
        _ => "",
    };

    private static string Leaf(string text, IReadOnlyDictionary<Guid, AuditName> names)
    {
        if (Guid.TryParse(text, out var id)) { return names.TryGetValue(id, out var name) ? name.Name.ToString() : ""; }
        return text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? Moments.Minute(at) : text;
    }

    private string? Text(string key) => texts.Has(key) ? texts[key].Value : null;

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string Parted(string name) => WordStart().Replace(name, " $0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
