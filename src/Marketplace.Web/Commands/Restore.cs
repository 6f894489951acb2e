using System.CommandLine;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Marketplace.Web.Backup;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Restore
{
    public static Command Command()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "An archive that the verb backup made, on SQLite or PostgreSQL; it restores into either." };
        var replace = new Option<bool>("--replace") { Description = "Restore although the data directory is not empty: what is there is kept aside in replaced-…" };
        var command = new Command("restore", "Make database and files from a backup, while no site runs. Nothing is changed before the archive was read whole and all is made.") { file, replace };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(file).FullName, parsed.GetValue(replace), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool replace, CancellationToken cancel)
    {
        using var archive = await BackupArchive.OpenAsync(file, cancel);
        string? aside;
        await using (var app = Site.Build([], serving: false))
        {
            aside = await Progress.ShowAsync("restore", told => new RestoreRun(app, archive, TimeProvider.System).RunAsync(replace, told, cancel));
        }
        AnsiConsole.MarkupLineInterpolated($"[green]✓[/] Restored the state of {archive.Manifest.At:yyyy-MM-dd HH:mm} UTC: {archive.Manifest.Tables.Sum(t => t.Rows)} rows, {archive.Manifest.Files.Count} files");
        if (aside is not null) { AnsiConsole.MarkupLineInterpolated($"What was there is kept in {aside}; delete it when all is well."); }
        return await IndexAsync(cancel);
    }

    /// <summary>The index is no part of a backup: it is made anew from the database.</summary>
    private static async Task<int> IndexAsync(CancellationToken cancel)
    {
        await using var app = Site.Build([], serving: false);
        await Site.PrepareAsync(app, cancel);
        try
        {
            var done = await Progress.ShowAsync("index", told => app.Services.GetRequiredService<Reindexing>().RunAsync(
                new Progress<(int Done, int All)>(p => told("index", (double)p.Done / Math.Max(1, p.All))), cancel));
            AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {done} listings and organizations indexed");
            return 0;
        }
        catch (SearchUnavailableException away)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]The data are restored; the search index is not made: {away.Message} Run reindex.[/]");
            return 1;
        }
    }
}
