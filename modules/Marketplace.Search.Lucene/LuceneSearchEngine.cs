using Lucene.Net.Search;
using Lucene.Net.Store;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;
using Directory = System.IO.Directory;
using Lock = System.Threading.Lock;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Marketplace.Search.Lucene;

/// <summary>The embedded engine: an index on disk in this process. A file names the generation that answers.</summary>
/// <param name="directory">Where the generations lie.</param>
/// <param name="ranking">Weights; those of fields are in the index, so another one wants the index made anew.</param>
/// <param name="glossary">Names of one thing in both languages.</param>
/// <param name="clock">Says how fresh a document is.</param>
/// <param name="disk">Opens the files of a generation; memory-mapped ones where nothing else is given.</param>
internal sealed class LuceneSearchEngine(string directory, Ranking ranking, Glossary glossary, TimeProvider clock, Func<string, LuceneDirectory>? disk = null) : ISearchEngine, IDisposable
{
    private const string CurrentFile = "current";
    private const string Prefix = "generation-";
    private const int NearestTerms = 6;
    private readonly FacetOrdinals ordinals = new();
    private readonly VectorShelf vectors = new(Path.Combine(directory, "vectors"));
    private readonly Func<string, LuceneDirectory> disk = disk ?? (path => new MappedDirectory(new DirectoryInfo(path)));
    private readonly QueryParser parser = new(glossary, ranking);
    private readonly Lock opening = new();
    private volatile Generation? current;
    private FileStream? hold;
    private bool disposed;

    /// <summary>Opens the index now rather than with the first query, so that a second process is refused at its start.</summary>
    /// <exception cref="SearchUnavailableException">Another process has the index open.</exception>
    public void Open() => _ = Current;

    private Generation Current
    {
        get
        {
            if (current is { } open) { return open; }
            lock (opening)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (current is { } opened) { return opened; }
                Directory.CreateDirectory(directory);
                hold ??= Hold();
                var name = NameOfCurrent();
                try
                {
                    var generation = new Generation(Path.Combine(directory, name), ranking, ordinals, disk);
                    RemoveOthers(name);
                    return current = generation;
                }
                catch (IOException broken) { throw Unwritable(broken); }
            }
        }
    }

    /// <summary>Held over all generations. Lucene's own lock does not keep another process out on every system, and a rebuild removes what it replaces.</summary>
    private FileStream Hold()
    {
        try { return new FileStream(Path.Combine(directory, "held"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException held)
        {
            throw new SearchUnavailableException($"Another process has the search index {directory} open. One process writes an index: stop the other, or set Search:Engine to Elasticsearch for several hosts.", held);
        }
    }

    private string NameOfCurrent()
    {
        var file = Path.Combine(directory, CurrentFile);
        if (File.Exists(file)) { return File.ReadAllText(file).Trim(); }
        WriteCurrent(Prefix + "1");
        return Prefix + "1";
    }

    private void WriteCurrent(string name)
    {
        var file = Path.Combine(directory, CurrentFile);
        File.WriteAllText(file + ".new", name);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Generations that were being made when the process ended, or were replaced.</summary>
    private void RemoveOthers(string name)
    {
        foreach (var other in Directory.EnumerateDirectories(directory, Prefix + "*").Where(d => Path.GetFileName(d) != name)) { Directory.Delete(other, recursive: true); }
    }

    public Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancel)
    {
        var parsed = parser.Parse(query.Text);
        return ReadAsync(searcher =>
        {
            var result = Answer(parsed);
            if (result.Total == 0 && parsed.Loosened is { } loosened) { result = parsed.WithoutPhrases(Answer(loosened)); }
            return result.Total > 0 || query.Text.Length == 0 ? result : result with { NearestTerms = Suggesting.Nearest(searcher, parsed, query.Language, NearestTerms) };

            SearchResult Answer(ParsedQuery asked) => new QueryRun(searcher, ordinals, vectors.Current, query, asked, ranking, clock.GetUtcNow()).Answer();
        });
    }

    public Task<MatchAnswer> MatchAsync(MatchQuery query, CancellationToken cancel)
    {
        var profile = Profile.Of(query.Subject, query.Reader >= ReaderScope.Members, glossary, ranking);
        return ReadAsync(searcher => new MatchRun(searcher, ordinals, vectors.Current, query, profile, ranking).Answer());
    }

    public Task<IReadOnlyList<Suggestion>> SuggestAsync(SuggestQuery query, CancellationToken cancel) =>
        ReadAsync(searcher => Suggesting.Find(searcher, query.Text, query.Language, query.Limit));

    public Task<SearchStatus> StatusAsync(CancellationToken cancel)
    {
        var generation = Current;
        return ReadAsync(searcher => new SearchStatus("lucene", QueryRun.CountAnswering(searcher, ordinals), generation.Name, generation.Position, generation.Outdated, vectors.Count(searcher, ordinals)));
    }

    public Task<long> BytesAsync(CancellationToken cancel) => Task.FromResult(new DirectoryInfo(Current.Path).EnumerateFiles().Sum(f => f.Length));

    public Task<IReadOnlyList<SearchDocument>> WithoutVectorsAsync(string model, int dimensions, int count, CancellationToken cancel) =>
        ReadAsync(IReadOnlyList<SearchDocument> (searcher) => vectors.Lacking(vectors.Open(model, dimensions, searcher, ordinals), searcher, ordinals, count));

    public Task<IReadOnlyList<SearchDocument>> WithoutPassagesAsync(string model, int dimensions, int count, CancellationToken cancel) =>
        ReadAsync(IReadOnlyList<SearchDocument> (searcher) => vectors.LackingPassages(vectors.Open(model, dimensions, searcher, ordinals), searcher, ordinals, count));

    public Task PutVectorsAsync(string model, IReadOnlyList<DocumentVectors> made, CancellationToken cancel) => PutAsync(made.Count, (file, searcher) => vectors.Put(file, searcher, ordinals, made));

    public Task PutPassagesAsync(string model, IReadOnlyList<DocumentPassages> made, CancellationToken cancel) => PutAsync(made.Count, (file, searcher) => VectorShelf.Put(file, searcher, made));

    private Task PutAsync(int count, Action<VectorFile, IndexSearcher> put)
    {
        if (count == 0 || vectors.Current is not { } file) { return Task.CompletedTask; }
        return ReadAsync(searcher =>
        {
            try { put(file, searcher); }
            catch (IOException broken) { throw Unwritable(broken); }
            return true;
        });
    }

    private Task<T> ReadAsync<T>(Func<IndexSearcher, T> read)
    {
        while (true)
        {
            var generation = Current;
            try { return Task.FromResult(generation.Read(read)); }
            catch (ObjectDisposedException) when (generation != current && !disposed) { }
            catch (IOException broken) { return Task.FromException<T>(new SearchUnavailableException("The search index cannot be read: " + broken.Message, broken)); }
        }
    }

    public Task ApplyAsync(IReadOnlyList<IndexChange> changes, long position, CancellationToken cancel) => Task.Run(() =>
    {
        var generation = Current;
        try { generation.Apply(changes); generation.Commit(position); }
        catch (Exception failed) when (Generation.OfDisk(failed) is { } broken)
        {
            Reopen(generation);
            throw Unwritable(broken);
        }
    }, cancel);

    private static SearchUnavailableException Unwritable(IOException broken) => new("The search index cannot be written: " + broken.Message, broken);

    /// <summary>A writer that could not write may have lost what it held: back to what was last committed.</summary>
    private void Reopen(Generation generation)
    {
        lock (opening)
        {
            if (current != generation) { return; }
            current = null;
            generation.Dispose();
        }
    }

    public Task<IIndexRebuild> BeginRebuildAsync(CancellationToken cancel)
    {
        var number = int.Parse(Current.Name.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture);
        string path;
        do { path = Path.Combine(directory, Prefix + ++number); } while (Directory.Exists(path));
        return Task.FromResult<IIndexRebuild>(new Rebuild(this, new Generation(path, ranking, ordinals, disk)));
    }

    private void Switch(Generation next)
    {
        lock (opening)
        {
            var before = current;
            WriteCurrent(next.Name);
            current = next;
            before?.Dispose();
            // The new one answers already; what cannot be removed now is removed when the index is opened next.
            try { RemoveOthers(next.Name); }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException) { }
        }
    }

    public void Dispose()
    {
        lock (opening)
        {
            disposed = true;
            vectors.Dispose();
            current?.Dispose();
            current = null;
            hold?.Dispose();
        }
    }

    private sealed class Rebuild(LuceneSearchEngine engine, Generation next) : IIndexRebuild
    {
        private bool complete;

        public Task ApplyAsync(IReadOnlyList<IndexChange> changes, CancellationToken cancel) => Task.Run(() => Write(() => next.Apply(changes)), cancel);

        public Task CompleteAsync(long position, CancellationToken cancel) => Task.Run(() => Write(() =>
        {
            next.Commit(position);
            engine.Switch(next);
            complete = true;
        }), cancel);

        private static void Write(Action write)
        {
            try { write(); }
            catch (Exception failed) when (Generation.OfDisk(failed) is { } broken) { throw Unwritable(broken); }
        }

        public ValueTask DisposeAsync()
        {
            if (complete) { return ValueTask.CompletedTask; }
            next.Dispose();
            if (Directory.Exists(next.Path)) { Directory.Delete(next.Path, recursive: true); }
            return ValueTask.CompletedTask;
        }
    }
}
