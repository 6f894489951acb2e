using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Marketplace.Modularity;

/// <summary>A job of a module. It is idempotent: after a crash, or on a second host, it may run again.</summary>
public abstract class ScheduledJob : IJob
{
    public abstract Task RunAsync(CancellationToken cancel);
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await RunAsync(cancellationToken);
}

public static class Schedules
{
    /// <param name="services">The site's services.</param>
    /// <param name="cron">Quartz cron expression in UTC: seconds first, six fields.</param>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services, string cron) where TJob : ScheduledJob
    {
        services.AddScoped<TJob>();
        services.AddQuartz(quartz => quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(typeof(TJob).Name).WithCronSchedule(cron, c => c.InTimeZone(TimeZoneInfo.Utc)),
            job => job.WithIdentity(typeof(TJob).Name).DisallowConcurrentExecution()));
        return services;
    }
}
