using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Search.Benchmark;
using Marketplace.Search.Evaluation;
using Marketplace.Search.Feeds;
using Marketplace.Search.Indexing;
using Marketplace.Search.Query;
using Marketplace.Search.Saved;
using Marketplace.Search.Statistics;
using Marketplace.Search.Terms;
using Marketplace.Search.Vectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketplace.Search;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Search.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
    [
        new(MenuPlace.Workspace, "search.saved", "/workspace/searches", "bookmark", Search.Permissions.Follow, 50) { Count = "searches" },
        new(MenuPlace.Admin, "search.glossary", "/admin/glossary", "language", Search.Permissions.EditGlossary, 62),
        new(MenuPlace.Admin, "search.statistics", "/admin/searches", "chart-bar", Search.Permissions.ViewStatistics, 64),
    ];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        // Before the options are looked at: without an engine nothing of the site could be made.
        if (configuration["Search:Engine"] is { Length: > 0 } engine && !SearchOptions.Engines.Contains(engine, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"Search:Engine is '{engine}'; it can be {string.Join(" or ", SearchOptions.Engines)}.");
        }
        services.AddSingleton(Ranking.Default);
        services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SearchOptions>, SearchOptionsCheck>();
        services.AddSingleton(p => Glossary.Load(p.GetRequiredService<Ranking>(), p.GetRequiredService<IOptions<SearchOptions>>().Value.Synonyms));
        services.AddSingleton<Embeddings>().AddHostedService<Vectorizing>();
        services.AddSingleton<Searching>().AddSingleton<Reindexing>().AddSingleton<Evaluating>().AddSingleton(p => new Benching(p.GetRequiredService<EngineMaker>(), p.GetRequiredService<Glossary>(), p.GetRequiredService<Embeddings>())).AddSingleton<FacetNames>().AddSingleton<ListingCards>().AddSingleton(p => new WordsInCommon(p.GetRequiredService<Glossary>(), p.GetRequiredService<Embeddings>()));
        services.AddSingleton<FeedWriter>();
        services.AddSingleton<FollowedQueries>().AddSingleton<AlertLinks>().AddSingleton<SearchAlerts>().AddSingleton<EventReader, FollowingSearches>();
        services.AddSingleton<GlossaryFiles>().AddSingleton<GlossaryTrial>();
        services.AddSingleton<KeepingGlossary>().AddSingleton<EventReader>(p => p.GetRequiredService<KeepingGlossary>());
        services.AddSingleton<QueryTokens>().AddSingleton<QueryCounts>().AddSingleton<IStartupFilter, CountingQueries>();
        services.AddSingleton<WritingCounts>().AddHostedService(p => p.GetRequiredService<WritingCounts>()).AddJob<ForgetQueriesJob>("0 40 18 * * ?");
        services.AddScoped<IDeskCount, NewFinds>().AddMailTopic(SearchAlerts.Topic).AddJob<SearchAlertsJob>("20 * * * * ?");
        services.AddEventReader("search-members").Handle<PersonClosed, ForgetSearches>();
        services.AddScoped<IndexFeed>().AddScoped<IndexStandings>().AddScoped<DatabaseSearch>().AddScoped<IDoctorCheck, IndexAgrees>().AddScoped<IDoctorCheck, ModelWorks>();
        services.AddSingleton<EventReader, Indexing.Indexing>();
        services.Configure<RazorPagesOptions>(pages =>
        {
            foreach (var list in (string[])["achievements", "demands", "services", "organizations"]) { pages.Conventions.AddPageRoute("/Search/Index", list); }
        });
        services.AddSingleton<SearchAnswers>().AddScoped<IAuditNames, Terms.AuditedTerms>();
        services.AddHealthChecks().AddCheck<SearchAnswers>("index");
    }

    public override void MapEndpoints(WebApplication app)
    {
        SearchApi.Map(app);
        Suggestions.Map(app);
        SearchFeeds.Map(app);
        OpenedResults.Map(app);
    }
}
