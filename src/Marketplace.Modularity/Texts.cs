using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Marketplace.Modularity;

/// <summary>
/// The texts of all modules, from <c>Resources/texts.json</c> of each: <c>{ "listings.title": ["标题", "Title"] }</c>.
/// Both languages stand side by side, so that a missing one is seen when the file is read.
/// Where a count stands before a noun, English has two forms, <c>["{0} 项成果", "{0} achievement|{0} achievements"]</c>: the first where the first value is 1.
/// </summary>
public sealed class Texts : IStringLocalizer
{
    private readonly Dictionary<string, (string Zh, string En, string? EnOne)> all = new(StringComparer.Ordinal);

    public Texts(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            using var stream = assembly.GetManifestResourceStream($"{assembly.GetName().Name}.texts.json");
            if (stream is null) { continue; }
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!)
            {
                if (value is not [var zh, var en]) { throw new InvalidOperationException($"{assembly.GetName().Name}: text {key} needs two languages."); }
                var forms = en.Split('|');
                if (forms.Length > 2) { throw new InvalidOperationException($"{assembly.GetName().Name}: text {key} has more than two forms."); }
                if (!all.TryAdd(key, (zh, forms[^1], forms.Length == 2 ? forms[0] : null))) { throw new InvalidOperationException($"{assembly.GetName().Name}: text {key} is there already."); }
            }
        }
    }

    public IReadOnlyCollection<string> Keys => all.Keys;

    public LocalizedString this[string name] => Find(name, Language.Current);

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var found = Find(name, Language.Current, isOne: arguments is [var count, ..] && Convert.ToString(count, CultureInfo.InvariantCulture) == "1");
            return new LocalizedString(name, string.Format(CultureInfo.CurrentCulture, found.Value, arguments), found.ResourceNotFound);
        }
    }

    public bool Has(string key) => all.ContainsKey(key);

    /// <summary>True where English has a form of its own for one.</summary>
    public bool HasOne(string key) => all.TryGetValue(key, out var text) && text.EnOne is not null;

    public Bilingual Both(string key) => all.TryGetValue(key, out var text) ? new Bilingual(text.Zh, text.En) : new Bilingual(key, key);

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => all.Keys.Select(k => Find(k, Language.Current));

    private LocalizedString Find(string key, string language, bool isOne = false) =>
        all.TryGetValue(key, out var text)
            ? new LocalizedString(key, language != Language.En ? text.Zh : isOne && text.EnOne is { } one ? one : text.En)
            : new LocalizedString(key, key, resourceNotFound: true);
}

/// <summary>Hands <see cref="Texts"/> to whatever asks the framework for a localizer (data annotations).</summary>
public sealed class TextsFactory(Texts texts) : IStringLocalizerFactory
{
    public IStringLocalizer Create(Type resourceSource) => texts;
    public IStringLocalizer Create(string baseName, string location) => texts;
}
