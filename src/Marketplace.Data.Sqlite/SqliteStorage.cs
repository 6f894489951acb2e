using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Data.Sqlite;

public static class SqliteStorage
{
    /// <summary>SQLite in WAL mode with full syncing. Transactions take the write lock at their start (the driver's default) and wait up to 30 s for it.</summary>
    public static IServiceCollection AddMarketplaceSqlite(this IServiceCollection services, string connectionString)
    {
        var connection = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 30, ForeignKeys = true, Pooling = true }.ToString();
        services.AddSingleton<IReaderLock, OneProcess>();
        return services.AddDbContext<MarketplaceDbContext>(options => options
            .UseSqlite(connection, sqlite => sqlite
                .MigrationsAssembly(typeof(SqliteStorage).Assembly.GetName().Name)
                .UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)
                // A list of ids goes as one parameter: as one for each id, the SQL was written anew at every call, under a lock.
                .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            // A column that a migration adds stands at the end, which is as good a place as any.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.ColumnOrderIgnoredWarning))
            .AddInterceptors(Pragmas.Instance), optionsLifetime: ServiceLifetime.Singleton);
    }

    /// <summary>
    /// Said once to each connection of the pool, not at each opening: it keeps them. The cache is small, because every connection has one of its own and the system keeps the file's pages as well.
    /// </summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();
        private const string Sql = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA cache_size=-4000;";
        private readonly ConditionalWeakTable<object, object> told = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (IsTold(connection)) { return; }
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
            Remember(connection);
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancel = default)
        {
            if (IsTold(connection)) { return; }
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(cancel);
            Remember(connection);
        }

        private bool IsTold(DbConnection connection) => ((SqliteConnection)connection).Handle is { } handle && told.TryGetValue(handle, out _);

        private void Remember(DbConnection connection)
        {
            if (((SqliteConnection)connection).Handle is { } handle) { told.AddOrUpdate(handle, this); }
        }
    }

    /// <summary>With SQLite only the serving process reads the log; verbs beside it do not.</summary>
    private sealed class OneProcess : IReaderLock
    {
        public Task<IAsyncDisposable?> TryTakeAsync(string reader, CancellationToken cancel) => Task.FromResult<IAsyncDisposable?>(new Held());

        private sealed class Held : IAsyncDisposable
        {
            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
