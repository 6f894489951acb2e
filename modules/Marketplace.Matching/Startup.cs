using Marketplace.Data;
using Marketplace.Matching.Measuring;
using Marketplace.Matching.Scoring;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketplace.Matching;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Matching.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
    [
        new(MenuPlace.Workspace, "matching.menu", "/workspace/matches", "puzzle", Matching.Permissions.Read, 30) { Count = "matches" },
        new(MenuPlace.Admin, "matching.admin", "/admin/matches", "puzzle", Matching.Permissions.Oversee, 30),
    ];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MatchingOptions>().BindConfiguration(MatchingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MatchingOptions>, MatchingOptionsCheck>();
        services.AddSingleton(p => Coefficients.Load(p.GetRequiredService<IOptions<MatchingOptions>>().Value.Coefficients));
        services.AddSingleton<MatchMeasuring>().AddScoped<SiteDemands>().AddScoped<SiteFeedback>();
        services.AddSingleton<Reasons.Criteria>().AddScoped<Finding>().AddScoped<OrganizationChanges>().AddScoped<Keeping>();
        services.AddSingleton<EventReader, Pushing>();
        services.AddScoped<MatchViews>().AddScoped<MatchCounts>().AddScoped<IDeskCount>(p => p.GetRequiredService<MatchCounts>()).AddScoped<Judging>().AddScoped<Recommending>().AddScoped<DealServices>().AddScoped<Going>();
        services.AddMailTopic(DigestJob.Topic).AddJob<DigestJob>("0 0 23 * * ?").AddJob<DeadlineJob>("0 5 16 * * ?");
    }

    public override void MapEndpoints(WebApplication app) => MatchActions.Map(app);
}
