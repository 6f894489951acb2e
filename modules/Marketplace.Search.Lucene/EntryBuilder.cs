using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Lucene;

/// <summary>Makes index entries of documents. Not for several threads at once.</summary>
internal sealed class EntryBuilder(Ranking ranking)
{
    private const int PhraseGap = 100;
    private readonly TermsStream terms = new();
    private readonly TermsStream characters = new();
    private readonly TermsStream near = new();
    private readonly TermsStream membersTerms = new();
    private readonly TermsStream organization = new();
    private readonly TermsStream suggestions = new();

    public Document Entry(SearchDocument document)
    {
        foreach (var stream in (TermsStream[])[terms, characters, near, membersTerms, organization, suggestions]) { stream.Clear(); }
        var entry = Marker(document.Id, document.Version);
        entry.Add(new NumericDocValuesField(IndexFields.Length, AddTexts(document)));
        AddIfAny(entry, IndexFields.Terms, terms, IndexFields.PlacesType);
        AddIfAny(entry, IndexFields.Characters, characters, IndexFields.CountedType);
        AddIfAny(entry, IndexFields.Near, near, IndexFields.CountedType);
        AddIfAny(entry, IndexFields.MembersTerms, membersTerms, IndexFields.PlacesType);
        AddIfAny(entry, IndexFields.OrganizationTerms, organization, IndexFields.PlainType);
        AddIfAny(entry, IndexFields.Suggestions, suggestions, IndexFields.PlainType);
        AddFacts(entry, document);
        entry.Add(new BinaryDocValuesField(IndexFields.Stored, new BytesRef(StoredDocument.Write(document))));
        return entry;
    }

    /// <summary>What stays of a deleted document, so that an older version of it stays away.</summary>
    public static Document Gone(Guid id, long version)
    {
        var entry = Marker(id, version);
        entry.Add(new NumericDocValuesField(IndexFields.Small, SmallFacts.Gone));
        return entry;
    }

    private static Document Marker(Guid id, long version) =>
    [
        new StringField(IndexFields.Id, id.ToString("N"), Field.Store.NO),
        new NumericDocValuesField(IndexFields.Version, version),
    ];

    /// <returns>Terms of the public text.</returns>
    private int AddTexts(SearchDocument document)
    {
        var length = 0;
        var (ofText, ofMembers, ofOrganization) = (new HashSet<char>(), new HashSet<char>(), new HashSet<char>());
        foreach (var (text, times) in IndexText.Weighted(document, ranking))
        {
            var tokens = TextAnalysis.Analyze(text);
            length += times * AddPlaces(terms, tokens, times);
            foreach (var character in IndexText.Characters(tokens, ofText)) { for (var i = 0; i < times; i++) { characters.Add(character); } }
            foreach (var (first, second) in IndexText.Neighbours(tokens)) { near.Add(NearTerms.Of(first.Term, second.Term)); }
        }
        foreach (var text in IndexText.Both(document.MembersText))
        {
            var tokens = TextAnalysis.Analyze(text);
            AddPlaces(membersTerms, tokens, 1);
            foreach (var character in IndexText.Characters(tokens, ofMembers)) { membersTerms.Add(character, 0); }
        }
        foreach (var text in IndexText.Both(document.OrganizationName))
        {
            var tokens = TextAnalysis.Analyze(text);
            foreach (var token in tokens) { if (token.Term.Length > 0) { organization.Add(token.Term); } }
            foreach (var character in IndexText.Characters(tokens, ofOrganization)) { organization.Add(character); }
        }
        if (document.VisibleTo == ReaderScope.Public) { foreach (var key in SuggestionKeys.Of(document)) { suggestions.Add(key); } }
        return length;
    }

    /// <returns>How many terms the text has.</returns>
    private static int AddPlaces(TermsStream stream, List<Token> tokens, int times)
    {
        var (before, count) = (stream.Count == 0 ? 0 : -PhraseGap, 0);
        foreach (var token in tokens)
        {
            if (token.Term.Length == 0) { continue; }
            // A whole begins where its first part begins, so the first token of a text may not go back.
            stream.Add(token.Term, Math.Max(stream.Count == 0 ? 1 : 0, token.Position - before));
            for (var i = 1; i < times; i++) { stream.Add(token.Term, 0); }
            before = token.Position;
            count++;
        }
        return count;
    }

    private static void AddIfAny(Document entry, string name, TermsStream stream, FieldType type)
    {
        if (stream.Count > 0) { entry.Add(new Field(name, stream, type)); }
    }

    private static void AddFacts(Document entry, SearchDocument document)
    {
        if (document.OrganizationId is { } organization) { entry.Add(new StringField(IndexFields.Organization, organization.ToString("N"), Field.Store.NO)); }
        foreach (var facet in Facets.Of(document).Distinct()) { entry.Add(new SortedSetDocValuesField(IndexFields.Facets, new BytesRef(facet))); }
        entry.Add(new NumericDocValuesField(IndexFields.Tie, Cursor.TieOf(document.Id)));
        entry.Add(new NumericDocValuesField(IndexFields.Published, document.Published.ToUnixTimeSeconds()));
        entry.Add(new NumericDocValuesField(IndexFields.Confirmed, document.Confirmed.ToUnixTimeSeconds()));
        var price = document.Yuan();
        entry.Add(new NumericDocValuesField(IndexFields.Price, price?.From ?? -1));
        entry.Add(new NumericDocValuesField(IndexFields.PriceTo, price?.To ?? -1));
        entry.Add(new NumericDocValuesField(IndexFields.Small, SmallFacts.Of(document)));
    }
}

/// <summary>Small facts of a document in one number.</summary>
internal static class SmallFacts
{
    public const long Gone = 1L << 40;
    private const long KeywordedBit = 1L << 25;
    private const int RegionAt = 41;
    private const long RegionBits = (1L << 20) - 1;

    public static long Of(SearchDocument d) =>
        (long)(uint)(d.Trl ?? 0) | ((long)Math.Clamp(d.Completeness, 0, 100) << 8) | ((long)d.VisibleTo << 16) | (d.OrganizationVerified ? 1L << 24 : 0) | (MatchConditions.HasKeywords(d) ? KeywordedBit : 0)
        | ((long)MatchConditions.NumberOf(d.OrganizationRegion) << RegionAt);

    public static byte Trl(long facts) => (byte)facts;
    public static byte Completeness(long facts) => (byte)(facts >> 8);
    public static byte Scope(long facts) => (byte)(facts >> 16);
    public static bool Keyworded(long facts) => (facts & KeywordedBit) != 0;
    public static int OwnerRegion(long facts) => (int)((facts >> RegionAt) & RegionBits);
    public static bool Verified(long facts) => (facts & (1L << 24)) != 0;
}

/// <summary>The document as it is stored beside its entry: all that a card and its highlights need.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SearchDocument))]
internal sealed partial class StoredDocument : JsonSerializerContext
{
    private static readonly StoredDocument Written = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });
    private static readonly HashSet<string> StoredOnly = [IndexFields.Stored];

    public static byte[] Write(SearchDocument document) => JsonSerializer.SerializeToUtf8Bytes(document, Written.SearchDocument);

    /// <summary>Read from the values of a field, which lie as they are: Lucene's stored fields would have to be unpacked, a block of several documents for each one.</summary>
    public static SearchDocument Of(IndexReader reader, in Candidate candidate)
    {
        var leaf = reader.Leaves[candidate.Leaf].AtomicReader;
        var bytes = new BytesRef();
        leaf.GetBinaryDocValues(IndexFields.Stored)?.Get(candidate.Doc, bytes);
        // Indexes of earlier versions have it among the stored fields.
        if (bytes.Length == 0) { bytes = leaf.Document(candidate.Doc, StoredOnly).GetBinaryValue(IndexFields.Stored); }
        return JsonSerializer.Deserialize(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length), Written.SearchDocument)!;
    }
}
