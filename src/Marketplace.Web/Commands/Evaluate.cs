using System.CommandLine;
using System.Globalization;
using Marketplace.Search.Evaluation;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Evaluate
{
    public static Command Command()
    {
        var collection = new Option<DirectoryInfo[]>("--collection") { Description = "Folder with corpus.jsonl, queries.jsonl and qrels.tsv. With --matching several." };
        var engine = new Option<string>("--engine") { Description = "lucene (the default) or elasticsearch." };
        var run = new Option<FileInfo>("--run") { Description = "Write the ranking as a TREC run file." };
        var expand = new Option<bool>("--expand") { Description = "Ask each query a second time with the words of its first answers." };
        var matching = new Option<bool>("--matching") { Description = "Take each query as a demand; every second one loses its answers." };
        var demands = new Option<FileInfo[]>("--demands") { Description = "With --matching: demands of this site whose right answers are known, as JSON." };
        var feedback = new Option<bool>("--feedback") { Description = "With --matching: what owners of this site said of their matches, as pairs that are known to be right or not." };
        var fit = new Option<bool>("--fit") { Description = "With --matching: fit the coefficients of the score on all that is given, and write them." };
        var coefficients = new Option<FileInfo>("--coefficients") { Description = "Where --fit writes (matching-coefficients.json); the site reads what Matching:Coefficients names." };
        var command = new Command("evaluate", "Measure the search, or the matching, on a collection with judged answers.") { collection, engine, run, expand, matching, demands, feedback, fit, coefficients };
        command.SetAction(async (parsed, cancel) =>
        {
            var folders = (parsed.GetValue(collection) ?? []).Select(f => f.FullName).ToList();
            var files = (parsed.GetValue(demands) ?? []).Select(f => f.FullName).ToList();
            await using var app = Site.Build(parsed.GetValue(engine) is { } named ? [$"--Search:Engine={named}"] : [], serving: false);
            try
            {
                if (parsed.GetValue(matching) || parsed.GetValue(fit) || parsed.GetValue(feedback))
                {
                    return await EvaluateMatching.RunAsync(app, new(folders, files, parsed.GetValue(feedback), parsed.GetValue(run)?.FullName, parsed.GetValue(fit), parsed.GetValue(coefficients)?.FullName ?? "matching-coefficients.json"), cancel);
                }
                if (folders is not [var folder])
                {
                    AnsiConsole.MarkupLine("[red]Name one folder with --collection.[/]");
                    return 1;
                }
                Print(await app.Services.GetRequiredService<Evaluating>().RunAsync(folder, parsed.GetValue(run)?.FullName, parsed.GetValue(expand), cancel));
                return 0;
            }
            catch (IOException missing)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]{missing.Message}[/]");
                return 1;
            }
        });
        return command;
    }

    private static void Print(EvaluationFigures figures)
    {
        string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
        string Time(double value) => value.ToString("F2", CultureInfo.InvariantCulture) + " ms";
        var table = new Table().AddColumns("queries", "nDCG@10", "MAP", "P@30", "Recall@100", "MRR@10", "median", "p95");
        table.AddRow(figures.Queries.ToString(CultureInfo.InvariantCulture), Share(figures.Ndcg10), Share(figures.Map), Share(figures.P30), Share(figures.Recall100), Share(figures.Mrr10), Time(figures.Median), Time(figures.P95));
        AnsiConsole.Write(table);
    }
}
