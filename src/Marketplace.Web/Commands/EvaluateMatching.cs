using System.Globalization;
using Marketplace.Matching.Measuring;
using Marketplace.Matching.Scoring;
using Marketplace.Search.Vectors;
using Spectre.Console;

namespace Marketplace.Web.Commands;

/// <summary><c>evaluate --matching</c>: whether the score of a match means the same for every demand, and the fit of its coefficients.</summary>
internal static class EvaluateMatching
{
    private const double WeightOfACollection = 2_000;

    internal sealed record Asked(IReadOnlyList<string> Folders, IReadOnlyList<string> Demands, string? Run, bool Fit, string CoefficientsFile);

    public static async Task<int> RunAsync(WebApplication app, Asked asked, CancellationToken cancel)
    {
        var sets = await CollectAsync(app, asked, cancel);
        if (sets.Count == 0)
        {
            AnsiConsole.MarkupLine("[red]Name a folder with --collection, or a file with --demands.[/]");
            return 1;
        }
        var known = app.Services.GetRequiredService<Coefficients>();
        var model = app.Services.GetRequiredService<Embeddings>().Name;
        var now = known.For(model);
        var table = new Table().AddColumns("collection", "score", "pairs", "pooled AP", "calibration error", "of the best", "right at ≥ 50", "found at ≥ 50", "recall@5");
        foreach (var set in sets) { Rows(table, set, now, asked.Fit ? sets : []); }
        AnsiConsole.Write(table);
        if (asked.Run is not null) { await WriteRunAsync(asked.Run, sets, now, cancel); }
        if (!asked.Fit) { return 0; }
        known.With(model, Fitting.Fit(Judged(sets))).Save(asked.CoefficientsFile);
        AnsiConsole.MarkupLineInterpolated($"[green]✓[/] set '{model ?? Coefficients.Words}' fitted on {sets.Count} collections, written to {asked.CoefficientsFile}");
        return 0;
    }

    private static async Task<List<MeasuredSet>> CollectAsync(WebApplication app, Asked asked, CancellationToken cancel)
    {
        var sets = new List<MeasuredSet>();
        foreach (var folder in asked.Folders) { sets.Add(await app.Services.GetRequiredService<MatchMeasuring>().CollectAsync(folder, cancel)); }
        if (asked.Demands.Count == 0) { return sets; }
        await using var scope = app.Services.CreateAsyncScope();
        await Site.PrepareAsync(app, cancel);
        sets.AddRange(await scope.ServiceProvider.GetRequiredService<SiteDemands>().CollectAsync(asked.Demands, cancel));
        return sets;
    }

    private static List<JudgedPair> Judged(IEnumerable<MeasuredSet> sets) => [.. sets.SelectMany(s => s.Judged(WeightOfACollection))];

    /// <param name="all">With a fit: the set's own row is of coefficients fitted on the others.</param>
    private static void Rows(Table table, MeasuredSet set, CoefficientSet now, IReadOnlyList<MeasuredSet> all)
    {
        Row(table, set, "as delivered", now.ChanceOf);
        var others = all.Where(s => s != set).ToList();
        if (others.Count > 0) { Row(table, set, "fitted on the others", Fitting.Fit(Judged(others)).ChanceOf); }
        Row(table, set, "words / reachable", f => f.GetValueOrDefault("share"));
        if (set.Pairs.Any(p => p.Features.ContainsKey("product"))) { Row(table, set, "product", f => f.GetValueOrDefault("product")); }
    }

    private static void Row(Table table, MeasuredSet set, string name, Func<IReadOnlyDictionary<string, double>, double> score)
    {
        var figures = MatchFigures.Of(set, score);
        string Share(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
        table.AddRow(set.Name, name, set.Pairs.Count.ToString(CultureInfo.InvariantCulture), Share(figures.PooledPrecision), Share(figures.CalibrationError), Share(figures.CalibrationErrorOfBest),
            Share(figures.RightAt50), Share(figures.FoundAt50), Share(figures.RecallAt5));
    }

    private static async Task WriteRunAsync(string file, IEnumerable<MeasuredSet> sets, CoefficientSet coefficients, CancellationToken cancel)
    {
        await using var run = new StreamWriter(file);
        foreach (var demand in sets.SelectMany(s => s.Pairs).GroupBy(p => p.Demand))
        {
            var ranked = demand.Select(p => (p.Document, Score: 100 * coefficients.ChanceOf(p.Features))).OrderByDescending(p => p.Score).ToList();
            for (var i = 0; i < ranked.Count; i++)
            {
                await run.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{demand.Key} Q0 {ranked[i].Document} {i + 1} {ranked[i].Score:F4} marketplace").AsMemory(), cancel);
            }
        }
    }
}
