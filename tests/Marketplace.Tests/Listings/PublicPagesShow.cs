using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Tests.Listings;

public sealed partial class PublicPagesShow(PublicSite site) : IClassFixture<PublicSite>
{
    private static readonly (Stage Stage, string Text)[] Texts =
        [(Stage.Teaser, "公开的说明文字"), (Stage.Members, "会员才能看的应用"), (Stage.Nda, "签了保密协议才能看的配方"), (Stage.DealRoom, "交易室里的底价")];

    private static async Task<string> TextAsync(HttpClient browser, string path)
    {
        var response = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    private async Task SeesUpToAsync(HttpClient browser, Listing listing, Stage most)
    {
        var page = await TextAsync(browser, listing.Path);
        var api = await TextAsync(browser, $"/api/v1/listings/{listing.ShortId}");
        foreach (var (stage, text) in Texts)
        {
            Assert.Equal(stage <= most, page.Contains(text, StringComparison.Ordinal));
            Assert.Equal(stage <= most, api.Contains(text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_a_later_stage_holds_back_is_in_neither_page_nor_api()
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement());
        await SeesUpToAsync(site.Browser(), listing, Stage.Teaser);
        await SeesUpToAsync(await site.SignedInAsync(site.Buyer), listing, Stage.Members);
        await SeesUpToAsync(await site.SignedInAsync(site.Loner), listing, Stage.Members);
        await SeesUpToAsync(await site.SignedInAsync(site.Scientist), listing, Stage.DealRoom);
        await SeesUpToAsync(await site.SignedInAsync(site.Operator), listing, Stage.DealRoom);
        await SeesUpToAsync(site.Browser(), listing, Stage.Teaser);
    }

    [Theory]
    [InlineData(Visibility.Members, false, true, true)]
    [InlineData(Visibility.Verified, false, false, true)]
    [InlineData(Visibility.Invited, false, false, false)]
    public async Task Who_may_not_know_of_a_listing_finds_nothing(Visibility visibility, bool visitor, bool member, bool verified)
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement() with { Visibility = visibility });
        await FindsAsync(site.Browser(), listing, visitor);
        await FindsAsync(await site.SignedInAsync(site.Loner), listing, member);
        await FindsAsync(await site.SignedInAsync(site.Buyer), listing, verified);
        await FindsAsync(await site.SignedInAsync(site.Scientist), listing, true);
    }

    private static async Task FindsAsync(HttpClient browser, Listing listing, bool found)
    {
        foreach (var path in new[] { listing.Path, $"/achievements/{listing.ShortId}/wrong", $"/api/v1/listings/{listing.ShortId}" })
        {
            var status = (await browser.GetAsync(path)).StatusCode;
            Assert.Equal(found ? path.EndsWith("wrong") ? HttpStatusCode.MovedPermanently : HttpStatusCode.OK : HttpStatusCode.NotFound, status);
        }
    }

    [Fact]
    public async Task An_anonymous_demand_reveals_nothing_of_its_owner()
    {
        var listing = await site.PublishAsync(site.Company, PublicSite.AnonymousDemand());
        string[] paths = [$"/demands/{listing.ShortId}/{listing.Slug}", $"/en/demands/{listing.ShortId}/{listing.Slug}", $"/api/v1/listings/{listing.ShortId}", "/", "/en/"];
        foreach (var browser in new[] { site.Browser(), await site.SignedInAsync(site.Scientist) })
        {
            foreach (var path in paths)
            {
                var text = await TextAsync(browser, path);
                Assert.DoesNotContain("绿源", text);
                Assert.DoesNotContain("lvyuan", text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(site.Company.ShortId, text);
                Assert.DoesNotContain(site.Company.Id.ToString(), text);
                Assert.DoesNotContain("120114", text);
            }
        }
        Assert.Contains("绿源水务", await TextAsync(await site.SignedInAsync(site.Buyer), listing.Path));
        Assert.Contains("绿源水务", await TextAsync(await site.SignedInAsync(site.Operator), listing.Path));
        Assert.DoesNotContain(listing.ShortId, await TextAsync(site.Browser(), site.Company.Path + "?kind=demand"));
    }

    [Fact]
    public async Task A_wrong_address_leads_to_the_right_one_and_a_closed_listing_says_so()
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement("高盐废水膜蒸馏", english: null));
        var browser = site.Browser();
        foreach (var wrong in new[] { $"/achievements/{listing.ShortId}", $"/en/demands/{listing.ShortId}/x", $"/achievements/{listing.ShortId.ToUpperInvariant()}/x" })
        {
            var response = await browser.GetAsync(wrong);
            Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
            var target = response.Headers.Location!.ToString();
            Assert.Equal(wrong.StartsWith("/en"), target.StartsWith("/en/"));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(target)).StatusCode);
        }
        await site.ChangeAsync(listing, (l, _) => l.Conclude(DateTimeOffset.UtcNow));
        var concluded = await EventuallyContainsAsync(browser, listing.Path, "已经成交");
        Assert.Contains($"日期：{Marketplace.Theme.Moments.Day(DateTimeOffset.UtcNow)}。", concluded);
        var unknown = await browser.GetAsync("/achievements/0000000000/nothing");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("没有找到这条信息", WebUtility.HtmlDecode(await unknown.Content.ReadAsStringAsync()));
        Assert.Equal("application/problem+json", (await browser.GetAsync("/api/v1/listings/0000000000")).Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_withdrawn_listing_is_gone_with_all_that_it_said()
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement(), l => l.Withdraw(DateTimeOffset.UtcNow));
        var page = await site.Browser().GetAsync(listing.Path);
        var api = await site.Browser().GetAsync($"/api/v1/listings/{listing.ShortId}");
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), (page.StatusCode, api.StatusCode));
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
        var text = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Contains("已由发布单位撤下", text);
        Assert.DoesNotContain("公开的说明文字", text);
    }

    [Fact]
    public async Task A_cached_page_holds_no_token_and_sets_no_cookie_and_is_new_after_a_change()
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement("缓存之前的标题"));
        var browser = site.Browser();
        foreach (var path in new[] { listing.Path, "/", site.University.Path, $"/api/v1/listings/{listing.ShortId}" })
        {
            await browser.GetAsync(path);
            Assert.Null((await browser.GetAsync(path)).Headers.Age);
            var cached = await browser.GetAsync(path);
            Assert.NotNull(cached.Headers.Age);
            Assert.False(cached.Headers.Contains("Set-Cookie"));
            Assert.DoesNotContain("__RequestVerificationToken", await cached.Content.ReadAsStringAsync());
        }
        await site.ChangeAsync(listing, (l, db) => { l.Edit(PublicSite.Achievement("缓存之后的标题"), DateTimeOffset.UtcNow); db.Add(l.PublishAtOnce(DateTimeOffset.UtcNow)); });
        foreach (var path in new[] { listing.Path, "/", site.University.Path, $"/api/v1/listings/{listing.ShortId}" })
        {
            Assert.DoesNotContain("缓存之前的标题", await EventuallyContainsAsync(browser, path, "缓存之后的标题"));
        }
    }

    [Fact]
    public async Task A_page_that_is_not_cached_asks_the_database_three_times_at_most()
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement());
        for (var i = 0; i < 5; i++) { await site.PublishAsync(site.University, PublicSite.Achievement()); }
        var browser = site.Browser();
        await browser.GetAsync(listing.Path);
        foreach (var path in new[] { listing.Path, site.University.Path })
        {
            site.Queries.Take();
            await browser.GetAsync(path + "?again");
            var asked = site.Queries.Take().Where(q => q.Contains("\"Listings\"") || q.Contains("\"Organizations\"")).ToList();
            Assert.InRange(asked.Count, 1, 3);
        }
    }

    private static async Task<string> EventuallyContainsAsync(HttpClient browser, string path, string text)
    {
        var page = "";
        await SiteFactory.EventuallyAsync(async () => (page = await TextAsync(browser, path)).Contains(text, StringComparison.Ordinal), $"{path} shows {text}");
        return page;
    }

    [Fact]
    public async Task Each_language_names_the_other_and_the_data_for_machines_can_be_read()
    {
        var achievement = await site.PublishAsync(site.University, PublicSite.Achievement());
        var demand = await site.PublishAsync(site.Company, PublicSite.AnonymousDemand() with { Anonymous = false, Title = new("冬季脱氮</script><b>", "Winter <nitrogen>") });
        var service = await site.PublishAsync(site.University, new ServiceContent { Title = new("查新检索", "Novelty search"), ServiceKinds = ["ip"], Regions = ["120000"], Fields = ["services"] });
        foreach (var path in new[] { achievement.Path, demand.Path, service.Path, site.University.Path, "/" })
        {
            foreach (var prefix in new[] { "", "/en" })
            {
                var html = await (await site.Browser().GetAsync(prefix + (path == "/" && prefix == "/en" ? "" : path))).Content.ReadAsStringAsync();
                var own = Language.PathIn(prefix == "" ? Language.Zh : Language.En, path);
                Assert.Contains($"<link rel=\"canonical\" href=\"http://localhost:5000{own}\"", html);
                Assert.Contains($"hreflang=\"zh-CN\" href=\"http://localhost:5000{path}\"", html);
                Assert.Contains($"hreflang=\"en\" href=\"http://localhost:5000{Language.PathIn(Language.En, path)}\"", html);
                Assert.Contains("hreflang=\"x-default\"", html);
                Assert.Contains("property=\"og:title\"", html);
                var data = JsonDocument.Parse(JsonLd().Match(html).Groups[1].Value).RootElement;
                Assert.Equal("https://schema.org", data.GetProperty("@context").GetString());
                Assert.All(data.GetProperty("@graph").EnumerateArray(), thing => Assert.True(thing.TryGetProperty("@type", out _)));
                Assert.Single(Heading().Matches(html));
            }
        }
    }

    [Fact]
    public async Task The_api_gives_both_languages_and_is_described()
    {
        var listing = await site.PublishAsync(site.University, PublicSite.Achievement());
        var resource = JsonDocument.Parse(await site.Browser().GetStringAsync($"/api/v1/listings/{listing.ShortId}")).RootElement;
        Assert.Equal(listing.ShortId, resource.GetProperty("id").GetString());
        Assert.Equal("achievement", resource.GetProperty("kind").GetString());
        Assert.Equal("Membrane distillation unit", resource.GetProperty("title").GetProperty("en").GetString());
        Assert.Equal(7, resource.GetProperty("trl").GetInt32());
        Assert.Equal(site.University.ShortId, resource.GetProperty("organization").GetProperty("id").GetString());
        Assert.Equal(3, resource.GetProperty("heldBack").GetArrayLength());
        Assert.Contains("/api/v1/listings/{id}", await site.Browser().GetStringAsync("/openapi/v1.json"));
    }

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex JsonLd();

    [GeneratedRegex("<h1")]
    private static partial Regex Heading();
}
