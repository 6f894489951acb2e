using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>
/// Chinese and English names of the same thing, in both directions: the hand-made technical pairs of <c>seeds/synonyms</c>, and under them a general
/// dictionary where one is installed. Used on queries only, below the weight of what was typed.
/// </summary>
internal sealed class Glossary
{
    public static readonly Glossary Empty = new();
    public const int LongestPhrase = 6;
    private readonly Names files = new();
    private readonly AsyncLocal<Names?> tried = new();
    private volatile Names? extended;

    public int Count => Now.ToEnglish.Count;

    private Names Now => tried.Value ?? extended ?? files;

    /// <summary>What the files say; with what operators add a copy of it, swapped as a whole.</summary>
    private sealed class Names
    {
        public Dictionary<string, List<Alternative>> ToEnglish { get; private init; } = new(StringComparer.Ordinal);
        public Dictionary<string, List<Alternative>> ToChinese { get; private init; } = new(StringComparer.Ordinal);
        public Longest Longest { get; private init; } = new();

        public Names Copy() => new() { ToEnglish = Copy(ToEnglish), ToChinese = Copy(ToChinese), Longest = new(Longest) };

        private static Dictionary<string, List<Alternative>> Copy(Dictionary<string, List<Alternative>> from) => from.ToDictionary(f => f.Key, f => new List<Alternative>(f.Value), StringComparer.Ordinal);
    }

    /// <summary>From now on these are in force beside the files, in place of those extended with before. Queries under way finish as they began.</summary>
    public void Extend(IEnumerable<SameThing> entries, Ranking ranking) => extended = With(entries, ranking);

    /// <summary>As if these were in force, for whoever asks and what they await, until disposed; nobody else sees them.</summary>
    public IDisposable Try(IEnumerable<SameThing> entries, Ranking ranking)
    {
        tried.Value = With(entries, ranking);
        return new Trial(tried);
    }

    private sealed class Trial(AsyncLocal<Names?> tried) : IDisposable
    {
        public void Dispose() => tried.Value = null;
    }

    private Names With(IEnumerable<SameThing> entries, Ranking ranking)
    {
        var names = files.Copy();
        foreach (var entry in entries)
        {
            if (entry.IsTranslation) { foreach (var english in entry.Names.Skip(1)) { Add(names, entry.Names[0], english, ranking.Glossary); } }
            else { AddGroup(names, entry.Names, ranking); }
        }
        return names;
    }

    public void Add(string chinese, string english, float weight) => Add(files, chinese, english, weight);

    private static void Add(Names names, string chinese, string english, float weight)
    {
        var zh = Folding.FoldToString(chinese.Trim());
        var terms = TextAnalysis.Analyze(english).Where(t => t.Kind is TokenKind.Word or TokenKind.Whole).Select(t => t.Term).ToList();
        var zhTerms = TextAnalysis.Analyze(zh).Where(t => t.Kind != TokenKind.Stop).Select(t => t.Term).ToList();
        if (zh.Length == 0 || terms.Count is 0 or > LongestPhrase || zhTerms.Count == 0) { return; }
        Put(names.ToEnglish, zh, new Alternative(terms, weight) { Name = english });
        Put(names.ToChinese, string.Join(' ', terms), new Alternative(zhTerms, weight) { Name = chinese.Trim() });
        names.Longest.Add(zh);
    }

    private static void Put(Dictionary<string, List<Alternative>> to, string key, Alternative alternative)
    {
        if (!to.TryGetValue(key, out var list)) { to[key] = list = new List<Alternative>(1); }
        if (!list.Exists(a => a.Terms.SequenceEqual(alternative.Terms))) { list.Add(alternative); }
    }

    /// <summary>Everyday words, below the glossary's own; null where only those count.</summary>
    public Lazy<GeneralDictionary>? General { get; init; }

    /// <summary>Weight of what the general dictionary says.</summary>
    public float GeneralWeight { get; init; }

    /// <summary>Words of the glossary and of the general dictionary in a run of Chinese, longest first from the left, none overlapping.</summary>
    public IEnumerable<(int Start, int Length, IReadOnlyList<Alternative> Alternatives)> WordsIn(string run)
    {
        var names = Now;
        for (var at = 0; at < run.Length;)
        {
            var length = Math.Min(Math.Max(names.Longest.Of(run[at]), General?.Value.Longest.Of(run[at]) ?? 0), run.Length - at);
            IReadOnlyList<Alternative> found = [];
            for (; length > 0 && (found = ToEnglish(names, run.AsSpan(at, length))).Count == 0; length--) { }
            if (found.Count > 0 && (length > 1 || run.Length == 1)) { yield return (at, length, found); }
            at += Math.Max(1, length);
        }
    }

    private IReadOnlyList<Alternative> ToEnglish(Names names, ReadOnlySpan<char> word)
    {
        var own = names.ToEnglish.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var found) ? found : [];
        return General is null ? own : With(own, General.Value.ToEnglish(word, GeneralWeight));
    }

    /// <summary>The longest English phrase of either that begins at a place, and its Chinese names; length 0 where there is none.</summary>
    public (int Length, IReadOnlyList<Alternative> Alternatives) PhraseAt(IEnumerable<string> stems, int at)
    {
        var names = Now;
        if (names.ToChinese.Count == 0 && General is null) { return (0, []); }
        var words = stems.Skip(at).Take(LongestPhrase).ToList();
        for (var length = words.Count; length > 0; length--)
        {
            var key = string.Join(' ', words.Take(length));
            IReadOnlyList<Alternative> found = names.ToChinese.TryGetValue(key, out var own) ? own : [];
            if (General is not null) { found = With(own ?? [], General.Value.ToChinese(key, GeneralWeight)); }
            if (found.Count > 0) { return (length, found); }
        }
        return (0, []);
    }

    /// <summary>The glossary's own first: what it says already is not said again at a lower weight.</summary>
    private static IReadOnlyList<Alternative> With(List<Alternative> own, IReadOnlyList<Alternative> general) =>
        own.Count == 0 ? general : general.Count == 0 ? own : [.. own, .. general.Where(g => !own.Exists(o => o.Terms.SequenceEqual(g.Terms)))];

    /// <summary>The files <c>glossary.tsv</c> and <c>synonyms.tsv</c> of a folder; that beside the program where none is named.</summary>
    public static Glossary Load(Ranking ranking, string? folder)
    {
        var glossary = new Glossary { General = new(() => GeneralDictionary.BuiltIn), GeneralWeight = ranking.Dictionary };
        folder ??= Path.Combine(AppContext.BaseDirectory, "seeds", "synonyms");
        if (Path.Combine(folder, "glossary.tsv") is var pairs && File.Exists(pairs)) { glossary.AddFile(pairs, ranking); }
        if (Path.Combine(folder, "synonyms.tsv") is var groups && File.Exists(groups)) { glossary.AddSynonyms(groups, ranking); }
        return glossary;
    }

    /// <summary>Reads lines of names of one thing in one language, parted by <c>|</c>.</summary>
    public void AddSynonyms(string path, Ranking ranking)
    {
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            AddGroup(files, line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), ranking);
        }
    }

    private static void AddGroup(Names names, IReadOnlyList<string> group, Ranking ranking)
    {
        foreach (var name in group) { foreach (var other in group.Where(o => o != name)) { AddSynonym(names, Folding.FoldToString(name), other, ranking.Glossary); } }
    }

    private static void AddSynonym(Names names, string name, string other, float weight)
    {
        var terms = Terms(other);
        if (terms.Count == 0 || terms.Count > 2 * LongestPhrase) { return; }
        if (name.Length > 0 && name.All(Characters.IsRunning))
        {
            Put(names.ToEnglish, name, new Alternative(terms, weight) { Name = other });
            names.Longest.Add(name);
        }
        else if (Terms(name) is { Count: > 0 and <= LongestPhrase } key) { Put(names.ToChinese, string.Join(' ', key), new Alternative(terms, weight) { Name = other }); }
    }

    private static List<string> Terms(string text) => [.. TextAnalysis.Analyze(text).Where(t => t.Kind is TokenKind.Word or TokenKind.Whole or TokenKind.Pair).Select(t => t.Term)];

    /// <summary>Reads lines of <c>Chinese TAB English|English TAB field</c>; lines that begin with # are remarks.</summary>
    public void AddFile(string path, Ranking ranking)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0 || line[0] == '#' || line.Split('\t') is not [var zh, var en, ..]) { continue; }
            foreach (var english in en.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) { Add(zh, english, ranking.Glossary); }
        }
    }
}

/// <summary>Names of one thing: a Chinese one and its English ones, or several in one language.</summary>
internal sealed record SameThing(bool IsTranslation, IReadOnlyList<string> Names);
