namespace Marketplace.Search.Query;

/// <summary>Brings words and vectors together: both scores of every candidate, each in deviations from the candidates' mean, added; the words' side by as much as the words can say.</summary>
internal static class Fusing
{
    /// <summary>Candidates from each side.</summary>
    public const int Candidates = 100;

    /// <summary>So many of the first are read again for <see cref="OneSentence"/>.</summary>
    public const int ReadAgain = 20;

    /// <summary>What a sentence with everything in it adds, in deviations.</summary>
    public const double SentenceShare = 3;

    /// <summary>How much a passage's product counts beside the whole's.</summary>
    private const float PassageShare = 0.6f;

    /// <summary>From this share of what the query could reach at most, the words count whole.</summary>
    private const double WholeShare = 0.1;

    /// <summary>Above every key of words alone: what both sides put in order comes first, in that order.</summary>
    private const double First = 100_000;

    /// <summary>Least product that makes a document without the words an answer.</summary>
    /// <param name="products">Products of all documents that may answer.</param>
    /// <param name="ranking">Says how far above their mean it lies.</param>
    public static double LeastNear(Spread products, Ranking ranking) => products.Mean + (ranking.NearDeviations * products.Deviation);

    /// <summary>How alike a document is: a whole part's product and that of the passage which means the query most, for the answer often stands in one sentence. Where there is none the whole counts for both.</summary>
    /// <param name="product">NaN where there is no vector.</param>
    /// <param name="passage">NaN where there is none.</param>
    public static float Likeness(float product, float passage) => product + (PassageShare * (float.IsNaN(passage) ? product : passage));

    /// <param name="fused">What <see cref="Fuse"/> says of the document.</param>
    /// <param name="lift">The document's <see cref="Ranking.Lift"/>.</param>
    public static double Key(double fused, float lift) => First + fused + lift - 1;

    /// <summary>Whether a key is one of <see cref="Key"/>'s and not of words alone.</summary>
    public static bool IsFused(double key) => key > First / 2;

    /// <param name="words">Word score of each candidate, 0 where it has none.</param>
    /// <param name="likeness"><see cref="Likeness"/> of each candidate, NaN where it has no vector: that one counts as middling.</param>
    /// <param name="best">Best word score of all documents.</param>
    /// <param name="reachable">Score of a document with every term.</param>
    public static double[] Fuse(ReadOnlySpan<float> words, ReadOnlySpan<float> likeness, double best, double reachable)
    {
        var share = reachable <= 0 ? 0 : Math.Min(1, best / reachable / WholeShare);
        var (ofWords, ofLikeness) = (new Spread(), new Spread());
        for (var i = 0; i < words.Length; i++)
        {
            ofWords.Add(words[i]);
            if (!float.IsNaN(likeness[i])) { ofLikeness.Add(likeness[i]); }
        }
        var fused = new double[words.Length];
        for (var i = 0; i < fused.Length; i++)
        {
            fused[i] = share * ofWords.Deviations(words[i]);
            if (!float.IsNaN(likeness[i])) { fused[i] += ofLikeness.Deviations(likeness[i]); }
        }
        return fused;
    }
}

/// <summary>Mean and deviation of numbers as they come.</summary>
internal sealed class Spread
{
    private double sum;
    private double squares;

    public int Count { get; private set; }
    public double Mean => Count == 0 ? 0 : sum / Count;

    /// <summary>Never 0, so that it can be divided by.</summary>
    public double Deviation => Count > 0 && Math.Sqrt(Math.Max(0, (squares / Count) - (Mean * Mean))) is > 1e-9 and var deviation ? deviation : 1;

    public void Add(double value)
    {
        sum += value;
        squares += value * value;
        Count++;
    }

    /// <summary>How many deviations a value lies above the mean.</summary>
    public double Deviations(double value) => (value - Mean) / Deviation;

    public static Spread Of(IEnumerable<Spread> parts)
    {
        var all = new Spread();
        foreach (var part in parts) { (all.sum, all.squares, all.Count) = (all.sum + part.sum, all.squares + part.squares, all.Count + part.Count); }
        return all;
    }
}
