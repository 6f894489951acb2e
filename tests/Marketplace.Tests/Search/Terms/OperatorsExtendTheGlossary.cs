using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search.Query;
using Marketplace.Search.Terms;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search.Terms;

public sealed class OperatorsExtendTheGlossary(SearchSite site) : IClassFixture<SearchSite>
{
    private async Task<HttpClient> OperatorAsync() => await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator));

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, GlossaryKind kind, string names, string typed = "", string handler = "") =>
        AccountSite.SendAsync(browser, "/admin/glossary", new() { ["Kind"] = kind.ToString(), ["Names"] = names, ["Typed"] = typed }, "/admin/glossary" + handler);

    private async Task<int> TotalAsync(string text) => (await site.Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?q=" + Uri.EscapeDataString(text))).GetProperty("total").GetInt32();

    [Fact]
    public async Task An_entry_is_tried_first_then_counts_at_once_and_ends_when_it_is_deleted()
    {
        await site.PublishAsync(SearchSite.Achievement("蓬莱石粉末制备"));
        await site.IndexedAsync();
        var browser = await OperatorAsync();
        Assert.Equal(0, await TotalAsync("zorblite"));
        var tried = await AccountSite.TextAsync(await SendAsync(browser, GlossaryKind.Translation, "蓬莱石\nzorblite", "zorblite", "?handler=Try"));
        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(tried, default);
        var (before, after) = (page.QuerySelectorAll("section.panel .halves > div")[0], page.QuerySelectorAll("section.panel .halves > div")[1]);
        Assert.DoesNotContain("蓬莱石", before.TextContent);
        Assert.Contains("蓬莱石", after.QuerySelector("dl")!.TextContent);
        Assert.Contains("蓬莱石粉末制备", after.QuerySelector("ol")!.TextContent);
        Assert.Equal(0, await TotalAsync("zorblite"));
        var added = await SendAsync(browser, GlossaryKind.Translation, "蓬莱石\r\nzorblite");
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        Assert.Equal(1, await TotalAsync("zorblite"));
        var entry = await site.WithDatabaseAsync(db => db.Set<GlossaryEntry>().SingleAsync(e => e.Kind == GlossaryKind.Translation && e.Added > DateTimeOffset.UnixEpoch));
        await AccountSite.SendAsync(browser, "/admin/glossary", [], $"/admin/glossary?handler=Delete&id={entry.Id}");
        Assert.Equal(0, await TotalAsync("zorblite"));
    }

    [Fact]
    public async Task The_effect_is_told_in_whole_words_and_says_what_comes_in()
    {
        await site.PublishAsync(SearchSite.Achievement("昆仑玉抛光"));
        await site.IndexedAsync();
        var browser = await OperatorAsync();
        var now = await PageAsync(await SendAsync(browser, GlossaryKind.Translation, "", "batteries", "?handler=Try"));
        Assert.Equal("batteries", now.QuerySelector("section.panel dt")!.TextContent);
        Assert.Contains("energy storage", (await PageAsync(await SendAsync(browser, GlossaryKind.Translation, "", "储能", "?handler=Try"))).QuerySelector("section.panel dd")!.TextContent);
        var tried = await PageAsync(await SendAsync(browser, GlossaryKind.Translation, "昆仑玉\nquorbites", "quorbites", "?handler=Try"));
        Assert.Equal("quorbites", tried.QuerySelectorAll("section.panel dt").Last().TextContent);
        Assert.Contains("新出现", tried.QuerySelectorAll("section.panel li").Single(l => l.TextContent.Contains("昆仑玉抛光")).TextContent);
    }

    private static async Task<IDocument> PageAsync(HttpResponseMessage answer) => await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await AccountSite.TextAsync(answer), default);

    [Fact]
    public async Task What_another_process_added_counts_here_too()
    {
        await site.PublishAsync(SearchSite.Achievement("鲲鹏膜组件"));
        await site.IndexedAsync();
        await site.WithDatabaseAsync(async db =>
        {
            db.Add(new GlossaryEntry(GlossaryKind.Synonyms, ["鲲鹏膜", "大鱼膜"], DateTimeOffset.UtcNow));
            return await db.SaveChangesAsync();
        });
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("大鱼膜") == 1, "the entry is in force");
    }

    [Theory]
    [InlineData(GlossaryKind.Translation, "锂电池", "至少")]
    [InlineData(GlossaryKind.Translation, "lithium battery\n锂电池", "第一行要是中文")]
    [InlineData(GlossaryKind.Translation, "云计算\nCloud Computing", "已经有了")]
    [InlineData(GlossaryKind.Translation, "膜\nmembrane", "太短")]
    [InlineData(GlossaryKind.Translation, "蓝藻\nx", "太短")]
    [InlineData(GlossaryKind.Translation, "蓝藻\nthe", "太短")]
    [InlineData(GlossaryKind.Translation, "蓝藻\nblue green algae of the great northern lakes in late summer", "词太多")]
    [InlineData(GlossaryKind.Translation, "蓝藻\nalga\nAlgae’s\nalga", "同一个词")]
    [InlineData(GlossaryKind.Synonyms, "锂电池\n锂电", "已经有了")]
    [InlineData(GlossaryKind.Synonyms, "锂电池\n固态电池", "互相循环")]
    [InlineData(GlossaryKind.Synonyms, "锂电池\nlithium cell", "同一种语言")]
    [InlineData(GlossaryKind.Synonyms, "鋰電芯\n锂电芯", "同一个词")]
    [InlineData(GlossaryKind.Synonyms, "锂电池X\n锂电芯", "混写")]
    [InlineData(GlossaryKind.Synonyms, "", "至少")]
    public async Task An_entry_that_makes_no_sense_is_refused_with_the_reason(GlossaryKind kind, string names, string reason)
    {
        var browser = await OperatorAsync();
        var answer = await SendAsync(browser, kind, names);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await AccountSite.TextAsync(answer);
        Assert.Contains(reason, page);
        if (names.Length > 0) { Assert.Contains(names.Split('\n')[0], page); }
        Assert.False(await site.WithDatabaseAsync(async db => (await db.Set<GlossaryEntry>().ToListAsync()).Exists(e => e.Names.Contains("蓝藻") || e.Names.Contains("锂电池"))));
    }

    [Fact]
    public void A_trial_is_seen_by_nobody_else()
    {
        var glossary = new Glossary();
        using (glossary.Try([new SameThing(true, ["蓬莱石", "zorblite"])], Ranking.Default))
        {
            Assert.Equal(1, glossary.Count);
            var seen = -1;
            var other = new Thread(() => seen = glossary.Count);
            other.UnsafeStart();
            other.Join();
            Assert.Equal(0, seen);
        }
        Assert.Equal(0, glossary.Count);
    }

    [Fact]
    public async Task Operators_find_the_entries_that_came_with_the_site_and_others_stay_out()
    {
        var page = await new Reader(await OperatorAsync()).OpenAsync("/admin/glossary?q=" + Uri.EscapeDataString("云计算"));
        Assert.Contains("cloud computing", page.QuerySelector("main table")!.TextContent);
        var member = await site.SignedInAsync(await site.PersonAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/admin/glossary")).StatusCode);
    }
}
