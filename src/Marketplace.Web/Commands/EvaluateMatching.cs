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

    /// <summary>Feedback is little at first: what was known before gives way slowly.</summary>
    private const double RidgeOfFeedback = 10;

    internal sealed record Asked(IReadOnlyList<string> Folders, IReadOnlyList<string> Demands, bool Feedback, string? Run, bool Fit, string CoefficientsFile);

    public static async Task<int> RunAsync(WebApplication app, Asked asked, CancellationToken cancel)
    {
        var sets = await CollectAsync(app, asked, cancel);
        if (sets.Count == 0)
        {
            AnsiConsole.MarkupLine("[red]Name a folder with --collection, or a file with --demands, or say --feedback.[/]");
            return 1;
        }
        if (sets.Find(s => s.Name == SiteFeedback.Name) is { } feedback && SiteFeedback.TooLittle(feedback) is { } why)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{why}[/]");
            return 1;
        }
        var known = app.Services.GetRequiredService<Coefficients>();
        var model = app.Services.GetRequiredService<Embeddings>().Name;
        var now = known.For(model);
        var table = new Table().AddColumns("collection", "score", "pairs", "pooled AP", "calibration error", "of the best", "right at ≥ 50", "found at ≥ 50", "recall@5");
        var fitting = new Fits(sets, now);
        foreach (var set in sets) { Rows(table, set, now, asked.Fit ? fitting : null); }
        AnsiConsole.Write(table);
        if (asked.Run is not null) { await WriteRunAsync(asked.Run, sets, now, cancel); }
        if (!asked.Fit) { return 0; }
        known.With(model, fitting.On(sets)).Save(asked.CoefficientsFile);
        AnsiConsole.MarkupLineInterpolated($"[green]✓[/] set '{model ?? Coefficients.Words}' fitted on {string.Join(", ", sets.Select(s => s.Name))}, written to {asked.CoefficientsFile}");
        return 0;
    }

    private static async Task<List<MeasuredSet>> CollectAsync(WebApplication app, Asked asked, CancellationToken cancel)
    {
        var sets = new List<MeasuredSet>();
        foreach (var folder in asked.Folders) { sets.Add(await app.Services.GetRequiredService<MatchMeasuring>().CollectAsync(folder, cancel)); }
        if (asked.Demands.Count == 0 && !asked.Feedback) { return sets; }
        await using var scope = app.Services.CreateAsyncScope();
        await Site.PrepareAsync(app, cancel);
        if (asked.Demands.Count > 0) { sets.AddRange(await scope.ServiceProvider.GetRequiredService<SiteDemands>().CollectAsync(asked.Demands, cancel)); }
        if (asked.Feedback) { sets.Add(await scope.ServiceProvider.GetRequiredService<SiteFeedback>().CollectAsync(cancel)); }
        return sets;
    }

    /// <summary>Fits on some of the sets. With feedback among all of them a fit goes out from the coefficients that are in use, since it is little; without it from nothing.</summary>
    private sealed class Fits(IReadOnlyList<MeasuredSet> all, CoefficientSet now)
    {
        private readonly bool withFeedback = all.Any(s => s.IsFeedback);

        public IReadOnlyList<MeasuredSet> Others(MeasuredSet than) => [.. all.Where(s => s != than)];

        public CoefficientSet On(IReadOnlyList<MeasuredSet> sets)
        {
            List<JudgedPair> judged = [.. sets.SelectMany(s => s.Judged(WeightOfACollection))];
            return withFeedback ? Fitting.Fit(judged, RidgeOfFeedback, now) : Fitting.Fit(judged);
        }
    }

    /// <param name="fits">With a fit: the set's own row is of coefficients fitted on the others, that of feedback on the rest of it too.</param>
    private static void Rows(Table table, MeasuredSet set, CoefficientSet now, Fits? fits)
    {
        if (set.IsFeedback) { Row(table, set, "as it was when judged", MatchFigures.OfPairs(set, p => p.Kept!.Value)); }
        Row(table, set, "as delivered", MatchFigures.Of(set, now.ChanceOf));
        if (fits is not null && set.IsFeedback) { Row(table, set, "fitted on the rest", set.Crossed(rest => fits.On([.. fits.Others(set), rest]))); }
        else if (fits?.Others(set) is { Count: > 0 } others) { Row(table, set, "fitted on the others", MatchFigures.Of(set, fits.On(others).ChanceOf)); }
        Row(table, set, "words / reachable", MatchFigures.Of(set, f => f.GetValueOrDefault("share")));
        if (set.Pairs.Any(p => p.Features.ContainsKey("product"))) { Row(table, set, "product", MatchFigures.Of(set, f => f.GetValueOrDefault("product"))); }
    }

    private static void Row(Table table, MeasuredSet set, string name, MatchFigures figures)
    {
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
