using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>How much of what a query asks for stands in one sentence of a document: words that stand together there say more than the same words here and there. May be used by several threads.</summary>
internal sealed class OneSentence
{
    /// <summary>Words count as one that share so many first letters: within a sentence, where others speak for them, destroyed and destruction mean the same.</summary>
    private const int Beginning = 5;

    /// <summary>Of a group of the query: its terms, and others that may stand for them, by their places among all that are wanted.</summary>
    private readonly record struct Wanted((int At, float Reach)[] Literal, float Reach, (int[] At, float Weight)[] Alternatives);

    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> placeOf;
    private readonly Wanted[] groups;
    private readonly float reachable;
    private readonly bool hasCharacters;

    /// <param name="query">What is asked for.</param>
    /// <param name="rarity">Of a term; the highest for one that the index lacks.</param>
    public OneSentence(ParsedQuery query, Func<string, float> rarity)
    {
        groups =
        [
            .. query.Groups.Select(g => g.Literal.Select(t => (At: PlaceFor(t.Term), Reach: t.Weight * rarity(t.Term))).ToArray() is var literal
                ? new Wanted(literal, literal.Sum(t => t.Reach), [.. g.Alternatives.Select(a => (a.Terms.Select(PlaceFor).ToArray(), Math.Min(1, a.Weight)))]) : default),
        ];
        reachable = groups.Sum(g => g.Reach);
        hasCharacters = places.Keys.Any(IndexText.IsCharacter);
        placeOf = places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>0 to 1, of the sentence that has most of it, each term counting by its rarity.</summary>
    public float Share(FoundDocument found, bool members)
    {
        if (reachable <= 0) { return 0; }
        var (best, has) = (0f, new bool[places.Count]);
        foreach (var text in Texts(found.Document, members)) { best = Math.Max(best, Best(text, found.Tokens(text), has)); }
        return best / reachable;
    }

    private int PlaceFor(string term)
    {
        var beginning = BeginningOf(term).ToString();
        places.TryAdd(beginning, places.Count);
        return places[beginning];
    }

    private static ReadOnlySpan<char> BeginningOf(ReadOnlySpan<char> term)
    {
        if (term.Length <= Beginning) { return term; }
        foreach (var letter in term) { if (!char.IsAsciiLetter(letter)) { return term; } }
        return term[..Beginning];
    }

    private static IEnumerable<string> Texts(SearchDocument document, bool members) =>
        IndexText.Both(document.Title).Concat(IndexText.Both(document.Summary)).Concat(IndexText.Both(document.Text)).Concat(members ? IndexText.Both(document.MembersText) : []);

    private float Best(string text, List<Token> tokens, bool[] has)
    {
        var (best, at) = (0f, 0);
        foreach (var end in Passages.Ends(text))
        {
            Array.Clear(has);
            var any = false;
            for (; at < tokens.Count && tokens[at].Start < end; at++) { any |= Mark(tokens[at], has); }
            if (any) { best = Math.Max(best, Of(has)); }
        }
        return best;
    }

    /// <returns>Whether the token is wanted.</returns>
    private bool Mark(in Token token, bool[] has)
    {
        if (token.Kind == TokenKind.Stop) { return false; }
        var any = Mark(BeginningOf(token.Term), has);
        if (hasCharacters && token.Kind == TokenKind.Pair) { for (var i = 0; i < token.Term.Length; i++) { any |= Mark(token.Term.AsSpan(i, 1), has); } }
        return any;
    }

    private bool Mark(ReadOnlySpan<char> term, bool[] has) => placeOf.TryGetValue(term, out var place) && (has[place] = true);

    private float Of(bool[] has)
    {
        var sum = 0f;
        foreach (var group in groups)
        {
            var reached = 0f;
            foreach (var (at, reach) in group.Literal) { if (has[at]) { reached += reach; } }
            foreach (var (terms, weight) in group.Alternatives) { if (group.Reach * weight > reached && Array.TrueForAll(terms, at => has[at])) { reached = group.Reach * weight; } }
            sum += reached;
        }
        return sum;
    }
}
