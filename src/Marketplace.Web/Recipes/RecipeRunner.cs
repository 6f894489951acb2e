using System.Text.Json;
using Json.Schema;
using Marketplace.Modularity;

namespace Marketplace.Web.Recipes;

/// <summary>Reads a recipe with all that it includes, holds it to the schema, and runs its steps. A wrong value is named with file and line before any step runs.</summary>
internal sealed class RecipeRunner(IServiceScopeFactory scopes)
{
    /// <summary>By their text: the library takes a schema of one name only once in a process. Read under a lock.</summary>
    private static readonly Dictionary<string, JsonSchema> Schemas = [];

    private sealed record Loaded(string File, string Text, JsonElement Root);

    /// <exception cref="RecipeException">The message names file and line.</exception>
    public async Task RunAsync(string file, Action<string> report, CancellationToken cancel)
    {
        var recipes = new List<Loaded>();
        Load(Path.GetFullPath(file), recipes, [], SchemaFor(file));
        foreach (var recipe in recipes)
        {
            if (!recipe.Root.TryGetProperty("steps", out var steps)) { continue; }
            var index = 0;
            foreach (var step in steps.EnumerateArray()) { await RunStepAsync(recipe, step, index++, report, cancel); }
        }
    }

    private async Task RunStepAsync(Loaded recipe, JsonElement step, int index, Action<string> report, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Data.Actor>().IsProgram($"recipe {recipe.Root.GetProperty("name").GetString()}");
        var name = step.GetProperty("name").GetString();
        var runner = scope.ServiceProvider.GetServices<IRecipeStep>().SingleOrDefault(s => s.Name == name)
            ?? throw Wrong(recipe, $"/steps/{index}/name", $"There is no step '{name}'.");
        try { await runner.RunAsync(step, new RecipeContext(recipe.File, report), cancel); }
        catch (RecipeException problem) { throw Wrong(recipe, $"/steps/{index}{problem.Pointer}", problem.Message); }
        catch (JsonException problem) { throw Wrong(recipe, $"/steps/{index}", problem.Message); }
    }

    private static void Load(string file, List<Loaded> into, HashSet<string> open, JsonSchema? schema)
    {
        if (!File.Exists(file)) { throw new RecipeException($"{file}: there is no such recipe."); }
        if (!open.Add(file)) { throw new RecipeException($"{file}: the recipe includes itself in a circle."); }
        var text = File.ReadAllText(file);
        JsonElement root;
        try { root = JsonDocument.Parse(text).RootElement; }
        catch (JsonException problem) { throw new RecipeException($"{file}:{problem.LineNumber + 1}: not JSON: {problem.Message}"); }
        var recipe = new Loaded(file, text, root);
        Check(recipe, schema);
        if (root.TryGetProperty("includes", out var includes))
        {
            foreach (var include in includes.EnumerateArray()) { Load(Path.GetFullPath(include.GetString()!, Path.GetDirectoryName(file)!), into, open, schema); }
        }
        into.Add(recipe);
        open.Remove(file);
    }

    private static void Check(Loaded recipe, JsonSchema? schema)
    {
        var result = schema?.Evaluate(recipe.Root, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result is null or { IsValid: true }) { return; }
        // The deepest place says most: an error at the root only repeats that something below is wrong.
        var worst = (result.Details ?? []).Where(d => d is { IsValid: false, Errors.Count: > 0 } && !d.EvaluationPath.ToString().Contains("/if/", StringComparison.Ordinal)).MaxBy(d => d.InstanceLocation.ToString().Length);
        throw Wrong(recipe, worst?.InstanceLocation.ToString() ?? "", worst?.Errors is { } errors ? string.Join(" ", errors.Values) : "The recipe does not follow the schema.");
    }

    private static RecipeException Wrong(Loaded recipe, string pointer, string message) =>
        new($"{recipe.File}:{JsonLines.LineOf(recipe.Text, pointer)}: {message} ({(pointer.Length == 0 ? "/" : pointer)})");

    /// <summary>The schema lies beside the recipes, at most two folders up.</summary>
    private static JsonSchema? SchemaFor(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        for (var up = 0; up < 3 && folder is not null; up++, folder = Path.GetDirectoryName(folder))
        {
            var schema = Path.Combine(folder, "recipe.schema.json");
            if (!File.Exists(schema)) { continue; }
            lock (Schemas)
            {
                var text = File.ReadAllText(schema);
                return Schemas.TryGetValue(text, out var known) ? known : Schemas[text] = JsonSchema.FromText(text);
            }
        }
        return null;
    }
}
