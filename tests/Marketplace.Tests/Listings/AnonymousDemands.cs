using System.Net;
using System.Text.Json;
using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Tests.Listings;

/// <summary>A company that asks without its name is not to be found out by anything that the site sends to others.</summary>
public sealed class AnonymousDemands(PublicSite site) : IClassFixture<PublicSite>
{
    private static readonly string[] Revealing = ["绿源", "Lvyuan", "lvyuan", "LYW1", "120114"];

    [Fact]
    public async Task Nothing_that_is_sent_to_others_names_the_owner_or_its_district()
    {
        var demand = await site.PublishAsync(site.Company, PublicSite.AnonymousDemand() with { Keywords = new Keywords { Zh = ["绿源水务有限公司", "脱氮"], En = ["nitrogen"] } });
        var logo = Guid.CreateVersion7();
        await site.WithDatabaseAsync(async db =>
        {
            (await db.FindAsync<Marketplace.Accounts.Organization>(site.Company.Id))!.ShowLogo(logo);
            return await db.SaveChangesAsync();
        });
        var visitor = site.Browser();
        var scientist = await site.SignedInAsync(site.Scientist);
        await SiteFactory.EventuallyAsync(async () => (await JsonAsync(visitor, "/api/v1/search?kind=demand&q=" + Uri.EscapeDataString("出水总氮"))).GetProperty("items").EnumerateArray().Any(i => i.GetProperty("id").GetString() == demand.ShortId), "the demand is found");

        string[] paths =
        [
            demand.Path, "/en" + demand.Path, $"/api/v1/listings/{demand.ShortId}", "/demands", "/en/demands", "/search?q=" + Uri.EscapeDataString("加药"), "/", "/en",
            "/api/v1/search?kind=demand", "/api/v1/search?q=" + Uri.EscapeDataString("绿源水务"), $"/contact/{demand.ShortId}", $"/en/contact/{demand.ShortId}", "/sitemap.xml", "/sitemaps/listings-1.xml",
        ];
        foreach (var browser in new[] { visitor, scientist })
        {
            foreach (var path in paths)
            {
                var answer = await browser.GetAsync(path);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var text = WebUtility.HtmlDecode(Uri.UnescapeDataString(await answer.Content.ReadAsStringAsync()));
                // The search box repeats what was asked; the organization itself may be found, but not beside its demand.
                if (path.Contains("%E7%BB%BF", StringComparison.Ordinal)) { Assert.DoesNotContain(demand.ShortId, text); continue; }
                foreach (var word in Revealing) { Assert.False(text.Contains(word, StringComparison.Ordinal), $"{path} tells {word}"); }
                Assert.DoesNotContain(Data.ShortId.From(logo), text);
            }
        }
        Assert.DoesNotContain(demand.ShortId, await visitor.GetStringAsync(site.Company.Path));
    }

    [Fact]
    public async Task It_cannot_be_found_by_filtering_for_its_owner()
    {
        var demand = await site.PublishAsync(site.Company, PublicSite.AnonymousDemand() with { Title = new Bilingual("要一台真空冷冻干燥机") });
        var visitor = site.Browser();
        await SiteFactory.EventuallyAsync(async () => (await JsonAsync(visitor, "/api/v1/search?q=" + Uri.EscapeDataString("真空冷冻干燥机"))).GetProperty("total").GetInt32() == 1, "the demand is found");
        foreach (var query in new[] { $"organization={site.Company.Id}", "orgkind=enterprise", "region=120114" })
        {
            var found = await JsonAsync(visitor, "/api/v1/search?kind=demand&" + query);
            Assert.DoesNotContain(found.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == demand.ShortId);
        }
        Assert.DoesNotContain((await JsonAsync(visitor, "/api/v1/search?kind=demand")).GetProperty("facets").GetProperty("region").EnumerateArray(), r => r.GetProperty("code").GetString() == "120114");
    }

    private static async Task<JsonElement> JsonAsync(HttpClient browser, string path) => JsonDocument.Parse(await browser.GetStringAsync(path)).RootElement.Clone();
}
