using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Marketplace.Web;

internal sealed class DatabaseAnswers(MarketplaceDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancel = default) =>
        await db.Database.CanConnectAsync(cancel) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
}

internal sealed class StorageWrites(SiteFolder folder) : IHealthCheck
{
    private static readonly byte[] Something = new byte[4096];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancel = default)
    {
        try
        {
            // Some bytes, not none: an empty file can be made on a full disk.
            await using var file = new FileStream(Path.Combine(folder.Path, ".ready"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await file.WriteAsync(Something, cancel);
            return HealthCheckResult.Healthy();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("The data directory cannot be written.", problem);
        }
    }
}
