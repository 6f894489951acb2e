using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>English words and model names that both documents have; neighbours in both become one phrase.</summary>
internal sealed class EnglishInCommon(WordRarity rarity)
{
    private static readonly HashSet<string> Plain = new(StringComparer.OrdinalIgnoreCase)
    {
        "every", "after", "before", "without", "more", "less", "use", "used", "using", "uses", "new", "one", "two", "three", "only", "still", "per", "year", "years", "day", "days", "time", "times", "over", "under", "up", "down",
        "each", "all", "most", "other", "same", "first", "second", "last", "own", "between", "during", "while", "through", "within", "against", "both", "few", "many", "much", "even", "make", "makes", "made", "take", "takes", "keep", "keeps", "set", "get",
        "go", "goes", "come", "comes", "work", "works", "run", "runs", "out", "off", "because", "since", "already", "never", "always", "often", "now", "here", "half", "well", "good", "long", "short", "high", "low", "place", "way", "part", "parts",
    };

    public List<WeighedWord> Find(ReadDocument mine, ReadDocument theirs)
    {
        var found = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in theirs.All)
        {
            var tokens = text.Tokens.FindAll(t => t.Kind is TokenKind.Word or TokenKind.Whole && mine.Words.Contains(t.Term) && IsTelling(text.Text, t));
            for (var i = 0; i < tokens.Count; i++)
            {
                var (from, weight) = (i, rarity.Of(tokens[i].Term));
                while (i + 1 < tokens.Count && Touch(text.Text, tokens[i], tokens[i + 1]) && mine.Neighbours.Contains(IndexText.NearTerm(tokens[i], tokens[i + 1]))) { weight += rarity.Of(tokens[++i].Term); }
                var word = text.Text[tokens[from].Start..tokens[i].End];
                weight *= text.Place / Math.Sqrt(i - from + 1);
                if (weight > found.GetValueOrDefault(word)) { found[word] = weight; }
            }
        }
        return [.. found.Select(f => new WeighedWord(f.Key, f.Value))];
    }

    /// <summary>Only a space or hyphen between: a phrase does not go beyond a comma or full stop.</summary>
    private static bool Touch(string text, Token first, Token second) => second.Position == first.Position + 1 && text.AsSpan(first.End, Math.Max(0, second.Start - first.End)) is " " or "-";

    private static bool IsTelling(string text, Token token)
    {
        var word = text.AsSpan(token.Start, token.End - token.Start);
        var hasLetter = word.IndexOfAnyInRange('a', 'z') >= 0 || word.IndexOfAnyInRange('A', 'Z') >= 0;
        return hasLetter && (word.Length > 2 || !char.IsLower(word[0])) && !Plain.Contains(word.ToString()) && !QuestionWords.IsAsked(Folding.FoldToString(word.ToString()));
    }
}
