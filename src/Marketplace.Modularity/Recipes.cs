using System.Text.Json;

namespace Marketplace.Modularity;

/// <summary>Runs one kind of step of a recipe. A step may be run any number of times and ends in the same state.</summary>
public interface IRecipeStep
{
    /// <summary>The step's <c>name</c> in the recipe.</summary>
    string Name { get; }

    /// <exception cref="RecipeException">What is wrong and where.</exception>
    Task RunAsync(JsonElement step, RecipeContext context, CancellationToken cancel);
}

/// <summary>Where the recipe lies and where the step tells what it did.</summary>
public sealed record RecipeContext(string File, Action<string> Report);

/// <summary>A recipe that cannot be followed. <see cref="Pointer"/> is the JSON pointer of the wrong value, from which the line is found.</summary>
public sealed class RecipeException(string message, string pointer = "") : Exception(message)
{
    public string Pointer { get; } = pointer;
}

/// <summary>One check of <c>doctor</c>: compares what must agree (database and index, rows and files) and says each difference in a sentence.</summary>
public interface IDoctorCheck
{
    string Name { get; }
    IAsyncEnumerable<string> FindAsync(CancellationToken cancel);

    /// <summary>After looking: what was not compared and why. Not a difference; null where everything was looked at.</summary>
    string? Remark => null;

    /// <summary>After looking: what stands there, in a line (how much, how far); null where there is nothing to tell.</summary>
    string? Seen => null;
}
