using System.Text.Json;
using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Benchmark;

/// <summary>What made-up listings are written with: words and phrases of the seeds, the commonest first, and the codes that facets count.</summary>
internal sealed class SeedWords
{
    /// <summary>Words that the listings of the demonstration city are written with, by how often they stand there.</summary>
    public required IReadOnlyList<string> Zh { get; init; }
    public required IReadOnlyList<string> En { get; init; }

    /// <summary>Technical terms of the glossary: what listings are about.</summary>
    public required IReadOnlyList<string> SubjectsZh { get; init; }
    public required IReadOnlyList<string> SubjectsEn { get; init; }
    public required IReadOnlyList<string> Fields { get; init; }
    public required IReadOnlyList<string> Industries { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }
    public required IReadOnlyList<string> Cooperation { get; init; }
    public required IReadOnlyList<string> Rights { get; init; }
    public required IReadOnlyList<string> OrganizationKinds { get; init; }
    public required IReadOnlyList<string> ServiceKinds { get; init; }

    /// <param name="folder">The folder of seeds.</param>
    /// <param name="glossary">Says where words of Chinese begin and end.</param>
    /// <exception cref="IOException">The seeds are not there.</exception>
    public static SeedWords Read(string folder, Glossary glossary)
    {
        var (zh, en) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "demo-city"), "listings-*.json"))
        {
            using var recipe = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var text in Texts(recipe.RootElement, "zh")) { foreach (var word in Chinese(text, glossary)) { zh[word] = zh.GetValueOrDefault(word) + 1; } }
            foreach (var text in Texts(recipe.RootElement, "en")) { foreach (var word in English(text)) { en[word] = en.GetValueOrDefault(word) + 1; } }
        }
        var pairs = File.ReadLines(Path.Combine(folder, "synonyms", "glossary.tsv")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).Where(c => c.Length >= 2).ToList();
        IReadOnlyList<string> CodesOf(string list) => Codes(Path.Combine(folder, "taxonomies", list + ".json"));
        return new SeedWords
        {
            Zh = Commonest(zh),
            En = Commonest(en),
            SubjectsZh = [.. pairs.Select(p => p[0]).Distinct()],
            SubjectsEn = [.. pairs.SelectMany(p => p[1].Split('|')).Distinct()],
            Fields = CodesOf("fields"),
            Industries = CodesOf("industries"),
            Regions = CodesOf("regions"),
            Cooperation = CodesOf("cooperation"),
            Rights = CodesOf("right-kinds"),
            OrganizationKinds = CodesOf("organization-kinds"),
            ServiceKinds = CodesOf("service-kinds"),
        };
    }

    /// <summary>By name where two are as common, so that every run and every machine has one order.</summary>
    private static List<string> Commonest(Dictionary<string, int> counted) => [.. counted.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)];

    private static IEnumerable<string> Texts(JsonElement element, string language)
    {
        if (element.ValueKind == JsonValueKind.Array) { return element.EnumerateArray().SelectMany(e => Texts(e, language)); }
        if (element.ValueKind != JsonValueKind.Object) { return []; }
        return element.EnumerateObject().SelectMany(p => p.Name != language ? Texts(p.Value, language)
            : p.Value.ValueKind == JsonValueKind.Array ? p.Value.EnumerateArray().Select(e => e.ToString()) : [p.Value.ToString()]);
    }

    private static IEnumerable<string> Chinese(string text, Glossary glossary)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && Characters.IsRunning(text[at])) { at++; }
            if (at - start < 2) { continue; }
            var run = text[start..at];
            foreach (var (from, length, _) in glossary.WordsIn(run)) { if (length > 1) { yield return run.Substring(from, length); } }
        }
    }

    private static IEnumerable<string> English(string text) =>
        text.Split([' ', '\n', ',', '.', ';', ':', '(', ')', '/', '"'], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.ToLowerInvariant()).Where(w => w.Length > 1 && Chunks.IsLettersWithHyphens(w) && !EnglishWords.IsStop(w));

    private static List<string> Codes(string file)
    {
        using var recipe = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. recipe.RootElement.GetProperty("steps")[0].GetProperty("taxonomies")[0].GetProperty("terms").EnumerateArray().Select(t => t.GetProperty("code").GetString()!)];
    }
}
