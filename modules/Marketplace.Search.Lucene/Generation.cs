using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Marketplace.Search.Query;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Marketplace.Search.Lucene;

/// <summary>One index on disk with its writer. Queries see what was last refreshed; the disk keeps what was last committed, with the event-log position.</summary>
internal sealed class Generation : IDisposable
{
    private const string PositionKey = "position";
    private const string FormKey = "form";
    private const int RefreshEvery = 50_000;

    // Cutting texts into terms is most of the work, so many changes are worked on by several threads.
    private const int WorthThreads = 50;
    private static readonly int Ways = Math.Clamp(Environment.ProcessorCount, 1, 4);
    private readonly LuceneDirectory directory;
    private readonly IndexWriter writer;
    private readonly SearcherManager searchers;
    private readonly EntryBuilder[] entries;
    private readonly int form;
    private readonly System.Threading.Lock writing = new();
    private Task merging = Task.CompletedTask;
    private bool disposed;

    /// <summary>Versions written since the last refresh; those before are looked up in the index.</summary>
    private readonly ConcurrentDictionary<Guid, long> written = [];

    /// <exception cref="SearchUnavailableException">Another process has the directory open.</exception>
    public Generation(string path, Ranking ranking, FacetOrdinals ordinals, Func<string, LuceneDirectory> disk)
    {
        (Name, Path, form, entries) = (System.IO.Path.GetFileName(path), path, ranking.Form, [.. Enumerable.Range(0, Ways).Select(_ => new EntryBuilder(ranking))]);
        System.IO.Directory.CreateDirectory(path);
        directory = disk(path);
        try { writer = new IndexWriter(directory, Configuration(ordinals)); }
        catch (LockObtainFailedException locked)
        {
            directory.Dispose();
            throw new SearchUnavailableException($"The search index {path} is open already.", locked);
        }
        searchers = new SearcherManager(writer, true, new Warming(ordinals));
        Position = Committed(PositionKey);
        Outdated = Position > 0 && Committed(FormKey) < form;
    }

    private long Committed(string key) => writer.CommitData is { } commit && commit.TryGetValue(key, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    public string Name { get; }
    public string Path { get; }
    public long Position { get; private set; }

    /// <summary>Entries of an earlier form are in it.</summary>
    public bool Outdated { get; }

    private static IndexWriterConfig Configuration(FacetOrdinals ordinals) => new(LuceneVersion.LUCENE_48, new KeywordAnalyzer())
    {
        RAMBufferSizeMB = 96,
        // Maps take no open files, so the many of a segment need not be put together in one.
        UseCompoundFile = false,
        MergedSegmentWarmer = new MergedWarming(ordinals),
        OpenMode = OpenMode.CREATE_OR_APPEND,
    };

    /// <exception cref="ObjectDisposedException">The generation was replaced; ask the current one.</exception>
    public T Read<T>(Func<IndexSearcher, T> read)
    {
        var searcher = searchers.Acquire();
        try { return read(searcher); }
        finally { searchers.Release(searcher); }
    }

    public void Apply(IReadOnlyList<IndexChange> changes)
    {
        lock (writing)
        {
            if (changes.Count < WorthThreads) { foreach (var change in changes) { Apply(change, entries[0]); } }
            else { ApplyBesideEachOther(changes); }
            if (written.Count >= RefreshEvery) { Refresh(); }
        }
    }

    /// <summary>The changes of one document go one way, so that they keep their order; each way takes the next document when it is ready, for one that writes a segment meanwhile is not.</summary>
    private void ApplyBesideEachOther(IReadOnlyList<IndexChange> changes)
    {
        IGrouping<Guid, IndexChange>[] documents = [.. changes.GroupBy(c => c.Id)];
        var taken = -1;
        try
        {
            Parallel.For(0, Ways, way =>
            {
                for (int next; (next = Interlocked.Increment(ref taken)) < documents.Length;) { foreach (var change in documents[next]) { Apply(change, entries[way]); } }
            });
        }
        // Whoever catches what a disk says knows it by its own kind.
        catch (AggregateException several) { ExceptionDispatchInfo.Throw(several.InnerExceptions[0]); }
    }

    private void Apply(IndexChange change, EntryBuilder builder)
    {
        var known = written.TryGetValue(change.Id, out var version) ? version : Read(searcher => VersionOf(searcher, change.Id));
        if (known > change.Version) { return; }
        var entry = change.Document is { } document ? builder.Entry(document) : EntryBuilder.Gone(change.Id, change.Version);
        if (known is null) { writer.AddDocument(entry); } else { writer.UpdateDocument(IdTerm(change.Id), entry); }
        written[change.Id] = change.Version;
    }

    private static Term IdTerm(Guid id) => new(IndexFields.Id, id.ToString("N"));

    /// <summary>Version of a document, or of its removal; null where there never was one.</summary>
    public static long? VersionOf(IndexSearcher searcher, Guid id)
    {
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            if (Find(leaf.AtomicReader, id) is { } found) { return leaf.AtomicReader.GetNumericDocValues(IndexFields.Version).Get(found); }
        }
        return null;
    }

    /// <summary>Number of a document in a segment, or null.</summary>
    public static int? Find(AtomicReader reader, Guid id) => TermCursors.Use(reader, IndexFields.Id, int? (cursor) =>
    {
        if (cursor.Terms is not { } terms || !terms.SeekExact(new BytesRef(id.ToString("N")))) { return null; }
        var found = cursor.Postings(reader.LiveDocs, DocsFlags.NONE).NextDoc();
        return found == DocIdSetIterator.NO_MORE_DOCS ? null : found;
    });

    public void Commit(long position)
    {
        lock (writing)
        {
            Keep(position);
            if (merging.IsCompleted && writer.MergingSegments.Count > 0) { merging = Task.Run(UseMerged); }
        }
    }

    /// <summary>Segments that are put together after the last change would be used only from the next one on, and their parts kept until then: nothing may be written for days.</summary>
    private void UseMerged()
    {
        try
        {
            for (var more = true; more;)
            {
                writer.WaitForMerges();
                lock (writing)
                {
                    if (disposed) { return; }
                    Keep(Position);
                    more = writer.MergingSegments.Count > 0;
                }
            }
        }
        // Whoever writes next is told.
        catch (Exception ended) when (ended is ObjectDisposedException || OfDisk(ended) is not null) { }
    }

    private void Keep(long position)
    {
        writer.SetCommitData(new Dictionary<string, string>
        {
            [PositionKey] = position.ToString(CultureInfo.InvariantCulture), [FormKey] = (Outdated ? 0 : form).ToString(CultureInfo.InvariantCulture),
        });
        writer.Commit();
        Position = position;
        Refresh();
    }

    private void Refresh()
    {
        searchers.MaybeRefreshBlocking();
        written.Clear();
    }

    public void Dispose()
    {
        lock (writing)
        {
            disposed = true;
            searchers.Dispose();
            // What was not committed is thrown away: it is read again from the event log.
            try { writer.Rollback(); }
            catch (Exception failed) when (OfDisk(failed) is not null) { /* The disk is at fault; what was committed stays. */ }
            directory.Dispose();
        }
    }

    /// <summary>What a disk says to whoever writes, or to those that put segments together meanwhile; null for anything else.</summary>
    public static IOException? OfDisk(Exception failed) => failed as IOException ?? (failed is MergePolicy.MergeException merging ? merging.InnerException as IOException ?? new IOException(merging.Message, merging) : null);

    private sealed class Warming(FacetOrdinals ordinals) : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader)
        {
            foreach (var leaf in reader.Leaves) { SegmentFacts.Of(leaf.AtomicReader, ordinals); }
            return new IndexSearcher(reader);
        }
    }

    private sealed class MergedWarming(FacetOrdinals ordinals) : IndexWriter.IndexReaderWarmer
    {
        public override void Warm(AtomicReader reader) => SegmentFacts.Of(reader, ordinals);
    }
}
