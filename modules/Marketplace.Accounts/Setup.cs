using System.Security.Cryptography;
using System.Text;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketplace.Accounts;

/// <summary>A site without an administrator: whoever can read its log makes the first one at <c>/setup</c>. The token is new at each start, and told beside it: the first answer does not wait.</summary>
internal sealed class Setup(IServiceScopeFactory scopes, SiteAddress site, ILogger<Setup> logger) : BackgroundService
{
    public string Token { get; } = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 24);

    public bool Fits(string? token) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token?.Trim() ?? ""), Encoding.UTF8.GetBytes(Token));

    public static Task<bool> IsNeededAsync(MarketplaceDbContext db, CancellationToken cancel) =>
        db.Set<Person>().AllAsync(p => p.SiteRole != SiteRole.Administrator || p.DeactivatedAt != null, cancel);

    protected override async Task ExecuteAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!await IsNeededAsync(scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>(), cancel)) { return; }
        logger.LogWarning("The site has no administrator. Open {Address} and give this token: {Token}", site.Absolute(Language.Zh, "/setup"), Token);
    }
}
