using Marketplace.Search.Elasticsearch;
using Marketplace.Search.Query;
using Microsoft.Extensions.Logging.Abstractions;

namespace Marketplace.Tests.Search;

/// <summary>The server that MARKETPLACE_TEST_ELASTICSEARCH names. Every test has indexes of its own there, which go with it.</summary>
internal static class ElasticsearchServer
{
    public static string? Url => Environment.GetEnvironmentVariable("MARKETPLACE_TEST_ELASTICSEARCH") is { Length: > 0 } named ? named : null;

    public static void Wanted() => Skip.If(Url is null, "MARKETPLACE_TEST_ELASTICSEARCH names no Elasticsearch.");

    /// <summary>A server that shares its processors with all other tests is late at times; none of them is about being late.</summary>
    public const int SecondsToAnswer = 60;

    public static ElasticsearchOptions Options() => new() { Url = Url!, Index = $"test-{Guid.NewGuid():N}", SecondsToAnswer = SecondsToAnswer };

    /// <param name="options">Which server and index.</param>
    /// <param name="passing">The indexes go with the engine.</param>
    public static ElasticsearchSearchEngine Engine(ElasticsearchOptions options, bool passing = true) => Engine(options, Glossary.Empty, passing);

    public static ElasticsearchSearchEngine Engine(ElasticsearchOptions options, Glossary glossary, bool passing = true, Ranking? ranking = null) =>
        new(options, ranking ?? Ranking.Default, glossary, TimeProvider.System, NullLogger.Instance, passing);
}
