using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Marketplace.Search.Text;

namespace Marketplace.Search.Lucene;

/// <summary>Names and kinds of the fields of an index entry.</summary>
internal static class IndexFields
{
    public const string Id = "id";
    public const string Organization = "org";

    /// <summary>Terms of all public text at their places, repeated there by the weight of where they stand.</summary>
    public const string Terms = "x";

    /// <summary>Single characters of all public text, by the weight of the best place where they stand.</summary>
    public const string Characters = "c";

    public const string MembersTerms = "mx";
    public const string OrganizationTerms = "o";

    /// <summary>Neighbouring words, as <see cref="NearTerms"/> says them.</summary>
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

    /// <summary>TRL, completeness, scope, marks and the organization's region in one number.</summary>
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
    private readonly PreparedTerm term = new();
    private readonly IPositionIncrementAttribute step;
    private readonly List<(string Term, int Step)> terms = [];
    private int at;

    public TermsStream()
    {
        AddAttributeImpl(term);
        step = AddAttribute<IPositionIncrementAttribute>();
    }

    public int Count => terms.Count;
    public void Clear() { terms.Clear(); at = 0; }
    public void Add(string text, int increment = 1) => terms.Add((text, increment));

    public override bool IncrementToken()
    {
        if (at >= terms.Count) { return false; }
        (term.Text, step.PositionIncrement) = terms[at++];
        return true;
    }

    public override void Reset() { base.Reset(); at = 0; }
}

/// <summary>A term as it is: Lucene's own attribute copies its characters before it writes them as bytes.</summary>
internal sealed class PreparedTerm : global::Lucene.Net.Util.Attribute, ITermToBytesRefAttribute
{
    public string Text { get; set; } = "";
    public BytesRef BytesRef { get; } = new(64);

    public void FillBytesRef()
    {
        if (BytesRef.Bytes.Length < Text.Length * 3) { BytesRef.Bytes = new byte[Text.Length * 6]; }
        BytesRef.Length = Encoding.UTF8.GetBytes(Text, BytesRef.Bytes);
    }

    public override void Clear() => Text = "";
    public override void CopyTo(IAttribute target) => ((PreparedTerm)target).Text = Text;
}

/// <summary>Neighbouring words as a short term. There are more different ones of them than of all other terms together, so their length is much of the time that an index takes.</summary>
internal static class NearTerms
{
    private const int Length = 6;
    private const int BitsEach = 7;
    private const ulong Start = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <param name="pair">As <see cref="IndexText.NearTerm"/> writes it.</param>
    public static string Of(string pair) => Short(Sum(Start, pair));

    /// <summary>The same of the two words of a pair.</summary>
    public static string Of(string first, string second) => Short(Sum(Sum(Sum(Start, first), " "), second));

    private static ulong Sum(ulong sum, string text)
    {
        foreach (var letter in text) { sum = (sum ^ letter) * Prime; }
        return sum;
    }

    /// <returns>42 bits of its FNV-1a sum: among ten million pairs one of some four hundred thousand shares it with another.</returns>
    private static string Short(ulong sum) =>
        string.Create(Length, sum ^ (sum >> 32), static (to, bits) => { for (var i = 0; i < Length; i++, bits >>= BitsEach) { to[i] = (char)(bits & ((1 << BitsEach) - 1)); } });
}
