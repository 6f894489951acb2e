using System.CommandLine;
using System.Data.Common;
using Marketplace.Search;
using Marketplace.Web.Backup;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Technology-transfer marketplace: achievements, demands, services, and the match between them.")
        {
            Serve.Command(), Seed.Command(), Import.Command(), Export.Command(), Reindex.Command(), Doctor.Command(), Evaluate.Command(), Bench.Command(), Model.Command(), BackupVerb.Command(), Restore.Command(),
        };
        root.SetAction((_, cancel) => Serve.RunAsync(args, cancel));
        // A file takes the whole width of a table.
        if (Console.IsOutputRedirected) { AnsiConsole.Profile.Width = 200; }
        try
        {
            // Arguments such as --urls or key=value belong to the host and pass as they are; any other word is a verb, or a mistyped one.
            var first = args.FirstOrDefault();
            var isForHost = first is null || first.Contains('=') || (first[0] is '-' or '/' && first is not ("--help" or "-h" or "-?" or "--version"));
            return isForHost ? await Serve.RunAsync(args, CancellationToken.None) : await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException) { return 130; }
        catch (Exception problem) when (IsExpected(problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    /// <summary>What a person can mend by what the message says; anything else is ours to mend, and shows where it happened.</summary>
    private static bool IsExpected(Exception problem) => problem is BackupException or SearchUnavailableException or OptionsValidationException or DbException or IOException or UnauthorizedAccessException
        || (problem is InvalidOperationException && problem.Source?.StartsWith("Marketplace.", StringComparison.Ordinal) == true);
}
