using Lucene.Net.Index;
using Lucene.Net.Search;
using Marketplace.Search.Vectors;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Marketplace.Search.Lucene;

/// <summary>The vectors beside the index, those of one model at a time, whichever generation answers.</summary>
internal sealed class VectorShelf(string directory) : IDisposable
{
    private readonly Lock opening = new();
    private readonly Lock looking = new();
    private volatile VectorFile? current;
    private string? name;
    private (LuceneDirectory? Directory, long Reader, int Vectors, int Count) counted;
    private (LuceneDirectory? Directory, long Reader, int Leaf, int Doc) lookedForVectors;
    private (LuceneDirectory? Directory, long Reader, int Leaf, int Doc) lookedForPassages;

    public VectorFile? Current => current;

    /// <summary>Opens a model's vectors and removes those of others, and of those that it has what no document of the index needs any more, once that is the larger part.</summary>
    public VectorFile Open(string model, int dimensions, IndexSearcher searcher, FacetOrdinals ordinals)
    {
        var wanted = $"{string.Concat(model.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'))}-{dimensions}-{VectorFile.Form}";
        lock (opening)
        {
            if (current is { } open && name == wanted) { return open; }
            current?.Dispose();
            Directory.CreateDirectory(directory);
            foreach (var other in Directory.EnumerateDirectories(directory).Where(d => Path.GetFileName(d) != wanted)) { Directory.Delete(other, recursive: true); }
            (name, lookedForVectors, lookedForPassages) = (wanted, default, default);
            return current = Tidied(new VectorFile(Path.Combine(directory, wanted), dimensions), searcher, ordinals);
        }
    }

    private static VectorFile Tidied(VectorFile vectors, IndexSearcher searcher, FacetOrdinals ordinals)
    {
        if (!vectors.MayBeTidied) { return vectors; }
        return vectors.Tidied(Documents(searcher.IndexReader, ordinals).Select(d => d.Tie).ToHashSet().Contains);
    }

    private static IEnumerable<(long Tie, long Version)> Documents(IndexReader reader, FacetOrdinals ordinals)
    {
        foreach (var leaf in reader.Leaves)
        {
            var (facts, live) = (SegmentFacts.Of(leaf.AtomicReader, ordinals), leaf.AtomicReader.LiveDocs);
            var versions = leaf.AtomicReader.GetNumericDocValues(IndexFields.Version);
            for (var doc = 0; doc < facts.MaxDoc; doc++) { if (facts.Scope[doc] != byte.MaxValue && (live is null || live.Get(doc))) { yield return (facts.Tie[doc], versions.Get(doc)); } }
        }
    }

    /// <summary>Documents of the index with vectors of their present version.</summary>
    public int Count(IndexSearcher searcher, FacetOrdinals ordinals)
    {
        if (current is not { } vectors) { return 0; }
        var reader = (DirectoryReader)searcher.IndexReader;
        lock (looking)
        {
            var (index, made) = ((reader.Directory, reader.Version), vectors.Version);
            if ((counted.Directory, counted.Reader) != index || counted.Vectors != made) { counted = (index.Directory, index.Version, made, Documents(reader, ordinals).Count(d => vectors.Has(d.Tie, d.Version))); }
            return counted.Count;
        }
    }

    /// <summary>Documents without vectors of their present version.</summary>
    public List<SearchDocument> Lacking(VectorFile vectors, IndexSearcher searcher, FacetOrdinals ordinals, int most)
    {
        lock (looking) { return Lacking(searcher, ordinals, most, ref lookedForVectors, vectors.Has, (_, _) => true); }
    }

    /// <summary>Documents with vectors of their present version and without those of its passages.</summary>
    public List<SearchDocument> LackingPassages(VectorFile vectors, IndexSearcher searcher, FacetOrdinals ordinals, int most)
    {
        lock (looking) { return Lacking(searcher, ordinals, most, ref lookedForPassages, vectors.HasPassages, vectors.Has); }
    }

    /// <param name="searcher">The index.</param>
    /// <param name="ordinals">Of its facets.</param>
    /// <param name="most">So many at most.</param>
    /// <param name="looked">Where the first stood that the last call found undone: as long as the index is the same, it is gone on from there.</param>
    /// <param name="isDone">Whether a document, by its tie and version, has what is asked for.</param>
    /// <param name="isReady">Whether one that has not is named.</param>
    private static List<SearchDocument> Lacking(
        IndexSearcher searcher, FacetOrdinals ordinals, int most, ref (LuceneDirectory? Directory, long Reader, int Leaf, int Doc) looked, Func<long, long, bool> isDone, Func<long, long, bool> isReady)
    {
        var lacking = new List<SearchDocument>();
        var reader = (DirectoryReader)searcher.IndexReader;
        var (leaf, doc) = looked.Directory == reader.Directory && looked.Reader == reader.Version ? (looked.Leaf, looked.Doc) : (0, 0);
        (int Leaf, int Doc)? first = null;
        for (; leaf < reader.Leaves.Count && lacking.Count < most; (leaf, doc) = (leaf + 1, 0))
        {
            var atomic = reader.Leaves[leaf].AtomicReader;
            var (facts, live) = (SegmentFacts.Of(atomic, ordinals), atomic.LiveDocs);
            var versions = atomic.GetNumericDocValues(IndexFields.Version);
            for (; doc < facts.MaxDoc && lacking.Count < most; doc++)
            {
                if (facts.Scope[doc] == byte.MaxValue || (live is not null && !live.Get(doc)) || isDone(facts.Tie[doc], versions.Get(doc))) { continue; }
                first ??= (leaf, doc);
                if (isReady(facts.Tie[doc], versions.Get(doc))) { lacking.Add(StoredDocument.Of(reader, new Candidate(0, 0, leaf, doc, 0))); }
            }
            if (doc < facts.MaxDoc) { break; }
        }
        looked = (reader.Directory, reader.Version, first?.Leaf ?? leaf, first?.Doc ?? doc);
        return lacking;
    }

    public static void Put(VectorFile vectors, IndexSearcher searcher, IReadOnlyList<DocumentPassages> made)
    {
        foreach (var of in made.Where(of => Generation.VersionOf(searcher, of.Id) == of.Version)) { vectors.Put(Cursor.TieOf(of.Id), of); }
    }

    public void Put(VectorFile vectors, IndexSearcher searcher, FacetOrdinals ordinals, IReadOnlyList<DocumentVectors> made)
    {
        var before = vectors.Version;
        made = [.. made.Where(of => Generation.VersionOf(searcher, of.Id) == of.Version)];
        foreach (var of in made) { vectors.Put(Cursor.TieOf(of.Id), of); }
        foreach (var leaf in searcher.IndexReader.Leaves) { SegmentFacts.Of(leaf.AtomicReader, ordinals).AddRows(vectors, leaf.AtomicReader, before, made); }
    }

    public void Dispose()
    {
        lock (opening) { current?.Dispose(); current = null; }
    }
}
