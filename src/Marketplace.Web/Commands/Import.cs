using System.CommandLine;
using System.Diagnostics;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Listings.Import;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Import
{
    private const int MostShown = 50;

    public static Command Command()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "JSON Lines, a JSON array, or CSV with a header row; UTF-8." };
        var kind = new Option<ListingKind>("--kind") { Description = "What the rows become: achievement, demand or service.", Required = true };
        var owner = new Option<string>("--as") { Description = "The owner organization: name, short id or credit code.", Required = true };
        var map = new Option<string[]>("--map") { Description = $"FIELD=SOURCE, any number of times. Fields: {string.Join(", ", RowMapping.FieldNames)}.", AllowMultipleArgumentsPerToken = true };
        var set = new Option<string[]>("--set") { Description = "FIELD=VALUE, the same for every row.", AllowMultipleArgumentsPerToken = true };
        var publish = new Option<bool>("--publish") { Description = "Publish at once; without it the rows become drafts." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check everything, save nothing." };
        var report = new Option<FileInfo?>("--report") { Description = "Write every refused row with line and reason into this file (CSV)." };
        var command = new Command("import", "Bring listings in from a file. A second run adds nothing twice; a killed one is gone on with.") { file, kind, owner, map, set, publish, dryRun, report };
        command.SetAction((parsed, cancel) => RunAsync(
            new(parsed.GetRequiredValue(file), parsed.GetValue(kind), parsed.GetRequiredValue(owner), parsed.GetValue(map) ?? [], parsed.GetValue(set) ?? [],
                parsed.GetValue(publish), parsed.GetValue(dryRun), parsed.GetValue(report)), cancel));
        return command;
    }

    private sealed record Wanted(FileInfo File, ListingKind Kind, string Owner, string[] Map, string[] Set, bool Publish, bool DryRun, FileInfo? Report);

    private static async Task<int> RunAsync(Wanted wanted, CancellationToken cancel)
    {
        try
        {
            if (!wanted.File.Exists) { throw new InvalidOperationException($"There is no file {wanted.File.FullName}."); }
            await using var app = Site.Build([], serving: false);
            await Site.PrepareAsync(app, cancel);
            var import = app.Services.GetRequiredService<ListingImport>();
            var organization = await import.FindOrganizationAsync(wanted.Owner, cancel);
            if (wanted.Publish && !organization.IsVerified(TimeProvider.System.GetUtcNow())) { throw new InvalidOperationException($"{organization.Name} is not verified and cannot publish; leave --publish out to make drafts."); }
            var mapping = new RowMapping(wanted.Kind, Pairs(wanted.Map, "--map"), Pairs(wanted.Set, "--set"), app.Services.GetRequiredService<Taxonomies>());
            var (report, took) = await WithProgressAsync(import, wanted, mapping, organization.Id, cancel);
            await TellAsync(wanted, report, took, cancel);
            return report.Refused.Count == 0 ? 0 : 2;
        }
        catch (Exception problem) when (problem is InvalidOperationException or InvalidDataException or IOException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{problem.Message}[/]");
            return 1;
        }
    }

    private static async Task<(ImportReport, TimeSpan)> WithProgressAsync(ListingImport import, Wanted wanted, RowMapping mapping, Guid organization, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var lines = CountLines(wanted.File.FullName);
        var report = await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async bars =>
        {
            var bar = bars.AddTask(wanted.File.Name, maxValue: Math.Max(lines, 1));
            var report = await import.RunAsync(RowReader.Read(wanted.File.FullName), mapping, organization, wanted.Publish, wanted.DryRun, line => bar.Value = line, cancel);
            bar.Value = bar.MaxValue;
            return report;
        });
        return (report, watch.Elapsed);
    }

    private static int CountLines(string file)
    {
        using var content = File.OpenRead(file);
        var buffer = new byte[1 << 16];
        var (lines, read) = (1, 0);
        while ((read = content.Read(buffer)) > 0) { lines += buffer.AsSpan(0, read).Count((byte)'\n'); }
        return lines;
    }

    private static async Task TellAsync(Wanted wanted, ImportReport report, TimeSpan took, CancellationToken cancel)
    {
        AnsiConsole.MarkupLineInterpolated($"{report.Read} rows read, [green]{report.Added} {(wanted.DryRun ? "would be added" : "added")}[/], {report.AlreadyThere} there already, [red]{report.Refused.Count} refused[/]; {report.Read / Math.Max(took.TotalSeconds, 0.001):F0} rows a second.");
        foreach (var row in report.Refused.Take(MostShown)) { AnsiConsole.MarkupLineInterpolated($"  line {row.Line}: {row.Reason}"); }
        if (report.Refused.Count > MostShown) { AnsiConsole.MarkupLineInterpolated($"  … and {report.Refused.Count - MostShown} more; --report FILE writes them all."); }
        if (wanted.Report is { } file)
        {
            await File.WriteAllLinesAsync(file.FullName, ["line,reason", .. report.Refused.Select(r => $"{r.Line},\"{r.Reason.Replace("\"", "\"\"")}\"")], cancel);
        }
    }

    private static Dictionary<string, string> Pairs(string[] given, string option)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var pair in given)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } field, { Length: > 0 } source]) { throw new InvalidOperationException($"{option} wants FIELD=VALUE, not '{pair}'."); }
            if (!RowMapping.FieldNames.Contains(field)) { throw new InvalidOperationException($"There is no field '{field}'. Fields: {string.Join(", ", RowMapping.FieldNames)}."); }
            pairs[field] = source;
        }
        return pairs;
    }
}
