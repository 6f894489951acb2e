using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Tests.Listings;

public sealed class Lists(ListingSite site) : IClassFixture<ListingSite>
{
    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_even_where_times_are_equal()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var now = site.Clock.GetUtcNow();
        var ids = await site.WithDatabaseAsync(async db =>
        {
            var made = Enumerable.Range(0, 75).Select(i => new Listing(organization.Id, ListingSite.Whole with { Title = new Bilingual($"成果 {i}") }, person.Id, now.AddMinutes(-(i / 10)))).ToList();
            db.AddRange(made);
            await db.SaveChangesAsync();
            return made.Select(l => l.ShortId).ToList();
        });
        var seen = new List<string>();
        string? path = "/workspace/listings?kind=achievement&q=%E6%88%90%E6%9E%9C";
        for (var pages = 0; path is not null && pages < 5; pages++)
        {
            var html = await browser.GetStringAsync(path);
            seen.AddRange(Regex.Matches(html, "href=\"/workspace/listings/([0-9a-z]{10})\"").Select(m => m.Groups[1].Value));
            path = Regex.Match(html, "rel=\"next\" href=\"([^\"]+)\"") is { Success: true } next ? WebUtility.HtmlDecode(next.Groups[1].Value) : null;
        }
        Assert.Equal(75, seen.Count);
        Assert.Equal(ids.Order(), seen.Order());
    }

    [Theory]
    [InlineData("?after=nonsense")]
    [InlineData("?after=7fffffffffffffff.00000000000000000000000000000000")]
    [InlineData("?kind=99&state=x&q=%25_'")]
    public async Task Nonsense_in_the_address_breaks_nothing(string query)
    {
        var (_, _, browser) = await site.WriterAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/workspace/listings" + query)).StatusCode);
    }

    [Fact]
    public async Task A_member_without_organization_is_led_on()
    {
        var browser = await site.SignedInAsync(await site.PersonAsync());
        Assert.Contains("先加入或登记一个单位", WebUtility.HtmlDecode(await browser.GetStringAsync("/workspace")));
        Assert.Contains("先加入或登记一个单位", WebUtility.HtmlDecode(await browser.GetStringAsync("/workspace/listings/new/achievement")));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/workspace/listings")).StatusCode);
    }

    [Fact]
    public async Task Operators_rename_and_add_terms_and_no_code_is_used_twice()
    {
        var list = $"list-{Guid.NewGuid():N}"[..20];
        await site.WithDatabaseAsync(async db =>
        {
            var taxonomy = new Taxonomy(list);
            taxonomy.Become(new Bilingual("测试词表", "Test list"), "2026", [new Term("one", new Bilingual("一", "One"))]);
            db.Add(taxonomy);
            return await db.SaveChangesAsync();
        });
        var browser = await site.OperatorAsync();
        var page = $"/admin/taxonomies/{list}";
        await ListingSite.PressAsync(browser, page, page, ("Version", "1"), ("Code", "two"), ("Zh", "二"), ("En", "Two"), ("Parent", "one"));
        var twice = await ListingSite.PressAsync(browser, page, page, ("Version", "2"), ("Code", "two"), ("Zh", "贰"), ("En", "Two again"));
        Assert.Contains("这个代码已经有了", WebUtility.HtmlDecode(await twice.Content.ReadAsStringAsync()));
        await ListingSite.PressAsync(browser, page, page, ("Version", "2"), ("Term", "one"), ("Zh", "壹"), ("En", "One"));
        var stale = await ListingSite.PressAsync(browser, page, page, ("Version", "2"), ("Code", "three"), ("Zh", "三"), ("En", "Three"));
        Assert.Contains("词表刚被别人改过", WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync()));
        var html = WebUtility.HtmlDecode(await browser.GetStringAsync(page));
        Assert.Contains("壹", html);
        Assert.Contains("二", html);
    }
}
