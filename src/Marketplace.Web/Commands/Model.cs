using System.CommandLine;
using Marketplace.Modularity;
using Marketplace.Search.Vectors;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Model
{
    public static Command Command()
    {
        var source = new Argument<string>("source") { Description = "A folder, or the http(s) address under which its files lie." };
        var add = new Command("add", "Try a sentence-embedding model out and keep it below the data directory.") { source };
        add.SetAction(async (parsed, cancel) =>
        {
            await using var app = Site.Build([], serving: false);
            var models = Path.Combine(app.Services.GetRequiredService<SiteFolder>().Path, "models");
            try
            {
                var kept = await ModelFolder.AddAsync(parsed.GetRequiredValue(source), models, new Progress<string>(file => AnsiConsole.MarkupLineInterpolated($"fetched {file}")), cancel);
                AnsiConsole.MarkupLine("[green]✓[/] the model works. Set, and start the site again:");
                Console.WriteLine($"Search__Embeddings__Model={kept}");
                return 0;
            }
            catch (Exception refused) when (refused is ModelFolderException or HttpRequestException or IOException)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]{refused.Message}[/]");
                return 1;
            }
        });
        return new Command("model", "Sentence-embedding models for finding by meaning.") { add };
    }
}
