using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Terms;

/// <summary>What speaks against an entry: a text key and what it names.</summary>
internal sealed record GlossaryProblem(string TextKey, params object[] Named);

/// <summary>Looks at an entry before it is added: names that are none, that say nothing new, or that would make one thing of two.</summary>
internal static class GlossaryChecks
{
    public const int MostNames = 12;
    private const int LongestName = 60;

    /// <param name="kind">Of the new entry.</param>
    /// <param name="names">Trimmed, none empty.</param>
    /// <param name="known">All entries in force, those of the files among them.</param>
    public static IEnumerable<GlossaryProblem> Of(GlossaryKind kind, IReadOnlyList<string> names, IReadOnlyList<(GlossaryKind Kind, IReadOnlyList<string> Names)> known)
    {
        var own = names.SelectMany(OfName).Concat(OfLanguages(kind, names)).ToList();
        if (names.Count < 2) { own.Add(new("search.glossary.problem.few")); }
        if (names.Count > MostNames) { own.Add(new("search.glossary.problem.many", MostNames)); }
        var same = names.GroupBy(Meaning).FirstOrDefault(g => g.Count() > 1);
        if (same is not null) { own.Add(new("search.glossary.problem.same", string.Join(" / ", same))); }
        return own.Count > 0 ? own : OfKnown(kind, names, known);
    }

    private static IEnumerable<GlossaryProblem> OfName(string name)
    {
        if (name.Length > LongestName) { yield return new("search.glossary.problem.long", name, LongestName); yield break; }
        var tokens = TextAnalysis.Analyze(name).Where(t => t.Kind != TokenKind.Stop && t.Term.Length > 0).ToList();
        var letters = Folding.FoldToString(name).Count(c => Characters.IsRunning(c) || Characters.IsWord(c));
        if (letters < 2 || tokens.Count == 0) { yield return new("search.glossary.problem.short", name); }
        else if (!IsChinese(name) && tokens.Select(t => t.Position).Distinct().Count() > Glossary.LongestPhrase) { yield return new("search.glossary.problem.words", name, Glossary.LongestPhrase); }
        else if (IsChinese(name) && !Folding.FoldToString(name).All(Characters.IsRunning)) { yield return new("search.glossary.problem.mixed", name); }
    }

    private static IEnumerable<GlossaryProblem> OfLanguages(GlossaryKind kind, IReadOnlyList<string> names)
    {
        if (names.Count == 0) { yield break; }
        if (kind == GlossaryKind.Translation && (!IsChinese(names[0]) || names.Skip(1).Any(IsChinese))) { yield return new("search.glossary.problem.translation"); }
        if (kind == GlossaryKind.Synonyms && names.Select(IsChinese).Distinct().Count() > 1) { yield return new("search.glossary.problem.languages"); }
    }

    private static IEnumerable<GlossaryProblem> OfKnown(GlossaryKind kind, IReadOnlyList<string> names, IReadOnlyList<(GlossaryKind Kind, IReadOnlyList<string> Names)> known)
    {
        var meanings = names.Select(Meaning).ToHashSet();
        var touching = known.Where(k => k.Kind == kind && k.Names.Any(n => meanings.Contains(Meaning(n)))).ToList();
        if (kind == GlossaryKind.Translation)
        {
            var chinese = Meaning(names[0]);
            var there = touching.Where(k => Meaning(k.Names[0]) == chinese).SelectMany(k => k.Names.Skip(1)).Select(Meaning).ToHashSet();
            foreach (var english in names.Skip(1).Where(n => there.Contains(Meaning(n)))) { yield return new("search.glossary.problem.known", $"{names[0]} – {english}"); }
            yield break;
        }
        if (touching.Exists(k => meanings.IsSubsetOf(k.Names.Select(Meaning)))) { yield return new("search.glossary.problem.known", string.Join(" / ", names)); }
        // A name in one group and another name in a second: each would lead to the other's names and back.
        else if (touching.Count > 1) { yield return new("search.glossary.problem.circle", string.Join("; ", touching.Take(3).Select(k => string.Join(" / ", k.Names)))); }
    }

    private static bool IsChinese(string name) => name.Any(Characters.IsHan);

    /// <summary>Names that a query cannot tell apart have the same.</summary>
    private static string Meaning(string name) => IsChinese(name) ? Folding.FoldToString(name.Trim()) : string.Join(' ', TextAnalysis.Analyze(name).Where(t => t.Kind is TokenKind.Word or TokenKind.Whole).Select(t => t.Term));
}
