using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Tests.Search;

/// <summary>A site whose cluster is not there: the database answers.</summary>
public sealed class WhileTheEngineIsAway(WhileTheEngineIsAway.AwaySite site) : IClassFixture<WhileTheEngineIsAway.AwaySite>
{
    public sealed class AwaySite : SearchSite
    {
        public AwaySite() => Clock.MeasuresNothing = true;

        protected override IEnumerable<string> Settings =>
            [.. base.Settings, "--Search:Engine=Elasticsearch", "--Search:Elasticsearch:Url=http://127.0.0.1:9", "--Logging:LogLevel:Default=Error"];
    }

    private async Task<JsonElement> AskAsync(string query) => await site.Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?" + query);

    private async Task<List<string>> TitlesAsync(string text, string more = "") =>
        [.. (await AskAsync($"q={Uri.EscapeDataString(text)}{more}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()!)];

    [Theory]
    [InlineData("铸铝合金，轮毂", true)]
    [InlineData("「铸铝合金」", true)]
    [InlineData("“铸铝合金”轮毂！", true)]
    [InlineData("鑄鋁合金", true)]
    [InlineData("铸铝合金 -回收", true)]
    [InlineData("铸铝合金 -轮毂", false)]
    [InlineData("铸铝合金 -“轻型轮毂”", false)]
    [InlineData("铸铝合金 独角兽", false)]
    public async Task What_contains_the_words_is_found_and_what_is_not_wanted_is_left_out(string typed, bool found)
    {
        if ((await TitlesAsync("铸铝合金轻型轮毂")).Count == 0) { await site.PublishAsync(SearchSite.Achievement("铸铝合金轻型轮毂")); }
        Assert.Equal(found ? ["铸铝合金轻型轮毂"] : [], await TitlesAsync(typed));
    }

    [Fact]
    public async Task Organizations_are_among_everything_and_only_verified_ones()
    {
        await site.OrganizationAsync("海门风电研究院", verified: true);
        await site.OrganizationAsync("海门风电冒名公司");
        Assert.Equal(["海门风电研究院"], await TitlesAsync("海门风电"));
        Assert.Equal(["海门风电研究院"], await TitlesAsync("海门风电", "&kind=demand&kind=organization"));
        Assert.Empty(await TitlesAsync("海门风电", "&kind=demand"));
    }

    [Fact]
    public async Task All_that_is_counted_can_be_paged_through_in_the_order_that_was_chosen()
    {
        for (var i = 0; i < 25; i++)
        {
            await site.PublishAsync(SearchSite.Achievement($"翻页样本{i:00}") with { Price = new Price { Kind = PriceKind.Fixed, From = 10_000 + (i * 7 % 25), To = 10_000 + (i * 7 % 25), Currency = "CNY" } });
        }
        foreach (var (sort, expected) in new[] { ("newest", Enumerable.Range(0, 25).Reverse()), ("price", Enumerable.Range(0, 25).OrderBy(i => i * 7 % 25)) })
        {
            var seen = new List<string>();
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await AskAsync($"q={Uri.EscapeDataString("翻页样本")}&limit=10&sort={sort}&cursor={cursor}");
                Assert.Equal(25, page.GetProperty("total").GetInt32());
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()!));
                cursor = page.GetProperty("next").GetString();
            }
            Assert.Equal(expected.Select(i => $"翻页样本{i:00}"), seen);
        }
    }

    [Fact]
    public async Task More_than_a_thousand_newer_listings_hide_nothing()
    {
        var old = await site.PublishAsync(SearchSite.Achievement("压箱底的成果"));
        await site.WithDatabaseAsync(async db =>
        {
            for (var i = 0; i < 1_050; i++)
            {
                var listing = new Listing(old.Organization, new AchievementContent { Title = new Bilingual($"新{i}"), Fields = ["bio"], Trl = 3 }, null, site.Clock.GetUtcNow());
                db.Add(listing.PublishAtOnce(site.Clock.GetUtcNow()));
                db.Add(listing);
            }
            return await db.SaveChangesAsync();
        });
        Assert.Equal(["压箱底的成果"], await TitlesAsync("压箱底"));
    }

    [Fact]
    public async Task The_page_offers_no_counts_no_ranking_and_no_empty_filter()
    {
        await site.PublishAsync(SearchSite.Achievement("磁悬浮轴承样机"));
        using var browser = site.Browser();
        var asked = "/achievements?q=" + Uri.EscapeDataString("磁悬浮轴承");
        var plain = await new Reader(browser).OpenAsync(asked);
        Assert.Empty(plain.QuerySelectorAll("main a[href='#facets']"));
        Assert.Equal("newest", plain.QuerySelector("#sort option[selected]")!.GetAttribute("value"));
        Assert.Empty(plain.QuerySelectorAll("#sort option[value=relevance]"));
        var narrowed = await new Reader(browser).OpenAsync(asked + "&field=new-it&field=bio");
        Assert.Equal(2, narrowed.QuerySelectorAll("#facets input[name=field][checked]").Length);
        Assert.Empty(narrowed.QuerySelectorAll("#facets li .num"));
        Assert.NotEmpty(narrowed.QuerySelectorAll("main a[href='#facets']"));
    }

    [Theory]
    [InlineData("/achievements", "直接来自数据库")]
    [InlineData("/achievements?q=犇骉猋", "数据库只找直接包含这些词的信息")]
    public async Task What_the_page_says_of_it_fits_what_was_asked(string path, string said)
    {
        await site.PublishAsync(SearchSite.Achievement("任意一项"));
        Assert.Contains(said, (await new Reader(site.Browser()).OpenAsync(path)).QuerySelector("main .note.warn")!.TextContent);
    }

    [Fact]
    public async Task Operators_are_told_why()
    {
        var page = await new Reader(await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator))).OpenAsync("/admin/searches");
        Assert.Contains("Search:Elasticsearch:Url", page.QuerySelector("section[aria-labelledby=index] .note.warn")!.TextContent);
    }

    [Fact]
    public async Task What_the_database_answered_is_given_to_nobody_else()
    {
        using var browser = site.Browser();
        for (var asked = 0; asked < 4; asked++)
        {
            var page = await browser.GetAsync("/search?q=" + Uri.EscapeDataString("不进缓存"));
            Assert.Contains("搜索引擎暂时不可用", await page.Content.ReadAsStringAsync());
            Assert.Null(page.Headers.Age);
            var feed = await browser.GetAsync("/search.atom?q=" + Uri.EscapeDataString("不进缓存"));
            Assert.True(feed.Headers.CacheControl!.NoStore);
            Assert.Null(feed.Headers.Age);
        }
    }
}
