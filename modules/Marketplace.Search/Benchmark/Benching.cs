using System.Diagnostics;
using Marketplace.Search.Evaluation;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Benchmark;

/// <summary>Milliseconds.</summary>
public sealed record Times(double Median, double P95, double P99);

/// <param name="What">What was asked.</param>
/// <param name="Asked">How many different ones.</param>
/// <param name="Answered">How many of them found something.</param>
/// <param name="Alone">One after the other.</param>
/// <param name="Together">Eight at a time.</param>
public sealed record BenchRow(string What, int Asked, int Answered, Times Alone, Times Together);

/// <param name="Documents">Listings in the index.</param>
/// <param name="PerSecond">Listings that the engine took in a second, from the first to the moment when all are found.</param>
/// <param name="VectorsPerSecond">Listings whose whole texts got their vectors in a second; null without a model.</param>
/// <param name="PassagesPerSecond">Listings whose passages' vectors were made in a second, after those of all whole texts; null without a model.</param>
/// <param name="BytesEach">What a listing takes in the index.</param>
/// <param name="Memory">Bytes that this process held in memory at the end, mapped files among them.</param>
/// <param name="Rows">The answers.</param>
public sealed record BenchFigures(int Documents, double PerSecond, double? VectorsPerSecond, double? PassagesPerSecond, double BytesEach, long Memory, IReadOnlyList<BenchRow> Rows);

/// <summary>Measures the engine that is set, with the vectors of the model that is set, with made-up listings in an index of their own, apart from the site's.</summary>
public sealed class Benching
{
    /// <summary>Listings made and given to the engine at once: enough that a thread that writes a segment seldom keeps the others waiting at the end.</summary>
    private const int Lot = 10_000;

    /// <summary>A smaller index has nothing to put together.</summary>
    private const int WorthRest = 20_000;

    /// <summary>Elasticsearch looks at its own size every ten seconds.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(12);
    private const int Queries = 1_000;
    private const int WarmUp = 200;
    private const int AtATime = 8;
    private const int Million = 1_000_000;

    /// <summary>Candidates and shown matches of a demand, as the matching asks for them.</summary>
    private const int Candidates = 50;
    private const int Shown = 20;

    private readonly EngineMaker maker;
    private readonly Embeddings embeddings;
    private readonly Lazy<MadeListings> made;
    private readonly WordsInCommon words;

    internal Benching(EngineMaker maker, Glossary glossary, Embeddings embeddings)
    {
        (this.maker, this.embeddings, words) = (maker, embeddings, new WordsInCommon(glossary));
        made = new(() => new MadeListings(SeedWords.Read(Path.Combine(AppContext.BaseDirectory, "seeds"), glossary)));
    }

    /// <param name="documents">How many listings.</param>
    /// <param name="progress">Told what is being done, and how much of all, 0-1.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SearchUnavailableException">The engine is away.</exception>
    public Task<BenchFigures> SearchAsync(int documents, Action<string, double> progress, CancellationToken cancel) => RunAsync(documents, progress, async engine =>
    {
        async Task<bool> Search(int n)
        {
            var query = made.Value.Query(n);
            return (await engine.SearchAsync(query with { Vector = embeddings.OfQuery(query.Text) }, cancel)).Total > 0;
        }
        async Task<bool> Suggest(int n) => (await engine.SuggestAsync(made.Value.Typing(n), cancel)).Count > 0;
        return [await RowAsync("search with facets", Search, Queries), await RowAsync("suggest", Suggest, Queries)];
    }, cancel);

    /// <inheritdoc cref="SearchAsync"/>
    public Task<BenchFigures> MatchAsync(int documents, Action<string, double> progress, CancellationToken cancel) => RunAsync(documents, progress, async engine =>
    {
        var demands = documents >= Million ? Queries / 5 : Queries;
        async Task<MatchAnswer> Ask(SearchDocument demand) => await engine.MatchAsync(new MatchQuery { Subject = demand, Kinds = ["achievement"], Reader = ReaderScope.Members, Limit = Candidates, Vector = embeddings.OfSubject(demand) }, cancel);
        async Task<bool> Match(int n) => (await Ask(made.Value.Demand(n))).Candidates.Count > 0;
        async Task<bool> MatchWithReasons(int n)
        {
            var demand = made.Value.Demand(n);
            var answer = await Ask(demand);
            var rarity = words.RarityAmong(answer.Candidates.Select(c => c.Document));
            foreach (var candidate in answer.Candidates.Take(Shown)) { words.Between(demand, candidate.Document, rarity, members: true); }
            return answer.Candidates.Count > 0;
        }
        return [await RowAsync("one demand against all", Match, demands), await RowAsync($"the same, with the words in common of the first {Shown}", MatchWithReasons, demands)];
    }, cancel);

    private async Task<BenchFigures> RunAsync(int documents, Action<string, double> progress, Func<ISearchEngine, Task<IReadOnlyList<BenchRow>>> ask, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("marketplace-bench-").FullName;
        var engine = maker.Make(folder);
        try
        {
            var perSecond = await IndexAsync(engine, documents, progress, cancel);
            var vectorsPerSecond = await VectorizeAsync(documents, () => Vectorizing.MakeWholesAsync(engine, embeddings, Vectorizing.Batch, cancel), "Making vectors", progress);
            var passagesPerSecond = await VectorizeAsync(documents, () => Vectorizing.MakePassagesAsync(engine, embeddings, Vectorizing.Batch, cancel), "Making passages' vectors", progress);
            var bytes = await RestAsync(engine, documents, progress, cancel);
            progress("Asking", 1);
            var rows = await ask(engine);
            return new BenchFigures(documents, perSecond, vectorsPerSecond, passagesPerSecond, (double)bytes / documents, Environment.WorkingSet, rows);
        }
        finally
        {
            (engine as IDisposable)?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The time that the engine takes; making the listings is not its work.</summary>
    private async Task<double> IndexAsync(ISearchEngine engine, int documents, Action<string, double> progress, CancellationToken cancel)
    {
        var watch = new Stopwatch();
        await using var rebuild = await engine.BeginRebuildAsync(cancel);
        for (var done = 0; done < documents;)
        {
            List<IndexChange> lot = [.. Enumerable.Range(done, Math.Min(Lot, documents - done)).Select(n => IndexChange.Put(made.Value.Listing(n)))];
            watch.Start();
            await rebuild.ApplyAsync(lot, cancel);
            watch.Stop();
            done += lot.Count;
            progress("Indexing", (double)done / documents);
        }
        watch.Start();
        await rebuild.CompleteAsync(0, cancel);
        return documents / watch.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Waits until the index keeps its size: both engines go on putting segments together for a while after all is found, and what is measured is how they answer on other days.
    /// </summary>
    /// <returns>Its size in bytes.</returns>
    private static async Task<long> RestAsync(ISearchEngine engine, int documents, Action<string, double> progress, CancellationToken cancel)
    {
        var bytes = await engine.BytesAsync(cancel);
        for (var before = -1L; documents >= WorthRest && before != bytes;)
        {
            progress("Waiting for the index to rest", 1);
            await Task.Delay(Rest, cancel);
            (before, bytes) = (bytes, await engine.BytesAsync(cancel));
        }
        return bytes;
    }

    private async Task<double?> VectorizeAsync(int documents, Func<Task<int>> make, string what, Action<string, double> progress)
    {
        if (!embeddings.IsOn) { return null; }
        var watch = Stopwatch.StartNew();
        for (var done = 0; await make() is > 0 and var some;) { progress(what, Math.Min(1, (double)(done += some) / documents)); }
        return documents / watch.Elapsed.TotalSeconds;
    }

    /// <param name="what">Name of the row.</param>
    /// <param name="ask">Asks the n-th question; true where something was found.</param>
    /// <param name="count">How many questions.</param>
    private static async Task<BenchRow> RowAsync(string what, Func<int, Task<bool>> ask, int count)
    {
        // Others than those measured: what is warm afterwards is the code, not the answers.
        for (var n = 0; n < WarmUp; n++) { await ask(count + n); }
        var answered = 0;
        async Task<double> TimeAsync(int n)
        {
            var started = Stopwatch.GetTimestamp();
            if (await ask(n)) { Interlocked.Increment(ref answered); }
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        var alone = new double[count];
        for (var n = 0; n < count; n++) { alone[n] = await TimeAsync(n); }
        var found = answered;
        var (beside, next) = (new double[count], -1);
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(async () =>
        {
            for (int n; (n = Interlocked.Increment(ref next)) < count;) { beside[n] = await TimeAsync(n); }
        })));
        return new BenchRow(what, count, found, Of(alone), Of(beside));
    }

    private static Times Of(double[] times)
    {
        Array.Sort(times);
        double At(double share) => times[Math.Min(times.Length - 1, (int)(share * times.Length))];
        return new Times(At(0.5), At(0.95), At(0.99));
    }
}
