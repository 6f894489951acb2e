using Medallion.Threading.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Data.Postgres;

public static class PostgresStorage
{
    public static IServiceCollection AddMarketplacePostgres(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<IReaderLock>(new AdvisoryLock(connectionString));
        return services.AddDbContext<MarketplaceDbContext>(options => options
            .UseNpgsql(connectionString, postgres => postgres
                .MigrationsAssembly(typeof(PostgresStorage).Assembly.GetName().Name)
                .UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery))
            // A column that a migration adds stands at the end, which is as good a place as any.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.ColumnOrderIgnoredWarning)), optionsLifetime: ServiceLifetime.Singleton);
    }

    private sealed class AdvisoryLock(string connectionString) : IReaderLock
    {
        public async Task<IAsyncDisposable?> TryTakeAsync(string reader, CancellationToken cancel) =>
            await new PostgresDistributedLock(new PostgresAdvisoryLockKey($"marketplace/{reader}", allowHashing: true), connectionString)
                .TryAcquireAsync(cancellationToken: cancel);
    }
}
