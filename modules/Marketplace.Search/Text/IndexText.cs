using Marketplace.Modularity;
using Marketplace.Search.Query;

namespace Marketplace.Search.Text;

/// <summary>What of a document's text goes into an index, prepared the same way for every engine.</summary>
internal static class IndexText
{
    /// <summary>Two neighbouring words as one term. Chinese needs none: its pairs overlap already.</summary>
    public static string NearTerm(Token first, Token second) => first.Term + " " + second.Term;

    /// <summary>Whether a term is looked for among <see cref="Characters"/>.</summary>
    public static bool IsCharacter(string term) => term is [var one] && Text.Characters.IsRunning(one);

    /// <summary>The texts of a document, each with the times its terms count; those that count most come first.</summary>
    public static IEnumerable<(string Text, int Times)> Weighted(SearchDocument document, Ranking ranking)
    {
        foreach (var text in Both(document.Title)) { yield return (text, ranking.Title); }
        foreach (var keyword in document.KeywordsZh.Concat(document.KeywordsEn)) { yield return (keyword, ranking.Keywords); }
        foreach (var text in Both(document.Summary)) { yield return (text, ranking.Summary); }
        foreach (var text in Both(document.Text)) { yield return (text, ranking.Text); }
    }

    public static IEnumerable<string> Both(Bilingual text)
    {
        if (!string.IsNullOrWhiteSpace(text.Zh)) { yield return text.Zh; }
        if (!string.IsNullOrWhiteSpace(text.En)) { yield return text.En; }
    }

    /// <summary>
    /// Chinese characters, each by itself: who looks for 氢 or 泵, in one language or the other, means the texts with 氢气 and 水泵 too. Each comes once.
    /// </summary>
    /// <param name="tokens">Of a text.</param>
    /// <param name="known">Those that came already; the new ones are added.</param>
    public static IEnumerable<string> Characters(List<Token> tokens, HashSet<char> known)
    {
        foreach (var token in tokens)
        {
            if (token.Kind != TokenKind.Pair) { continue; }
            foreach (var character in token.Term) { if (known.Add(character)) { yield return Pairs.One(character); } }
        }
    }

    /// <summary>Neighbouring words of a text, as <see cref="NearTerm"/> writes them.</summary>
    public static IEnumerable<string> NearTerms(List<Token> tokens) => Neighbours(tokens).Select(n => NearTerm(n.First, n.Second));

    /// <summary>Neighbouring words of a text. Those too common to be looked for do not part neighbours.</summary>
    public static IEnumerable<(Token First, Token Second)> Neighbours(List<Token> tokens)
    {
        Token? before = null;
        foreach (var token in tokens)
        {
            if (token.Kind is TokenKind.Stop or TokenKind.Whole) { continue; }
            if (token.Kind == TokenKind.Pair) { before = null; continue; }
            if (before is { } first) { yield return (first, token); }
            before = token;
        }
    }
}
