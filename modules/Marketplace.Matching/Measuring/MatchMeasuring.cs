using Marketplace.Matching.Scoring;
using Marketplace.Search;
using Marketplace.Search.Evaluation;
using Marketplace.Search.Vectors;

namespace Marketplace.Matching.Measuring;

/// <summary>A demand with its right answers by the candidates' short ids. Some have lost their answers, as many demands in life have none.</summary>
internal sealed record MeasuredDemand(string Id, SearchDocument Subject, IReadOnlySet<string> Right, bool LosesAnswers);

/// <summary>Takes each query of a collection as a demand, in an index of its own, apart from the site's.</summary>
public sealed class MatchMeasuring(EngineMaker maker, Embeddings embeddings)
{
    private const int Candidates = 50;

    /// <param name="directory">Folder with <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels.tsv</c>. Every second query loses its answers.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FileNotFoundException">One of the three files is missing.</exception>
    public async Task<MeasuredSet> CollectAsync(string directory, CancellationToken cancel)
    {
        var collection = TestCollection.Read(directory);
        var demands = collection.Queries
            .Where(q => collection.Judged.TryGetValue(q.Id, out var of) && of.Values.Any(g => g > 0))
            .Select((q, i) => new MeasuredDemand(q.Id, TestCollection.DocumentOf("demand", q.Id, "", q.Text), collection.Judged[q.Id].Where(j => j.Value > 0).Select(j => j.Key).ToHashSet(), i % 2 == 1));
        return await CollectAsync(Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)), collection, [.. demands], cancel);
    }

    internal async Task<MeasuredSet> CollectAsync(string name, TestCollection collection, IReadOnlyList<MeasuredDemand> demands, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("marketplace-match-").FullName;
        var engine = maker.Make(folder);
        try
        {
            await Evaluation.IndexAsync(engine, collection, embeddings, cancel);
            var pairs = new List<MeasuredPair>();
            foreach (var demand in demands) { pairs.AddRange(await PairsAsync(engine, demand, cancel)); }
            return new MeasuredSet(name, pairs, demands.Where(d => !d.LosesAnswers).Sum(d => d.Right.Count));
        }
        finally
        {
            (engine as IDisposable)?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<IEnumerable<MeasuredPair>> PairsAsync(ISearchEngine engine, MeasuredDemand demand, CancellationToken cancel)
    {
        var answer = await engine.MatchAsync(new MatchQuery { Subject = demand.Subject, Kinds = ["achievement"], Limit = Candidates, Reader = ReaderScope.Members, Vector = embeddings.OfSubject(demand.Subject) }, cancel);
        if (demand.LosesAnswers) { answer = answer with { Candidates = [.. answer.Candidates.Where(c => !demand.Right.Contains(c.Document.ShortId))] }; }
        return Features.Of(demand.Subject, answer).Select(c => new MeasuredPair(demand.Id + (demand.LosesAnswers ? "-" : ""), c.Candidate.Document.ShortId, c.Values, demand.Right.Contains(c.Candidate.Document.ShortId)));
    }
}
