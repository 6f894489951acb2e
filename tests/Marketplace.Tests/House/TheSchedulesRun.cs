using Marketplace.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Marketplace.Tests.House;

public sealed class TheSchedulesRun(SiteFactory site) : IClassFixture<SiteFactory>
{
    [Fact]
    public async Task Each_job_of_each_module_is_scheduled_once_the_site_answers()
    {
        var scheduler = await site.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var jobs = site.Services.GetRequiredService<ModuleCatalog>().Assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(ScheduledJob)));
        await SiteFactory.EventuallyAsync(async () => await scheduler.GetStatus() == SchedulerStatus.Running, "the schedules start");
        foreach (var job in jobs) { Assert.True(await scheduler.Exists(new JobKey(job.Name)), job.Name); }
    }
}
