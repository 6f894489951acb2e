using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;

namespace Marketplace.Search.Lucene;

/// <summary>Names and kinds of the fields of an index entry.</summary>
internal static class IndexFields
{
    public const string Id = "id";
    public const string Organization = "org";

    /// <summary>Terms of all public text at their places, repeated there by the weight of where they stand; single characters, for quoting them, behind each text.</summary>
    public const string Terms = "x";

    /// <summary>Single characters of all public text, by the weight of the best place where they stand.</summary>
    public const string Characters = "c";

    public const string MembersTerms = "mx";
    public const string OrganizationTerms = "o";

    /// <summary>Neighbouring words.</summary>
    public const string Near = "n";
    public const string Suggestions = "s";
    public const string Facets = "f";
    public const string Stored = "doc";
    public const string Version = "v";

    /// <summary>How many terms the public text has, repeated ones counted, characters not.</summary>
    public const string Length = "len";
    public const string Tie = "tie";
    public const string Published = "pub";
    public const string Confirmed = "con";
    public const string Price = "price";

    /// <summary>Price to the upper end, for ranges.</summary>
    public const string PriceTo = "priceTo";

    /// <summary>TRL, completeness, scope and marks in one number.</summary>
    public const string Small = "small";

    public static readonly FieldType PlacesType = TypeOf(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    public static readonly FieldType CountedType = TypeOf(IndexOptions.DOCS_AND_FREQS);
    public static readonly FieldType PlainType = TypeOf(IndexOptions.DOCS_ONLY);

    private static FieldType TypeOf(IndexOptions options)
    {
        var type = new FieldType { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = options };
        type.Freeze();
        return type;
    }
}

/// <summary>Feeds prepared terms to Lucene. One stream a field, used again for every document.</summary>
internal sealed class TermsStream : TokenStream
{
    private readonly ICharTermAttribute term;
    private readonly IPositionIncrementAttribute step;
    private readonly List<(string Term, int Step)> terms = [];
    private int at;

    public TermsStream()
    {
        term = AddAttribute<ICharTermAttribute>();
        step = AddAttribute<IPositionIncrementAttribute>();
    }

    public int Count => terms.Count;
    public void Clear() { terms.Clear(); at = 0; }
    public void Add(string text, int increment = 1) => terms.Add((text, increment));

    public override bool IncrementToken()
    {
        if (at >= terms.Count) { return false; }
        var (text, increment) = terms[at++];
        term.SetEmpty().Append(text);
        step.PositionIncrement = increment;
        return true;
    }

    public override void Reset() { base.Reset(); at = 0; }
}
