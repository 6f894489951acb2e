using System.Net.Http.Json;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search;

public sealed class LevelsEnd(SearchSite site) : IClassFixture<SearchSite>
{
    private async Task<int> TotalAsync(string level)
    {
        await site.IndexedAsync();
        return (await site.Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?level=" + level)).GetProperty("total").GetInt32();
    }

    [Fact]
    public async Task After_the_last_day_of_its_certificate_an_organization_is_not_found_by_that_level()
    {
        var id = (await site.OrganizationAsync("证书到期企业", verified: true)).Id;
        var today = DateOnly.FromDateTime(Moments.Here(site.Clock.GetUtcNow()).DateTime);
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Organization>().SingleAsync(o => o.Id == id)).SetLevels([new OrganizationLevel("high-tech", "GR1", today.AddDays(1)), new OrganizationLevel("sme", "KJ2", today.AddDays(300))]);
            return await db.SaveChangesAsync();
        });
        Assert.Equal((1, 1), (await TotalAsync("high-tech"), await TotalAsync("sme")));
        site.Clock.Advance(TimeSpan.FromDays(2));
        await site.InScopeAsync(services => services.GetRequiredService<VerificationJob>().RunAsync(default));
        Assert.Equal((0, 1), (await TotalAsync("high-tech"), await TotalAsync("sme")));
    }
}
