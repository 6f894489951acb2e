using System.Runtime.InteropServices;

namespace Marketplace.Search;

/// <summary>In how many of some documents a term stands.</summary>
public sealed class WordRarity
{
    private readonly Dictionary<string, (int Documents, int Last)> terms = new(StringComparer.Ordinal);
    private readonly int count;

    internal WordRarity(IReadOnlyList<ReadDocument> among)
    {
        count = among.Count;
        for (var document = 1; document <= count; document++)
        {
            foreach (var text in among[document - 1].All) { foreach (var token in text.Tokens) { Count(token.Term, document); } }
        }
    }

    private void Count(string term, int document)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(terms, term, out _);
        if (known.Last != document) { known = (known.Documents + 1, document); }
    }

    internal double Of(ReadOnlySpan<char> term) => Math.Log((count + 2.0) / ((terms.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(term, out var known) ? known.Documents : 0) + 1.0));
}
