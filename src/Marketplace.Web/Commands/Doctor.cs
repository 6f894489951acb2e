using System.CommandLine;
using Marketplace.Modularity;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Doctor
{
    public static Command Command()
    {
        var command = new Command("doctor", "Compare what must agree (database, index, files, event log) and name each difference.");
        command.SetAction((_, cancel) => RunAsync(cancel));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var app = Site.Build([], serving: false);
        await Site.PrepareAsync(app, cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var found = 0;
        foreach (var check in scope.ServiceProvider.GetServices<IDoctorCheck>())
        {
            var before = found;
            await foreach (var difference in check.FindAsync(cancel))
            {
                found++;
                AnsiConsole.MarkupLineInterpolated($"[red]✕[/] {check.Name}: {difference}");
            }
            if (check.Seen is { } seen) { AnsiConsole.MarkupLineInterpolated($"  {check.Name}: {seen}"); }
            if (check.Remark is { } remark) { AnsiConsole.MarkupLineInterpolated($"[yellow]–[/] {check.Name}: {remark}"); }
            else if (found == before) { AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {check.Name}"); }
        }
        AnsiConsole.MarkupLineInterpolated($"{(found == 0 ? "Nothing found." : $"{found} differences found.")}");
        return found == 0 ? 0 : 1;
    }
}
