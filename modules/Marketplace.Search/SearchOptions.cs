using Marketplace.Search.Vectors;
using Microsoft.Extensions.Options;

namespace Marketplace.Search;

/// <summary>Section <c>Search</c>: what holds for every engine. An engine's own keys are checked by its module.</summary>
public sealed class SearchOptions
{
    public const string Section = "Search";
    public static readonly IReadOnlyList<string> Engines = ["Lucene", "Elasticsearch"];

    /// <summary>One of <see cref="Engines"/>, in any case; empty is the first.</summary>
    public string Engine { get; set; } = "Lucene";

    /// <summary>Folder with <c>glossary.tsv</c> and <c>synonyms.tsv</c>; <c>seeds/synonyms</c> beside the program where it is not given.</summary>
    public string? Synonyms { get; set; }

    public EmbeddingOptions Embeddings { get; set; } = new();
    public AlertOptions Alerts { get; set; } = new();
    public StatisticsOptions Statistics { get; set; } = new();
    public ClusterOptions Elasticsearch { get; set; } = new();

    /// <summary>Meaning beside the words.</summary>
    public sealed class EmbeddingOptions
    {
        /// <summary>Folder with a sentence-embedding model, as <c>model add</c> makes it; without one everything works on words.</summary>
        public string? Model { get; set; }

        /// <summary>Threads that make vectors beside each other, 1 to 64; 0 is half of what the machine has.</summary>
        public int Threads { get; set; }
    }

    /// <summary>Of an engine's own keys the one that holds for a question as a whole; its module checks it with the others.</summary>
    public sealed class ClusterOptions
    {
        /// <summary>How long a question that somebody waits for may take before the database answers instead.</summary>
        public int SecondsToAnswer { get; set; } = 4;
    }

    /// <summary>What followers of a search are told.</summary>
    public sealed class AlertOptions
    {
        /// <summary>Listings named in one mail, 1 to 50; of the others only the number.</summary>
        public int MostInMail { get; set; } = 10;

        /// <summary>Least minutes between two mails of one search that tells at once, 0 to 1440.</summary>
        public int MinutesBetween { get; set; } = 15;

        /// <summary>Searches that one person can follow, 1 to 1000.</summary>
        public int MostPerPerson { get; set; } = 100;
    }

    /// <summary>What is counted of queries.</summary>
    public sealed class StatisticsOptions
    {
        public bool Enabled { get; set; } = true;

        /// <summary>Months for which single queries are kept, 1 to 60; of older ones only sums.</summary>
        public int MonthsKept { get; set; } = 13;

        /// <summary>Seconds for which counts stay in memory before they are written, 1 to 600.</summary>
        public int SecondsBetweenWrites { get; set; } = 15;
    }
}

internal sealed class SearchOptionsCheck : IValidateOptions<SearchOptions>
{
    public ValidateOptionsResult Validate(string? name, SearchOptions options)
    {
        var wrong = new List<string>();
        if (options.Engine.Length > 0 && !SearchOptions.Engines.Contains(options.Engine, StringComparer.OrdinalIgnoreCase)) { wrong.Add($"Search:Engine is '{options.Engine}'; it can be {string.Join(" or ", SearchOptions.Engines)}."); }
        if (options.Synonyms is { } folder && !Directory.Exists(folder)) { wrong.Add($"Search:Synonyms is '{folder}', which is no folder."); }
        if (options.Embeddings.Model is { Length: > 0 } model)
        {
            try { EmbeddingSettings.Read(model); }
            catch (ModelFolderException refused) { wrong.Add($"Search:Embeddings:Model is '{model}'. {refused.Message}"); }
        }
        In(wrong, "Search:Embeddings:Threads", options.Embeddings.Threads, 0, 64);
        In(wrong, "Search:Alerts:MostInMail", options.Alerts.MostInMail, 1, 50);
        In(wrong, "Search:Alerts:MinutesBetween", options.Alerts.MinutesBetween, 0, 1440);
        In(wrong, "Search:Alerts:MostPerPerson", options.Alerts.MostPerPerson, 1, 1000);
        In(wrong, "Search:Statistics:MonthsKept", options.Statistics.MonthsKept, 1, 60);
        In(wrong, "Search:Statistics:SecondsBetweenWrites", options.Statistics.SecondsBetweenWrites, 1, 600);
        In(wrong, "Search:Elasticsearch:SecondsToAnswer", options.Elasticsearch.SecondsToAnswer, 1, 120);
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static void In(List<string> wrong, string key, int value, int least, int most)
    {
        if (value < least || value > most) { wrong.Add($"{key} is {value}; it can be from {least} to {most}."); }
    }
}
