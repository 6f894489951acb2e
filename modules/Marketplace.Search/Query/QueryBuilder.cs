using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>Collects what a query is made of. Each literal term gets a bit of its own as long as there are some.</summary>
internal sealed class QueryBuilder(Glossary glossary, Ranking ranking)
{
    private const string Particles = "的了在是和与及对中等为以其之所被将从到这那有于或也而并很着个于使让把";
    private const int TellingNumber = 4;
    private readonly List<QueryWord> words = [];
    private readonly List<QueryGroup> groups = [];
    private readonly List<(string, float)> near = [];
    private readonly HashSet<string> characters = new(StringComparer.Ordinal);
    private readonly List<QueryPhrase> phrases = [];
    private readonly List<QueryPhrase> excluded = [];
    private int bits;
    private ulong wholes;

    public ParsedQuery Build() => new(words, groups, near, phrases, excluded) { Wholes = wholes, Characters = characters };

    public void Exclude(QueryPhrase phrase) => excluded.Add(phrase);

    public void Phrase(QueryPhrase phrase) => phrases.Add(phrase);

    public void Words(string text)
    {
        var tokens = TextAnalysis.Analyze(text);
        var folded = Folding.FoldToString(text);
        var asked = tokens.Where(t => t.Kind == TokenKind.Word && QuestionWords.IsAsked(Folding.FoldToString(text[t.Start..t.End]))).ToHashSet();
        var kept = tokens.Where(t => t.Kind != TokenKind.Stop && !asked.Contains(t)).ToList();
        if (kept.Count == 0) { kept = tokens.Where(t => t.Kind != TokenKind.Stop).ToList(); }
        for (var at = 0; at < kept.Count;)
        {
            var end = at + 1;
            if (kept[at].Kind == TokenKind.Pair)
            {
                while (end < kept.Count && kept[end].Kind == TokenKind.Pair && kept[end].Position == kept[end - 1].Position + 1) { end++; }
                Run(kept[at..end], text);
            }
            else
            {
                while (end < kept.Count && kept[end].Kind != TokenKind.Pair) { end++; }
                Latin(kept[at..end], text);
            }
            at = end;
        }
    }

    private ulong NextBit() => 1UL << Math.Min(bits++, 63);

    /// <summary>A run of Chinese: each pair is a term; words of the glossary within it get their translations.</summary>
    private void Run(List<Token> pairs, string text)
    {
        var terms = pairs.ConvertAll(p => new QueryTerm(p.Term, NextBit(), p.Term.AsSpan().IndexOfAny(Particles) < 0 ? 1f : ranking.Particle));
        characters.UnionWith(pairs.SelectMany(p => p.Term.EnumerateRunes()).Select(c => c.ToString()).Where(c => !Particles.Contains(c, StringComparison.Ordinal)));
        var run = pairs.Count == 1 ? pairs[0].Term : string.Concat(pairs.Select(p => p.Term[..1])) + pairs[^1].Term[1..];
        var pieces = pairs.Select((p, i) => (terms[i].Bit, p.Start, p.End)).ToList();
        var needed = pairs.Count <= 2 ? pairs.Count : (int)MathF.Ceiling(ranking.RunShare * pairs.Count);
        var all = terms.Aggregate(0UL, (sum, t) => sum | t.Bit);
        words.Add(new QueryWord(text[pairs[0].Start..pairs[^1].End], all, Math.Min(needed, System.Numerics.BitOperations.PopCount(all)), pieces));
        var at = 0;
        foreach (var (start, length, alternatives) in glossary.WordsIn(run))
        {
            // A word of n characters is n - 1 pairs; one of a single character stands beside its pairs.
            var (from, to) = (Math.Min(start, terms.Count), Math.Min(start + Math.Max(0, length - 1), terms.Count));
            for (; at < from; at++) { groups.Add(new QueryGroup([terms[at]], [])); }
            groups.Add(new QueryGroup(terms[from..to], alternatives));
            at = Math.Max(at, to);
        }
        for (; at < terms.Count; at++) { groups.Add(new QueryGroup([terms[at]], [])); }
    }

    private void Latin(List<Token> tokens, string text)
    {
        var places = tokens.GroupBy(t => t.Start).Select(g => g.ToList()).ToList();
        var atoms = new List<(QueryTerm Term, List<Alternative> Alternatives)>();
        for (var i = 0; i < places.Count; i++)
        {
            var whole = places[i].FirstOrDefault(t => t.Kind == TokenKind.Whole);
            if (whole.Term is null) { atoms.Add((Atom(places[i][0], text), [])); continue; }
            var inside = places.Skip(i).TakeWhile(p => p[0].Start < whole.End).SelectMany(p => p).ToList();
            atoms.Add(Composite(whole, inside, text));
            i += places.Skip(i + 1).TakeWhile(p => p[0].Start < whole.End).Count();
        }
        Translate(atoms);
        Neighbours(tokens);
    }

    private QueryTerm Atom(Token token, string text)
    {
        var term = new QueryTerm(token.Term, NextBit(), 1f);
        words.Add(new QueryWord(text[token.Start..token.End], term.Bit, 1, [(term.Bit, token.Start, token.End)]));
        return term;
    }

    /// <summary>A model name or number: the whole, or the whole written otherwise, or all its parts.</summary>
    private (QueryTerm, List<Alternative>) Composite(Token whole, List<Token> inside, string text)
    {
        var alternatives = inside.Where(t => t.Kind == TokenKind.Whole && t.Term != whole.Term).Select(t => new Alternative([t.Term], 1f)).ToList();
        var parts = inside.Where(t => t.Kind is TokenKind.Part or TokenKind.Word).Select(t => t.Term).ToList();
        if (StandForTheWhole(parts)) { alternatives.Add(new Alternative(parts, parts.Count == 1 ? ranking.Parts / 2 : ranking.Parts)); }
        var term = Atom(whole, text);
        if (whole.Term.Any(char.IsAsciiDigit) && whole.Term.Any(char.IsAsciiLetter)) { wholes |= term.Bit; }
        return (term, alternatives);
    }

    /// <summary>Whoever looks for 5G or T700 does not mean every 5 and 700; a longer number, such as the year of 1990s, says something by itself.</summary>
    private static bool StandForTheWhole(List<string> parts) => parts.Count > 1 || (parts is [var one] && (one.Length >= TellingNumber || !char.IsAsciiDigit(one[0])));

    private void Translate(List<(QueryTerm Term, List<Alternative> Alternatives)> atoms)
    {
        for (var at = 0; at < atoms.Count;)
        {
            var (length, translations) = glossary.PhraseAt(atoms.Select(a => a.Term.Term), at);
            var taken = atoms[at..(at + Math.Max(1, length))];
            groups.Add(new QueryGroup([.. taken.Select(a => a.Term)], [.. taken.SelectMany(a => a.Alternatives), .. translations]));
            at += taken.Count;
        }
    }

    private void Neighbours(List<Token> tokens)
    {
        var words = tokens.Where(t => t.Kind is TokenKind.Word or TokenKind.Part).ToList();
        for (var i = 0; i + 1 < words.Count; i++) { near.Add((IndexText.NearTerm(words[i], words[i + 1]), ranking.Near)); }
    }
}
