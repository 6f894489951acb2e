using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Marketplace.Tests.Search.Finding;

public sealed class NoSearchIsADeadEnd(SearchSite site) : IClassFixture<SearchSite>
{
    private Task<IHtmlDocument> OpenAsync(string path) => new Reader(site.Browser()).OpenAsync(path);

    [Theory]
    [InlineData("%25")]
    [InlineData("%25%25%25")]
    [InlineData("%22%22")]
    [InlineData("%E3%80%82%EF%BC%81")]
    [InlineData("_")]
    public async Task A_sign_alone_finds_nothing_and_the_page_says_so(string typed)
    {
        await site.PublishAsync(SearchSite.Achievement("石墨烯散热膜"));
        await site.IndexedAsync();
        Assert.Equal(0, (await site.Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?q=" + typed)).GetProperty("total").GetInt32());
        var page = await OpenAsync("/search?q=" + typed);
        Assert.Contains("只有符号", page.QuerySelector("main")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("article.result"));
        Assert.Contains("only signs", (await OpenAsync("/en/search?q=" + typed)).QuerySelector("main")!.TextContent);
    }

    [Theory]
    [InlineData("the")]
    [InlineData("of+the")]
    [InlineData("%22to+be%22")]
    public async Task Words_that_stand_everywhere_find_nothing_and_the_page_says_so(string typed)
    {
        await site.PublishAsync(SearchSite.Achievement("石墨烯散热膜"));
        await site.IndexedAsync();
        Assert.Equal(0, (await site.Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?q=" + typed)).GetProperty("total").GetInt32());
        var page = await OpenAsync("/search?q=" + typed);
        Assert.Contains("太常见的词", page.QuerySelector("main")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("article.result"));
        Assert.Contains("words that stand everywhere", (await OpenAsync("/en/search?q=" + typed)).QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Where_nothing_is_found_the_search_can_be_followed_and_a_demand_posted_with_its_words()
    {
        var page = await OpenAsync("/achievements?q=" + Uri.EscapeDataString("零重力焊接") + "&field=bio");
        var links = page.QuerySelectorAll<IHtmlAnchorElement>(".empty a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Contains(links, l => l.StartsWith("/workspace/searches/new?in=achievements&q=", StringComparison.Ordinal) && l.EndsWith("&field=bio", StringComparison.Ordinal));
        Assert.Contains(links, l => l == "/workspace/listings/new/demand?title=" + Uri.EscapeDataString("零重力焊接"));
        Assert.Contains(links, l => l.StartsWith("/search?q=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_demand_begins_with_the_words_that_found_nothing()
    {
        var owner = await site.OrganizationAsync("出题企业", verified: true);
        var browser = await site.SignedInAsync(await site.PersonAsync(organization: owner));
        var page = await new Reader(browser).OpenAsync("/workspace/listings/new/demand?title=" + Uri.EscapeDataString("零重力焊接"));
        Assert.Equal("零重力焊接", page.QuerySelector<IHtmlInputElement>("input[name='Title.Zh']")!.Value);
        var english = await new Reader(browser).OpenAsync("/en/workspace/listings/new/demand?title=" + new string('x', 190));
        Assert.Equal(150, english.QuerySelector<IHtmlInputElement>("input[name='Title.En']")!.Value.Length);
    }

    [Theory]
    [InlineData("石墨烯", "/search", "含“石墨烯”")]
    [InlineData("“石墨烯”散热", "/search", "含“‘石墨烯’散热”")]
    [InlineData("\"graphene\" film \"heat", "/en/search", "with “‘graphene’ film ‘heat”")]
    public async Task The_heading_quotes_what_was_typed_and_its_quotes_within(string typed, string path, string told)
    {
        Assert.Contains(told, (await OpenAsync($"{path}?q={Uri.EscapeDataString(typed)}")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task The_word_that_nothing_has_is_named()
    {
        await site.PublishAsync(SearchSite.Achievement("碳化硅功率模块"));
        await site.IndexedAsync();
        var page = await OpenAsync("/search?q=" + Uri.EscapeDataString("碳化硅 独角兽"));
        var note = page.QuerySelectorAll("p.note").Single(n => n.TextContent.Contains("已放宽", StringComparison.Ordinal));
        Assert.Equal(["独角兽"], note.QuerySelectorAll(".tag").Select(t => t.TextContent));
        Assert.NotEmpty(page.QuerySelectorAll("article.result mark"));
    }

    [Fact]
    public async Task A_search_within_one_organization_stays_there_when_it_is_narrowed()
    {
        var owner = await site.OrganizationAsync("窄门研究所", verified: true);
        await site.PublishAsync(SearchSite.Achievement("窄门成果"), owner);
        await site.IndexedAsync();
        var page = await OpenAsync($"/achievements?organization={owner.Id}");
        Assert.Single(page.QuerySelectorAll("article.result"));
        Assert.Equal(owner.Id.ToString(), page.QuerySelector<IHtmlInputElement>("#filters input[name=organization]")!.Value);
        Assert.Contains(page.QuerySelectorAll<IHtmlAnchorElement>("main a"), a => a.TextContent.Contains("窄门研究所", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync("/achievements?organization=rubbish")).StatusCode);
    }
}
