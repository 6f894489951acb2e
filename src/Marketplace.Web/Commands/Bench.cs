using System.CommandLine;
using System.Globalization;
using Marketplace.Search;
using Marketplace.Search.Benchmark;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Bench
{
    private const int Most = 10_000_000;

    public static Command Command() => new("bench", "Measure speed with made-up listings, in an index of their own.")
    {
        Of("search", "Searches with facets, and suggestions.", (bench, documents, progress, cancel) => bench.SearchAsync(documents, progress, cancel)),
        Of("match", "Demands against all achievements.", (bench, documents, progress, cancel) => bench.MatchAsync(documents, progress, cancel)),
    };

    private static Command Of(string name, string description, Func<Benching, int, Action<string, double>, CancellationToken, Task<BenchFigures>> run)
    {
        var documents = new Option<int>("--documents") { Description = "How many listings to make.", DefaultValueFactory = _ => 100_000 };
        documents.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > Most) { given.AddError($"--documents can be from 1 to {Most}."); }
        });
        var engines = new Option<string[]>("--engine") { Description = "lucene (the default) or elasticsearch; given twice, one after the other on the same listings." };
        var command = new Command(name, description) { documents, engines };
        command.SetAction(async (parsed, cancel) =>
        {
            foreach (var engine in (parsed.GetValue(engines) ?? []).DefaultIfEmpty())
            {
                await using var app = Site.Build(engine is null ? [] : [$"--Search:Engine={engine}"], serving: false);
                var bench = app.Services.GetRequiredService<Benching>();
                var shown = app.Services.GetRequiredService<IConfiguration>()["Search:Engine"] is { Length: > 0 } set ? set : SearchOptions.Engines[0];
                Print(shown, await Progress.ShowAsync("Reading the seeds", progress => run(bench, parsed.GetValue(documents), progress, cancel)));
            }
            return 0;
        });
        return command;
    }

    private static void Print(string engine, BenchFigures figures)
    {
        static string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
        static string Row(Times times) => $"{Number(times.Median, "F1")} / {Number(times.P95, "F1")} / {Number(times.P99, "F1")} ms";
        AnsiConsole.MarkupLineInterpolated($"{engine}: {Number(figures.Documents)} listings, {Number(figures.PerSecond)} documents per second, {(figures.VectorsPerSecond is { } vectors ? $"vectors of {Number(vectors)} per second and of their passages of {Number(figures.PassagesPerSecond ?? 0)}, " : "")}{Number(figures.BytesEach)} index bytes per document, {Number(figures.Memory / 1e6)} MB in memory");
        var table = new Table().AddColumns("", "asked", "found", "median / p95 / p99 alone", "8 in parallel");
        foreach (var row in figures.Rows) { table.AddRow(Markup.Escape(row.What), Number(row.Asked), Number(row.Answered), Row(row.Alone), Row(row.Together)); }
        AnsiConsole.Write(table);
    }
}
