using System.CommandLine;
using Marketplace.Modularity;
using Marketplace.Web.Recipes;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Seed
{
    public static Command Command()
    {
        var recipe = new Argument<string>("RECIPE") { Description = "Path of a recipe, or the name of one in seeds/ (demo-city)." };
        var command = new Command("seed", "Run a recipe: settings, roles, taxonomies, organizations, people, listings, pages. Safe to repeat.") { recipe };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var app = Site.Build([], serving: false);
            await Site.PrepareAsync(app, cancel);
            try
            {
                await RunAsync(app.Services, parsed.GetRequiredValue(recipe), line => AnsiConsole.MarkupLineInterpolated($"[green]✓[/] {line}"), cancel);
                return 0;
            }
            catch (RecipeException problem)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]{problem.Message}[/]");
                return 1;
            }
        });
        return command;
    }

    public static Task RunAsync(IServiceProvider services, string recipe, Action<string> report, CancellationToken cancel) =>
        new RecipeRunner(services.GetRequiredService<IServiceScopeFactory>()).RunAsync(Find(recipe), report, cancel);

    private static string Find(string recipe)
    {
        if (File.Exists(recipe)) { return recipe; }
        var shipped = Path.Combine(AppContext.BaseDirectory, "seeds", recipe.EndsWith(".json", StringComparison.Ordinal) ? recipe : recipe + ".json");
        return File.Exists(shipped) ? shipped : recipe;
    }
}
