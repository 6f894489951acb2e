namespace Marketplace.Search.Query;

/// <summary>The one setting of the ranking, measured on all collections at once (<c>evaluate</c>).</summary>
internal sealed record Ranking
{
    public static readonly Ranking Default = new();

    /// <summary>
    /// Counted up whenever an entry of an index comes out otherwise than before: another cutting of text, another field, another weight of one. The site makes an index of a lower form anew.
    /// </summary>
    public int Form { get; init; } = 6;

    /// <summary>BM25: how soon a repeated term adds no more.</summary>
    public float K1 { get; init; } = 1f;

    /// <summary>BM25: how much a long text counts as thin.</summary>
    public float B { get; init; } = 0.4f;

    // How often a field's terms count; whole numbers, because they are repeated in the index.
    public int Title { get; init; } = 4;
    public int Keywords { get; init; } = 3;
    public int Summary { get; init; } = 2;
    public int Text { get; init; } = 1;

    /// <summary>Names of organizations count this share of a term in the text.</summary>
    public float Organization { get; init; } = 0.5f;

    /// <summary>Share of a pair of neighbouring words beside its words.</summary>
    public float Near { get; init; } = 0.2f;

    /// <summary>Weight of a Chinese pair with a particle in it.</summary>
    public float Particle { get; init; } = 0.5f;

    /// <summary>Weight of a single Chinese character beside the pairs it stands in, where at most this share of the documents have it.</summary>
    public float Character { get; init; } = 0.3f;
    public float RareShare { get; init; } = 0.1f;

    /// <summary>Weight of a hand-made translation, and of one from the general dictionary, beside the literal term.</summary>
    public float Glossary { get; init; } = 0.8f;
    public float Dictionary { get; init; } = 0.5f;

    /// <summary>Weight of a model name's parts beside the whole.</summary>
    public float Parts { get; init; } = 0.6f;

    /// <summary>Weight of a corrected word.</summary>
    public float Typo { get; init; } = 0.7f;

    /// <summary>Of what the words alone find, so many of the first are read again, and lifted by at most this share of their score by what of the query stands in one sentence.</summary>
    public int ReadAgain { get; init; } = 5;
    public float OneSentence { get; init; } = 0.15f;

    /// <summary>Share of a run of Chinese pairs that a document must have.</summary>
    public float RunShare { get; init; } = 0.6f;

    /// <summary>Up to so many words all are wanted as soon as something has them all; more are a sentence, of which answers have most.</summary>
    public int Keyed { get; init; } = 2;

    // Of a sentence, documents with most of its words follow where fewer than a page have all.
    private const int Page = 20;

    /// <summary>Whether so many documents with all words are enough, so that those with fewer are left out.</summary>
    /// <param name="withAll">Documents that have all words.</param>
    /// <param name="words">Words of the query.</param>
    public bool AreEnough(int withAll, int words) => withAll >= (words <= Keyed ? 1 : Page);

    /// <summary>Where nothing has all words: documents below this share of the best score are left out.</summary>
    public float Floor { get; init; } = 0.1f;

    /// <summary>A document without the words answers when its vector's product lies so many deviations above the mean of all.</summary>
    public float NearDeviations { get; init; } = 2f;

    // Where a query is expanded: from so many of the first documents, so many terms, with this share of what both say.
    public int ExpandDocuments { get; init; } = 20;
    public int ExpandTerms { get; init; } = 30;
    public float ExpandShare { get; init; } = 0.5f;

    /// <summary>The floor of an expanded query: what lacks the words has less of the score than what has them.</summary>
    public float ExpandFloor { get; init; } = 0.02f;

    // Most that freshness, completeness and verification lift a score by.
    public float Fresh { get; init; } = 0.04f;
    public float Complete { get; init; } = 0.04f;
    public float Verified { get; init; } = 0.02f;

    /// <summary>Days after which a confirmation lifts no more.</summary>
    public const double OldAfterDays = 180;

    /// <summary>A mild lift for what is fresh, complete and verified. By whole days, so that the pages of a search fit together.</summary>
    /// <param name="days">Since it was last confirmed.</param>
    /// <param name="completeness">0 to 100.</param>
    /// <param name="verified">The organization is.</param>
    public float Lift(long days, int completeness, bool verified)
    {
        var fresh = (float)Math.Clamp(1 - (days / OldAfterDays), 0, 1);
        return 1 + (Fresh * fresh) + (Complete * completeness / 100f) + (verified ? Verified : 0);
    }
}
