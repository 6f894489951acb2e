using System.CommandLine;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Web.Backup;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class BackupVerb
{
    public static Command Command()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The archive to make (ZIP); it must not be there yet." };
        var command = new Command("backup", "Write database, files, keys and documents into one archive, as they stand at one moment. Works beside a running site.") { file };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(file).FullName, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string file, CancellationToken cancel)
    {
        await using var app = Site.Build([], serving: false);
        await Site.PrepareAsync(app, cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var writer = new BackupWriter(scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>(), app.Services.GetRequiredService<SiteFolder>().Path, TimeProvider.System);
        var manifest = await Progress.ShowAsync("backup", told => writer.RunAsync(file, told, cancel));
        AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {file}: {manifest.Tables.Sum(t => t.Rows)} rows of {manifest.Tables.Count} tables, {manifest.Files.Count} files, {new FileInfo(file).Length / 1048576.0:F1} MB");
        return 0;
    }
}
