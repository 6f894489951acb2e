using System.Net;
using AngleSharp.Dom;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Statistics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search.Statistics;

public sealed class QueriesAreCounted(SearchSite site) : IClassFixture<SearchSite>
{
    private static string Page(string text, string more = "", string list = "/search") => $"{list}?q={Uri.EscapeDataString(text)}{more}";

    private async Task<List<SearchedQuery>> RowsAsync(string text)
    {
        await site.Services.GetRequiredService<WritingCounts>().WriteAsync(default);
        return await site.WithDatabaseAsync(db => db.Set<SearchedQuery>().AsNoTracking().Where(q => q.Text == text).OrderBy(q => q.Language).ToListAsync());
    }

    private async Task<string> TokenAsync(string path) => (await new Reader(site.Browser()).OpenAsync(path)).QuerySelector("[data-query]")!.GetAttribute("data-query")!;

    private Task<HttpResponseMessage> OpenAsync(string body) => site.Browser().PostAsync("/search/opened", new StringContent(body));

    [Fact]
    public async Task Every_asking_counts_from_the_cache_too_and_the_reader_sees_nothing_of_it()
    {
        await site.PublishAsync(SearchSite.Achievement("激光熔覆修复"));
        await site.IndexedAsync();
        using var browser = site.Browser();
        for (var i = 0; i < 3; i++)
        {
            var answer = await browser.GetAsync(Page("  激光  熔覆 ", "&field=new-it&trl_min=4"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains(CountingQueries.Header));
            Assert.Equal(i > 1, answer.Headers.Age is not null);
        }
        await browser.GetAsync("/en" + Page("激光 熔覆"));
        var rows = await RowsAsync("激光 熔覆");
        Assert.Equal(["en", "zh-CN"], rows.Select(r => r.Language));
        Assert.Equal((3, 1, 0, "field,trl", "all"), (rows[1].Asked, rows[1].Results, rows[1].Empty, rows[1].Filters, rows[1].List));
    }

    [Fact]
    public async Task What_finds_nothing_is_counted_as_that()
    {
        await site.Browser().GetAsync(Page("永动机", list: "/demands"));
        var row = Assert.Single(await RowsAsync("永动机"));
        Assert.Equal((1, 1, 0, "demand"), (row.Asked, row.Empty, row.Results, row.List));
    }

    [Theory]
    [InlineData("someone@example.org")]
    [InlineData("联系 13812345678")]
    [InlineData("022-2345 6789")]
    [InlineData("+86 (138) 1234-5678")]
    [InlineData("110101199003078515")]
    [InlineData("91120111MA06XYZ123")]
    [InlineData("0192f0c1-7a3e-7c11-9d2e-3b2a55c0ffee")]
    public async Task What_may_point_at_somebody_is_not_kept(string typed)
    {
        var page = await new Reader(site.Browser()).OpenAsync(Page(typed));
        Assert.Null(page.QuerySelector("[data-query]"));
        await site.Services.GetRequiredService<WritingCounts>().WriteAsync(default);
        Assert.False(await site.WithDatabaseAsync(db => db.Set<SearchedQuery>().AnyAsync(q => q.Text.Contains("example.org") || q.Text.Contains("138") || q.Text.Contains("2345") || q.Text.Contains("1101") || q.Text.Contains("9112") || q.Text.Contains("0192"))));
    }

    [Theory]
    [InlineData("az31b 镁合金")]
    [InlineData("crispr-cas9")]
    [InlineData("300 °c 2 mpa")]
    [InlineData("lithium-ion batteries")]
    [InlineData("2026 年 5g")]
    public void Words_numbers_and_models_are(string folded) => Assert.False(AskedQuery.MayBePersonal(folded));

    [Fact]
    public async Task Robots_and_later_pages_and_lists_without_words_do_not_count()
    {
        using var robot = site.Browser();
        robot.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (compatible; Examplebot/2.1)");
        await robot.GetAsync(Page("机器人不算"));
        await site.Browser().GetAsync("/achievements?field=bio");
        Assert.Empty(await RowsAsync("机器人不算"));
        Assert.Empty(await RowsAsync(""));
        using var person = site.Browser();
        await person.GetAsync(Page("机器人不算"));
        Assert.Equal(1, Assert.Single(await RowsAsync("机器人不算")).Asked);
    }

    [Fact]
    public async Task What_was_opened_counts_by_its_place()
    {
        var token = await TokenAsync(Page("气凝胶"));
        Assert.Equal(22, token.Length);
        foreach (var body in new[] { $"{token} 1 1", $"{token} 4 0", $"{token} 25 1" }) { Assert.Equal(HttpStatusCode.NoContent, (await OpenAsync(body)).StatusCode); }
        var row = Assert.Single(await RowsAsync("气凝胶"));
        Assert.Equal((1, 2, 1, 0, 0, 1, 1), (row.Asked, row.Led, row.First, row.Second, row.Third, row.ToTenth, row.Further));
    }

    [Fact]
    public async Task What_is_opened_after_midnight_counts_to_the_day_of_the_question()
    {
        var token = await TokenAsync(Page("过夜的页面"));
        await RowsAsync("过夜的页面");
        site.Clock.Advance(TimeSpan.FromDays(1));
        await OpenAsync($"{token} 2 1");
        var row = Assert.Single(await RowsAsync("过夜的页面"));
        Assert.Equal((1, 1), (row.Led, row.Second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA 1 1")]
    [InlineData("forged 1 1")]
    [InlineData("{token} 0 1")]
    [InlineData("{token} -1 1")]
    [InlineData("{token} 1 7")]
    [InlineData("{token} 1")]
    [InlineData("{token} 1 1 and much more than a token and a place")]
    public async Task What_no_page_says_is_refused(string body)
    {
        var token = await TokenAsync(Page("伪造"));
        Assert.Equal(HttpStatusCode.BadRequest, (await OpenAsync(body.Replace("{token}", token, StringComparison.Ordinal))).StatusCode);
        Assert.All(await RowsAsync("伪造"), row => Assert.Equal(0, row.Led));
    }

    [Fact]
    public async Task A_query_that_cannot_be_written_keeps_no_other_from_being_counted()
    {
        await site.Browser().GetAsync(Page("零字符\0之后"));
        var counts = site.Services.GetRequiredService<QueryCounts>();
        // Whatever comes past the pages: PostgreSQL keeps no U+0000, and no database a language of this length and a missing text.
        counts.Asked(new AskedQuery(null!, Language.Zh, "all", "", 0));
        await site.Browser().GetAsync(Page("照常计数"));
        for (var i = 0; i < 4; i++) { await RowsAsync("照常计数"); }
        Assert.Equal(1, Assert.Single(await RowsAsync("照常计数")).Asked);
        Assert.Single(await RowsAsync("零字符\ufffd之后"));
        Assert.Empty(counts.Take());
    }

    [Fact]
    public async Task After_thirteen_months_only_sums_are_left()
    {
        var old = new DateOnly(2024, 3, 5);
        await site.WithDatabaseAsync(async db =>
        {
            for (var i = 0; i < 3; i++) { db.Add(new SearchedQuery { Day = old.AddDays(i), Key = 7 + i, Text = "旧词", Language = Language.Zh, List = "all", Asked = 4, Empty = 1, Led = 2, First = 2, Further = 1 }); }
            return await db.SaveChangesAsync();
        });
        for (var run = 0; run < 2; run++) { await site.InScopeAsync(services => services.GetRequiredService<ForgetQueriesJob>().RunAsync(default)); }
        Assert.Empty(await RowsAsync("旧词"));
        var month = await site.WithDatabaseAsync(db => db.Set<SearchedMonth>().SingleAsync(m => m.Month == new DateOnly(2024, 3, 1)));
        Assert.Equal((12, 3, 6, 9), (month.Asked, month.Empty, month.Led, month.Opened));
        await TokenAsync(Page("新词还在"));
        await site.InScopeAsync(services => services.GetRequiredService<ForgetQueriesJob>().RunAsync(default));
        Assert.Single(await RowsAsync("新词还在"));
    }

    [Fact]
    public async Task Operators_see_what_is_asked_and_what_finds_nothing_and_take_it_along()
    {
        using var visitor = site.Browser();
        for (var i = 0; i < 2; i++) { await visitor.GetAsync(Page("反重力涂料")); }
        await RowsAsync("反重力涂料");
        var browser = await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator));
        var reader = new Reader(browser);
        Assert.Contains("反重力涂料", (await reader.OpenAsync("/admin/searches?days=7")).QuerySelector("main table")!.TextContent);
        Assert.Contains("反重力涂料", (await reader.OpenAsync("/admin/searches?show=empty&in=zh-CN")).QuerySelector("main table")!.TextContent);
        Assert.DoesNotContain("反重力涂料", (await reader.OpenAsync("/admin/searches?in=en&show=unopened&days=x")).QuerySelector("main")!.TextContent);
        var csv = await browser.GetAsync("/admin/searches?handler=Csv&days=7");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Contains(",反重力涂料,zh-CN,all,,2,0,2,0,", await csv.Content.ReadAsStringAsync());
        var member = await site.SignedInAsync(await site.PersonAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/admin/searches")).StatusCode);
    }
}
