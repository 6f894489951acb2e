using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>Reads what a person types: words, "phrases", -not. Nothing that can be typed is an error.</summary>
internal sealed class QueryParser(Glossary glossary, Ranking ranking)
{
    private const int LongestQuery = 4_000;

    public ParsedQuery Parse(string typed)
    {
        var building = new QueryBuilder(glossary, ranking);
        if (typed.Length > LongestQuery) { typed = typed[..LongestQuery]; }
        var pieces = Pieces(typed);
        foreach (var piece in pieces)
        {
            var phrase = piece.Quoted || piece.Excluded ? PhraseOf(piece.Text) : null;
            if (piece.Excluded) { if (phrase is not null) { building.Exclude(phrase); } }
            else if (phrase is not null)
            {
                building.Phrase(phrase);
                if (phrase.Terms.Count > 1) { foreach (var name in ModelNames(piece.Text)) { building.Phrase(name); } }
            }
        }
        var plain = Wanted(pieces);
        building.Words(QuestionWords.WithoutChinese(plain));
        return building.Build() with { PhrasesAlone = pieces.TrueForAll(p => p.Quoted || p.Excluded) };
    }

    /// <summary>What is typed and wanted, without quotes.</summary>
    public static string WithoutExcluded(string typed) => Wanted(Pieces(typed));

    private static string Wanted(List<Piece> pieces) => string.Join(' ', pieces.Where(p => !p.Excluded).Select(p => p.Text));

    private readonly record struct Piece(string Text, bool Quoted, bool Excluded);

    private static List<Piece> Pieces(string typed)
    {
        var pieces = new List<Piece>();
        for (var at = 0; at < typed.Length;)
        {
            if (char.IsWhiteSpace(typed[at])) { at++; continue; }
            var excluded = IsMinus(typed, at);
            if (excluded) { at++; }
            var close = Closing(typed[at]);
            var end = close == '\0' ? -1 : typed.IndexOf(close, at + 1);
            if (end > at)
            {
                pieces.Add(new Piece(typed[(at + 1)..end], true, excluded));
                at = end + 1;
                continue;
            }
            end = at + 1;
            while (end < typed.Length && !char.IsWhiteSpace(typed[end]) && Closing(typed[end]) == '\0') { end++; }
            pieces.Add(new Piece(typed[at..end], false, excluded));
            at = end;
        }
        return pieces;
    }

    /// <summary>A minus before a word says not; before a digit it is a number's.</summary>
    private static bool IsMinus(string typed, int at) =>
        typed[at] is '-' or '－' && at + 1 < typed.Length && !char.IsWhiteSpace(typed[at + 1]) && !char.IsDigit(typed[at + 1]) && typed[at + 1] is not ('-' or '－');

    private static char Closing(char open) => open switch { '"' => '"', '“' => '”', '「' => '」', '＂' => '＂', _ => '\0' };

    /// <summary>A model name or a number with its unit, if that is all, as a whole: its parts stand in other names and numbers too. Else one term a place.</summary>
    private static QueryPhrase? PhraseOf(string text)
    {
        var tokens = TextAnalysis.Analyze(text);
        if (WholesOf(tokens) is [var name] && tokens.TrueForAll(t => t.Start >= name.Start && t.End <= name.End)) { return new QueryPhrase(text, [(name.Term, 0)]); }
        var terms = new List<(string, int)>();
        foreach (var place in tokens.Where(t => t.Kind != TokenKind.Stop).GroupBy(t => t.Position))
        {
            // At one position the word or part is what stands in every text; a lone whole stands for itself.
            var token = place.OrderBy(t => t.Kind is TokenKind.Whole ? 1 : 0).First();
            terms.Add((token.Term, token.Position - tokens[0].Position));
        }
        return terms.Count == 0 ? null : new QueryPhrase(text, [.. terms.Select(t => (t.Item1, t.Item2 - terms[0].Item2))]);
    }

    /// <summary>The model names in a longer phrase: beside its terms at their places each must be there as a whole.</summary>
    private static IEnumerable<QueryPhrase> ModelNames(string text) => WholesOf(TextAnalysis.Analyze(text)).Select(t => new QueryPhrase(text, [(t.Term, 0)]));

    /// <summary>Tokens that say more than their number: of each the spelling that every text with it has, without hyphens and without a sign before it.</summary>
    private static List<Token> WholesOf(List<Token> tokens) =>
        [.. tokens.Where(t => t.Kind == TokenKind.Whole && char.IsLetterOrDigit(t.Term[0]) && t.Term.Any(char.IsAsciiDigit) && !t.Term.All(c => char.IsAsciiDigit(c) || c is '.' or ','))
            .GroupBy(t => t.Position).Select(p => p.Last())];
}
