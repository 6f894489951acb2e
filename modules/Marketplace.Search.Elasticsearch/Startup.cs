using Marketplace.Modularity;
using Marketplace.Search.Evaluation;
using Marketplace.Search.Query;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Elasticsearch;

public sealed class Startup : ModuleStartup
{
    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        if (!"Elasticsearch".Equals(configuration["Search:Engine"], StringComparison.OrdinalIgnoreCase)) { return; }
        services.AddOptions<ElasticsearchOptions>().BindConfiguration(ElasticsearchOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ElasticsearchOptions>, ElasticsearchOptionsAreRight>();
        services.AddSingleton<ISearchEngine>(p => Engine(p, p.GetRequiredService<IOptions<ElasticsearchOptions>>().Value, passing: false));
        services.AddSingleton(p => new EngineMaker(_ => Engine(p, Passing(p.GetRequiredService<IOptions<ElasticsearchOptions>>().Value), passing: true)));
    }

    private static ElasticsearchOptions Passing(ElasticsearchOptions options) => options.WithIndex($"{options.Index}-passing-{Guid.NewGuid():N}");

    private static ElasticsearchSearchEngine Engine(IServiceProvider services, ElasticsearchOptions options, bool passing) => new(options, services.GetRequiredService<Ranking>(),
        services.GetRequiredService<Glossary>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ElasticsearchSearchEngine>>(), passing);
}
