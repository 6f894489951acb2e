using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Marketplace.Modularity;

namespace Marketplace.Theme;

/// <summary>The words that scripts say, as JSON for the layout: every text whose key begins with <c>theme.script.</c></summary>
public static class ScriptWords
{
    private const string Prefix = "theme.script.";

    // Chinese stays readable; "<" is still escaped, so that nothing closes the element.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly ConditionalWeakTable<Texts, ConcurrentDictionary<string, string>> Written = [];

    public static string Json(Texts texts) => Written.GetOrCreateValue(texts).GetOrAdd(CultureInfo.CurrentUICulture.Name, static (_, texts) => Write(texts), texts);

    private static string Write(Texts texts) =>
        JsonSerializer.Serialize(texts.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(k => k[Prefix.Length..], k => texts[k].Value), Options);
}
