namespace Marketplace.Search;

/// <summary>Asks for the counterparts of one document: a demand's achievements, an achievement's demands, agencies for either.</summary>
public sealed record MatchQuery
{
    /// <summary>What counterparts are sought for. Its members' text is used only where <see cref="Reader"/> may read such.</summary>
    public required SearchDocument Subject { get; init; }

    /// <summary>Kinds of document that may answer.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Codes a facet, of which a counterpart has to have one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Choices { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public MatchConditions Conditions { get; init; } = MatchConditions.None;

    public ReaderScope Reader { get; init; }

    /// <summary>An organization whose own documents are left out.</summary>
    public Guid? NotOf { get; init; }

    /// <summary>Candidates to answer with, from the words and from the vectors each.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The subject's vector in the model whose vectors the index holds, or null for words only.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>Whether choices and conditions let a document answer; kind and reader are not asked for here.</summary>
    public bool Admits(SearchDocument document)
    {
        if (!Conditions.Admits(document)) { return false; }
        var codes = Choices.Count == 0 ? [] : Facets.Of(document).ToHashSet();
        return Choices.All(choice => choice.Value.Count == 0 || choice.Value.Any(code => codes.Contains($"{choice.Key}:{code}")));
    }

    /// <summary>Kinds, choices and reader, as a search asks for them.</summary>
    internal SearchQuery Allowed => new() { Choices = new Dictionary<string, IReadOnlyList<string>>(Choices) { [Facets.Kind] = Kinds }, Reader = Reader };
}

/// <summary>Who may answer a <see cref="MatchQuery"/>, with what its score is reckoned from. Words and products compare within one answer; divided by <see cref="Reachable"/> or set against <see cref="Products"/> they compare between answers.</summary>
public sealed record MatchAnswer
{
    public static readonly MatchAnswer Empty = new();

    /// <summary>Those best by words and those best by vectors, best words first.</summary>
    public IReadOnlyList<MatchCandidate> Candidates { get; init; } = [];

    /// <summary>What a document would score that had every term of the profile, one unknown to the index counting as the rarest.</summary>
    public double Reachable { get; init; }

    /// <summary>The same for the terms that the index knows.</summary>
    public double Known { get; init; }

    /// <summary>Mean and deviation of the products with all documents that may answer; null without vectors.</summary>
    public (double Mean, double Deviation)? Products { get; init; }
}

/// <param name="Document">The counterpart.</param>
/// <param name="Words">Score of the words, 0 or more.</param>
/// <param name="Product">Product of the vectors, the best of the counterpart's parts; null where it has no vector yet.</param>
public sealed record MatchCandidate(SearchDocument Document, double Words, double? Product);
