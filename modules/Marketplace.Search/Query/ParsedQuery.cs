namespace Marketplace.Search.Query;

/// <summary>A term as typed. <paramref name="Bit"/> stands for it in a document's mask of what it has; long queries share the last bit.</summary>
internal sealed record QueryTerm(string Term, ulong Bit, float Weight);

/// <summary>Other terms that stand for a group: translations, parts of a model name, corrected typing. All of <paramref name="Terms"/> are wanted for the group to count as found.</summary>
internal sealed record Alternative(IReadOnlyList<string> Terms, float Weight)
{
    /// <summary>As it is written; null where the terms are part of what was typed, or a correction of it.</summary>
    public string? Name { get; init; }
}

/// <summary>Literal terms that are scored together, and what may stand for them; the best of both counts.</summary>
internal sealed record QueryGroup(IReadOnlyList<QueryTerm> Literal, IReadOnlyList<Alternative> Alternatives)
{
    public ulong Bits { get; } = Literal.Aggregate(0UL, (bits, term) => bits | term.Bit);
}

/// <summary>A word as a person sees it: a run without spaces. A document has it with <paramref name="Needed"/> of its bits.</summary>
internal sealed record QueryWord(string Typed, ulong Bits, int Needed, IReadOnlyList<(ulong Bit, int Start, int End)> Pieces)
{
    public bool IsIn(ulong mask) => System.Numerics.BitOperations.PopCount(mask & Bits) >= Needed;

    /// <summary>The longest stretch of the word that a document with this mask lacks.</summary>
    public string Missing(ulong mask)
    {
        var origin = Pieces[0].Start;
        var has = new bool[Pieces[^1].End - origin];
        foreach (var (bit, start, end) in Pieces) { if ((bit & mask) != 0) { Array.Fill(has, true, start - origin, end - start); } }
        var (best, bestLength) = (0, 0);
        for (var at = 0; at < has.Length; at++)
        {
            var end = at;
            while (end < has.Length && !has[end]) { end++; }
            if (end - at > bestLength) { (best, bestLength) = (at, end - at); }
            at = end;
        }
        return Typed.Substring(Math.Min(best, Typed.Length), Math.Min(bestLength, Typed.Length - Math.Min(best, Typed.Length)));
    }
}

/// <summary>Terms at fixed distances from each other; the distance of the first is 0.</summary>
internal sealed record QueryPhrase(string Typed, IReadOnlyList<(string Term, int Distance)> Terms)
{
    /// <summary>Whether it may be the name of an organization, whose listings are found by it then. Names are short, so that all terms in one are the phrase; a single one is in many.</summary>
    public bool MayBeName => Terms.Count > 1;
}

/// <summary>A query as all engines run it.</summary>
internal sealed record ParsedQuery(
    IReadOnlyList<QueryWord> Words, IReadOnlyList<QueryGroup> Groups, IReadOnlyList<(string Term, float Weight)> Near,
    IReadOnlyList<QueryPhrase> Phrases, IReadOnlyList<QueryPhrase> Excluded)
{
    /// <summary>How many words were typed; a run of Chinese has one in two characters.</summary>
    public int Length { get; } = Words.Sum(w => (w.Pieces.Count + 1) / 2);

    /// <summary>Bits of model names and numbers, which no likeness of meaning stands for.</summary>
    public ulong Wholes { get; init; }

    /// <summary>Chinese characters that were typed, particles left out: those that are rare count beside the pairs they stand in.</summary>
    public IReadOnlyCollection<string> Characters { get; init; } = [];

    /// <summary>Nothing was typed beside the phrases: who asks so wants exactly them.</summary>
    public bool PhrasesAlone { get; init; }

    /// <summary>The same with its phrases as mere words, for where nothing has them: a title with a quoted word in it still finds its listing. Null where that is not another query.</summary>
    public ParsedQuery? Loosened => Phrases.Count == 0 || PhrasesAlone ? null : this with { Phrases = [] };

    /// <summary>Names the phrases that were dropped, once.</summary>
    /// <param name="found">What <see cref="Loosened"/> found.</param>
    public SearchResult WithoutPhrases(SearchResult found) =>
        found.Hits.Count == 0 ? found : found with { DroppedWords = [.. Phrases.Select(p => $"“{p.Typed}”"), .. found.DroppedWords.Where(w => !Phrases.Any(p => p.Typed.Contains(w, StringComparison.Ordinal)))] };

    public bool IsEmpty => Groups.Count == 0 && Phrases.Count == 0;

    /// <summary>What of the typed words a document with this mask does without: whole words, or the stretch of a Chinese run that it lacks.</summary>
    public List<string> Lacking(ulong mask)
    {
        var lacking = new List<string>();
        foreach (var word in Words.Where(w => !w.IsIn(mask)))
        {
            var missing = word.Missing(mask);
            if (missing.Length > 0 && !lacking.Contains(missing)) { lacking.Add(missing); }
        }
        return lacking;
    }

    /// <summary>Terms that a highlight marks wherever they stand.</summary>
    public HashSet<string> MarkedTerms() => [.. Groups.SelectMany(g => g.Literal).Select(l => l.Term), .. MeaningTheSame.Where(t => t.Count == 1).Select(t => t[0]), .. Phrases.SelectMany(p => p.Terms).Select(t => t.Term)];

    /// <summary>Terms that stand for something typed where all of them are, and are marked only there.</summary>
    public IReadOnlyList<IReadOnlyList<string>> MarkedTogether() => [.. MeaningTheSame.Where(t => t.Count > 1)];

    private IEnumerable<IReadOnlyList<string>> MeaningTheSame => Groups.SelectMany(g => g.Alternatives).Select(a => a.Terms);
}
