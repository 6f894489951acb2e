using System.CommandLine;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Reindex
{
    public static Command Command()
    {
        var command = new Command("reindex", "Make the search index anew from the database. With the embedded engine only while the site is stopped.");
        command.SetAction(async (_, cancel) =>
        {
            await using var app = Site.Build([], serving: false);
            await Site.PrepareAsync(app, cancel);
            try
            {
                var done = await AnsiConsole.Progress().StartAsync(async progress =>
                {
                    var task = progress.AddTask("Indexing");
                    return await app.Services.GetRequiredService<Reindexing>().RunAsync(
                        new Progress<(int Done, int All)>(p => { task.MaxValue = Math.Max(1, p.All); task.Value = p.Done; }), cancel);
                });
                AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {done} listings and organizations indexed");
                return 0;
            }
            catch (SearchUnavailableException away)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]{away.Message}[/]");
                return 1;
            }
        });
        return command;
    }
}
