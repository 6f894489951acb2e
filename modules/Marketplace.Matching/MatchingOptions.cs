using Marketplace.Matching.Scoring;
using Microsoft.Extensions.Options;

namespace Marketplace.Matching;

/// <summary>Section <c>Matching</c>.</summary>
internal sealed class MatchingOptions
{
    public const string Section = "Matching";

    /// <summary>A file of coefficients of the site's own, as <c>evaluate --matching --fit</c> writes it; those delivered with the site where none is named.</summary>
    public string? Coefficients { get; set; }
}

internal sealed class MatchingOptionsCheck : IValidateOptions<MatchingOptions>
{
    public ValidateOptionsResult Validate(string? name, MatchingOptions options)
    {
        try
        {
            Coefficients.Load(options.Coefficients);
            return ValidateOptionsResult.Success;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException) { return ValidateOptionsResult.Fail($"Matching:Coefficients: {problem.Message}"); }
    }
}
