using Marketplace.Modularity;
using Marketplace.Search.Evaluation;
using Marketplace.Search.Query;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Marketplace.Search.Lucene;

public sealed class Startup : ModuleStartup
{
    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Search:Engine"] is { Length: > 0 } engine && !engine.Equals("Lucene", StringComparison.OrdinalIgnoreCase)) { return; }
        services.AddSingleton(p => new LuceneSearchEngine(
            Path.Combine(p.GetRequiredService<SiteFolder>().Path, "search"), p.GetRequiredService<Ranking>(), p.GetRequiredService<Glossary>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISearchEngine>(p => p.GetRequiredService<LuceneSearchEngine>());
        services.AddSingleton(p => new EngineMaker(folder => new LuceneSearchEngine(folder, p.GetRequiredService<Ranking>(), p.GetRequiredService<Glossary>(), p.GetRequiredService<TimeProvider>())));
        services.AddHostedService<OpenIndex>();
    }

    /// <summary>A second process on the same index is refused at its start, with the reason.</summary>
    private sealed class OpenIndex(LuceneSearchEngine engine) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Run(engine.Open, cancellationToken);
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
