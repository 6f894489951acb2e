using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Marketplace.Search.Lucene;
using Marketplace.Search.Query;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Marketplace.Tests.Search;

/// <summary>Who asks /readyz before sending readers here must not be told "ready" by an index that finds nothing yet.</summary>
public sealed class TheSearchIsReady(SiteFactory site) : IClassFixture<SiteFactory>
{
    [Fact]
    public async Task An_empty_index_is_unready_until_it_has_caught_up_once()
    {
        await site.WithDatabaseAsync(db =>
        {
            db.Add(new Organization(new Bilingual("测试大学", "Test University"), OrganizationKind.University, new ForeignRegistration("DE", "HRB 1", null), DateTimeOffset.UtcNow));
            return db.SaveChangesAsync();
        });
        var folder = Directory.CreateTempSubdirectory("marketplace-lucene-");
        try
        {
            using var engine = new LuceneSearchEngine(folder.FullName, Ranking.Default, Glossary.Empty, TimeProvider.System);
            var ready = new SearchAnswers(engine, site.Services.GetRequiredService<IServiceScopeFactory>());
            var before = await ready.CheckHealthAsync(new HealthCheckContext());
            Assert.Equal(HealthStatus.Unhealthy, before.Status);
            Assert.StartsWith("filling", before.Description);

            var last = await site.InScopeAsync(services => services.GetRequiredService<IndexFeed>().LastPositionAsync(default));
            await engine.ApplyAsync([], last, default);
            Assert.Equal(HealthStatus.Healthy, (await ready.CheckHealthAsync(new HealthCheckContext())).Status);
        }
        finally { folder.Delete(recursive: true); }
    }

    [Fact]
    public async Task A_site_in_which_nothing_has_happened_is_ready() =>
        await SiteFactory.EventuallyAsync(async () => (await site.Browser().GetAsync("/readyz")).IsSuccessStatusCode, "the site is ready");
}
