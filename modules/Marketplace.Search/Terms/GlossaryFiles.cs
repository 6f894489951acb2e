using Marketplace.Search.Text;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Terms;

/// <summary>The names that came with the site, as they stand in its files; operators see them and cannot say them twice.</summary>
internal sealed class GlossaryFiles(IOptions<SearchOptions> options)
{
    private readonly Lazy<IReadOnlyList<(GlossaryKind Kind, IReadOnlyList<string> Names)>> entries = new(() => [.. Read(options.Value.Synonyms ?? Path.Combine(AppContext.BaseDirectory, "seeds", "synonyms"))]);

    public IReadOnlyList<(GlossaryKind Kind, IReadOnlyList<string> Names)> Entries => entries.Value;

    public IEnumerable<(GlossaryKind Kind, IReadOnlyList<string> Names)> With(string text)
    {
        var folded = Folding.FoldToString(text.Trim());
        return folded.Length == 0 ? [] : Entries.Where(e => e.Names.Any(n => Folding.FoldToString(n).Contains(folded, StringComparison.Ordinal)));
    }

    private static IEnumerable<(GlossaryKind, IReadOnlyList<string>)> Read(string folder)
    {
        foreach (var line in Lines(Path.Combine(folder, "glossary.tsv")))
        {
            if (line.Split('\t') is [var chinese, var english, ..]) { yield return (GlossaryKind.Translation, [chinese.Trim(), .. Parts(english)]); }
        }
        foreach (var line in Lines(Path.Combine(folder, "synonyms.tsv"))) { yield return (GlossaryKind.Synonyms, Parts(line)); }
    }

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#') : [];

    private static string[] Parts(string text) => text.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
