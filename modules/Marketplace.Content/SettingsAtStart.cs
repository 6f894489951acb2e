using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Marketplace.Content;

internal sealed class SettingsAtStart(IServiceScopeFactory scopes, CurrentProfile current) : IHostedService
{
    public async Task StartAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var settings = await scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>().Set<SiteSettings>().AsNoTracking().SingleOrDefaultAsync(cancel);
        if (settings is not null) { current.Value = settings.Profile; }
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
}
