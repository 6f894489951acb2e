using System.Diagnostics;
using System.Globalization;
using Marketplace.Search.Vectors;

namespace Marketplace.Search.Evaluation;

/// <summary>Quality and speed over a collection. Ranks as trec_eval reckons them; shares are 0 to 1, times milliseconds.</summary>
public sealed record EvaluationFigures(int Queries, double Ndcg10, double Map, double P30, double Recall100, double Mrr10, double Median, double P95);

/// <summary>Indexes a collection and runs every query as a person's typed text, through the code of the site.</summary>
public static class Evaluation
{
    private const int Depth = 1_000;
    private const int Batch = 2_000;

    /// <summary>Puts a collection into an index, with its vectors where a model is on.</summary>
    public static async Task IndexAsync(ISearchEngine engine, TestCollection collection, Embeddings embeddings, CancellationToken cancel)
    {
        foreach (var batch in collection.Documents.Chunk(Batch)) { await engine.ApplyAsync([.. batch.Select(d => IndexChange.Put(d.Document))], 0, cancel); }
        while (embeddings.IsOn && await Vectorizing.MakeAsync(engine, embeddings, 64, cancel) > 0) { }
    }

    /// <param name="engine">Has the collection and nothing else.</param>
    /// <param name="collection">What was indexed.</param>
    /// <param name="embeddings">The model of the index's vectors.</param>
    /// <param name="run">Takes the ranking as a TREC run file, or null.</param>
    /// <param name="expand">Queries are expanded from their first answers.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<EvaluationFigures> RunAsync(ISearchEngine engine, TestCollection collection, Embeddings embeddings, TextWriter? run, bool expand, CancellationToken cancel)
    {
        var sums = new double[5];
        var times = new List<double>();
        var judgedQueries = collection.Queries.Where(q => collection.Judged.TryGetValue(q.Id, out var of) && of.Values.Any(g => g > 0)).ToList();
        foreach (var (id, text) in judgedQueries)
        {
            var started = Stopwatch.GetTimestamp();
            var query = new SearchQuery { Text = text, Vector = embeddings.OfQuery(text), Expand = expand };
            await engine.SearchAsync(query with { Limit = 10 }, cancel);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            var result = await engine.SearchAsync(query with { Limit = Depth, WithFacets = false }, cancel);
            var ranking = result.Hits.Select(h => h.Document.ShortId).ToList();
            Write(run, id, result);
            var figures = Figures(ranking, collection.Judged[id]);
            for (var i = 0; i < sums.Length; i++) { sums[i] += figures[i]; }
        }
        times.Sort();
        double Mean(int i) => sums[i] / judgedQueries.Count;
        return new EvaluationFigures(judgedQueries.Count, Mean(0), Mean(1), Mean(2), Mean(3), Mean(4), At(times, 0.5), At(times, 0.95));
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];

    private static void Write(TextWriter? run, string query, SearchResult result)
    {
        for (var i = 0; run is not null && i < result.Hits.Count; i++)
        {
            run.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query} Q0 {result.Hits[i].Document.ShortId} {i + 1} {result.Hits[i].Score:R} marketplace"));
        }
    }

    private static double[] Figures(List<string> ranking, Dictionary<string, int> judged)
    {
        var relevant = judged.Values.Count(g => g > 0);
        var gains = ranking.Select(d => judged.GetValueOrDefault(d)).ToList();
        var ideal = judged.Values.OrderDescending().Take(10).Select((g, i) => g / Math.Log2(i + 2)).Sum();
        var (found, precisions, firstRank) = (0, 0.0, 0);
        for (var i = 0; i < gains.Count; i++)
        {
            if (gains[i] <= 0) { continue; }
            precisions += ++found / (i + 1.0);
            if (firstRank == 0) { firstRank = i + 1; }
        }
        return
        [
            gains.Take(10).Select((g, i) => g / Math.Log2(i + 2)).Sum() / ideal,
            precisions / relevant,
            gains.Take(30).Count(g => g > 0) / 30.0,
            gains.Take(100).Count(g => g > 0) / (double)relevant,
            firstRank is > 0 and <= 10 ? 1.0 / firstRank : 0,
        ];
    }
}
