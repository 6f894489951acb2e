using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Lucene;

/// <summary>Numbers for the facet codes of all segments, so that counting is one addition in a flat array.</summary>
internal sealed class FacetOrdinals
{
    private readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<(int Facet, string Code)> names = [];
    private readonly Lock adding = new();

    public int Count { get { lock (adding) { return names.Count; } } }

    public int? Find(string facet, string code) => numbers.TryGetValue($"{facet}:{code}", out var number) ? number : null;

    /// <summary>Facet and code of every number up to now.</summary>
    public (int Facet, string Code)[] Names() { lock (adding) { return [.. names]; } }

    /// <summary>Numbers of a facet's codes but these.</summary>
    public IEnumerable<int> Others(string facet, IReadOnlyList<string> codes)
    {
        var (index, all) = (IndexOf(facet), Names());
        return Enumerable.Range(0, all.Length).Where(n => all[n].Facet == index && !codes.Contains(all[n].Code));
    }

    public int NumberOf(string name)
    {
        if (numbers.TryGetValue(name, out var known)) { return known; }
        lock (adding)
        {
            if (numbers.TryGetValue(name, out known)) { return known; }
            var colon = name.IndexOf(':');
            names.Add((IndexOf(name[..colon]), name[(colon + 1)..]));
            return numbers[name] = names.Count - 1;
        }
    }

    public static int IndexOf(string facet)
    {
        for (var i = 0; i < Facets.All.Count; i++) { if (Facets.All[i] == facet) { return i; } }
        return -1;
    }
}

/// <summary>The facts of a segment in flat arrays, read once when the segment appears and kept as long as it lives.</summary>
internal sealed class SegmentFacts
{
    private const int KeptSets = 256;
    private static readonly ConditionalWeakTable<object, SegmentFacts> Kept = [];
    private readonly ConcurrentDictionary<int, FixedBitSet> sets = new();

    public required int MaxDoc { get; init; }
    public required int[] Length { get; init; }
    public required int[] FacetStart { get; init; }
    public required int[] FacetNumbers { get; init; }
    public required long[] Published { get; init; }
    public required long[] Confirmed { get; init; }
    public required long[] Price { get; init; }
    public required long[] PriceTo { get; init; }
    public required long[] Tie { get; init; }
    public required byte[] Trl { get; init; }

    /// <summary>Where the organization is, as a number; 0 where it is not known.</summary>
    public required int[] OwnerRegion { get; init; }
    public required byte[] Completeness { get; init; }

    /// <summary>Least scope that sees the document; 255 for what stays of a deleted one.</summary>
    public required byte[] Scope { get; init; }
    public required bool[] Verified { get; init; }
    public required bool[] Keyworded { get; init; }

    /// <summary>Terms of all texts, and how many documents have any.</summary>
    public required (long Terms, int Documents) Texts { get; init; }

    /// <summary>Where common terms stand.</summary>
    public HeldPostings Postings => field ??= new HeldPostings(MaxDoc);

    private sealed record PartRows(VectorFile Of, int Version, int[]?[] Rows);
    private volatile PartRows? rows;

    /// <summary>Vector rows of the documents, a list a part; null where no document has the part.</summary>
    public int[]?[] RowsIn(VectorFile vectors)
    {
        if (rows is { } known && known.Of == vectors && known.Version == vectors.Version) { return known.Rows; }
        var (all, version) = vectors.RowsOf(Tie);
        rows = new PartRows(vectors, version, all);
        return all;
    }

    /// <summary>Takes in what was put since <paramref name="before"/>, if all before that is known; else it is read whole when next needed.</summary>
    public void AddRows(VectorFile vectors, AtomicReader reader, int before, IReadOnlyList<DocumentVectors> made)
    {
        if (rows is not { } known || known.Of != vectors || known.Version != before) { return; }
        foreach (var of in made)
        {
            if (Generation.Find(reader, of.Id) is not { } doc) { continue; }
            var found = vectors.RowsOf(Tie[doc]);
            for (var part = 0; part < VectorFile.PartCount; part++)
            {
                if (found[part] != VectorFile.NoRow || known.Rows[part] is not null) { VectorFile.ListOf(known.Rows, part, MaxDoc)[doc] = found[part]; }
            }
        }
        rows = known with { Version = before + made.Count };
    }

    public static SegmentFacts Of(AtomicReader reader, FacetOrdinals ordinals)
    {
        if (Kept.TryGetValue(reader.CoreCacheKey, out var known)) { return known; }
        return Kept.GetValue(reader.CoreCacheKey, _ => Read(reader, ordinals));
    }

    private static SegmentFacts Read(AtomicReader reader, FacetOrdinals ordinals)
    {
        var small = Numbers(reader, IndexFields.Small);
        var lengths = Array.ConvertAll(Numbers(reader, IndexFields.Length), length => (int)length);
        var (start, numbers) = FacetsOf(reader, ordinals);
        return new SegmentFacts
        {
            MaxDoc = reader.MaxDoc,
            Length = lengths,
            Texts = (lengths.Sum(l => (long)l), lengths.Count(l => l > 0)),
            FacetStart = start,
            FacetNumbers = numbers,
            Published = Numbers(reader, IndexFields.Published),
            Confirmed = Numbers(reader, IndexFields.Confirmed),
            Price = Numbers(reader, IndexFields.Price),
            PriceTo = Numbers(reader, IndexFields.PriceTo),
            Tie = Numbers(reader, IndexFields.Tie),
            Trl = Array.ConvertAll(small, SmallFacts.Trl),
            OwnerRegion = Array.ConvertAll(small, SmallFacts.OwnerRegion),
            Completeness = Array.ConvertAll(small, SmallFacts.Completeness),
            Scope = Array.ConvertAll(small, s => (s & SmallFacts.Gone) != 0 ? byte.MaxValue : SmallFacts.Scope(s)),
            Verified = Array.ConvertAll(small, SmallFacts.Verified),
            Keyworded = Array.ConvertAll(small, SmallFacts.Keyworded),
        };
    }

    private static T[] Fill<T>(int count, Func<int, T> value)
    {
        var all = new T[count];
        for (var i = 0; i < count; i++) { all[i] = value(i); }
        return all;
    }

    private static long[] Numbers(AtomicReader reader, string field)
    {
        var values = reader.GetNumericDocValues(field);
        return values is null ? new long[reader.MaxDoc] : Fill(reader.MaxDoc, values.Get);
    }

    private static (int[] Start, int[] Numbers) FacetsOf(AtomicReader reader, FacetOrdinals ordinals)
    {
        var start = new int[reader.MaxDoc + 1];
        var values = reader.GetSortedSetDocValues(IndexFields.Facets);
        if (values is null) { return (start, []); }
        var numbers = new int[values.ValueCount];
        var bytes = new BytesRef();
        for (var i = 0; i < numbers.Length; i++) { values.LookupOrd(i, bytes); numbers[i] = ordinals.NumberOf(bytes.Utf8ToString()); }
        var flat = new List<int>(reader.MaxDoc * 10);
        for (var doc = 0; doc < reader.MaxDoc; doc++)
        {
            values.SetDocument(doc);
            for (var ord = values.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = values.NextOrd()) { flat.Add(numbers[ord]); }
            start[doc + 1] = flat.Count;
        }
        return (start, [.. flat]);
    }

    /// <summary>The documents that have one of the codes.</summary>
    public FixedBitSet With(IReadOnlyList<int> chosen)
    {
        if (chosen.Count == 1) { return WithOne(chosen[0]); }
        var all = new FixedBitSet(Math.Max(1, MaxDoc));
        foreach (var number in chosen) { all.Or(WithOne(number)); }
        return all;
    }

    private FixedBitSet WithOne(int number)
    {
        if (sets.TryGetValue(number, out var known)) { return known; }
        var set = new FixedBitSet(Math.Max(1, MaxDoc));
        for (var doc = 0; doc < MaxDoc; doc++)
        {
            for (var i = FacetStart[doc]; i < FacetStart[doc + 1]; i++) { if (FacetNumbers[i] == number) { set.Set(doc); break; } }
        }
        if (sets.Count >= KeptSets) { sets.Clear(); }
        return sets[number] = set;
    }
}
