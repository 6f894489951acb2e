using Quartz;

namespace Marketplace.Web;

/// <summary>Starts the schedules of all modules once the site answers: no reader waits for them.</summary>
internal sealed class StartSchedules(ISchedulerFactory factory, IHostApplicationLifetime life, ILogger<StartSchedules> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var serving = new TaskCompletionSource();
        await using var started = life.ApplicationStarted.Register(serving.SetResult);
        try
        {
            await serving.Task.WaitAsync(stopping);
            await (await factory.GetScheduler(stopping)).Start(stopping);
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            logger.LogCritical(problem, "The schedules cannot start: reminders, expiry and cleaning do not run");
        }
    }

    public override async Task StopAsync(CancellationToken cancel)
    {
        await base.StopAsync(cancel);
        foreach (var scheduler in await factory.GetAllSchedulers(cancel)) { await scheduler.Shutdown(waitForJobsToComplete: true, cancel); }
    }
}
