using System.Text.Json;
using Marketplace.Modularity;

namespace Marketplace.Accounts;

/// <summary>Reads a recipe's values and says exactly where one is wrong.</summary>
internal readonly struct RecipeValue(JsonElement element, string pointer)
{
    public string Pointer => pointer;

    public IEnumerable<RecipeValue> Items(string name)
    {
        if (!Has(name, JsonValueKind.Array, out var list)) { yield break; }
        var at = $"{pointer}/{name}";
        foreach (var (index, item) in list.EnumerateArray().Index()) { yield return new RecipeValue(item, $"{at}/{index}"); }
    }

    /// <exception cref="RecipeException">It is missing or no text.</exception>
    public string Text(string name) => TextOrNull(name) is { Length: > 0 } text ? text : throw Wrong(name, "is needed");

    public string? TextOrNull(string name) => Has(name, JsonValueKind.String, out var value) ? value.GetString()!.Trim() : null;

    public bool IsTrue(string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public Bilingual Words(string name)
    {
        if (!Has(name, JsonValueKind.Object, out _)) { return Bilingual.Empty; }
        var words = new RecipeValue(element.GetProperty(name), $"{pointer}/{name}");
        return new Bilingual(words.TextOrNull("zh"), words.TextOrNull("en"));
    }

    public Bilingual NeededWords(string name) => Words(name) is { IsEmpty: false } words ? words : throw Wrong(name, "is needed in one language at least");

    public Interests Lists(string name)
    {
        if (!Has(name, JsonValueKind.Object, out _)) { return Interests.None; }
        var lists = element.GetProperty(name);
        return new Interests(Strings(lists, "zh"), Strings(lists, "en"));
    }

    public T Name<T>(string name) where T : struct, Enum =>
        Enum.TryParse<T>(Text(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw Wrong(name, $"'{Text(name)}' is none of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");

    public DateOnly Day(string name) =>
        DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", out var day) ? day : throw Wrong(name, $"'{Text(name)}' is no day as 2027-12-31");

    public RecipeException Wrong(string name, string what) => new($"{name} {what}.", $"{pointer}/{name}");

    private bool Has(string name, JsonValueKind kind, out JsonElement value)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null) { value = default; return false; }
        return value.ValueKind == kind ? true : throw Wrong(name, $"must be {kind.ToString().ToLowerInvariant()}");
    }

    private static List<string> Strings(JsonElement lists, string language) =>
        lists.TryGetProperty(language, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)] : [];
}

/// <summary>Step <c>roles</c>: the roles are part of the program; the recipe must name no other.</summary>
internal sealed class RolesStep : IRecipeStep
{
    public string Name => "roles";

    public Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel)
    {
        foreach (var role in new RecipeValue(step, "").Items("roles"))
        {
            var code = role.Text("code");
            var isKnown = role.Text("scope") switch
            {
                "site" => SiteRole.All.Contains(code),
                "organization" => Enum.TryParse<OrganizationRole>(code, ignoreCase: true, out _),
                _ => throw role.Wrong("scope", "is 'site' or 'organization'"),
            };
            if (!isKnown) { throw role.Wrong("code", $"'{code}' is no role of the site"); }
        }
        return Task.CompletedTask;
    }
}
