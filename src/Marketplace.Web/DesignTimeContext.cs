using Marketplace.Data;
using Marketplace.Data.Postgres;
using Marketplace.Data.Sqlite;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore.Design;

namespace Marketplace.Web;

/// <summary>For <c>dotnet ef migrations add NAME --project src/Marketplace.Data.Sqlite --startup-project src/Marketplace.Web -- Sqlite</c>, and the same for Postgres.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<MarketplaceDbContext>
{
    public MarketplaceDbContext CreateDbContext(string[] args)
    {
        var services = new ServiceCollection().AddSingleton(ModuleCatalog.Discover()).AddSingleton(TimeProvider.System).AddMarketplaceData();
        if (args.Contains("Postgres")) { services.AddMarketplacePostgres("Host=localhost"); } else { services.AddMarketplaceSqlite("Data Source=design.db"); }
        return services.BuildServiceProvider().CreateScope().ServiceProvider.GetRequiredService<MarketplaceDbContext>();
    }
}
