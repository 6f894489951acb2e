using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Marketplace.Tests.Search.Feeds;

public sealed class SearchesAreFeeds(SearchSite site) : IClassFixture<SearchSite>
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private async Task<XElement> ReadAsync(string path, HttpClient? browser = null)
    {
        var answer = await (browser ?? site.Browser()).GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType?.MediaType);
        return XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
    }

    [Fact]
    public async Task A_search_is_a_valid_feed_in_both_languages_with_the_newest_first()
    {
        await site.PublishAsync(SearchSite.Achievement("磁悬浮轴承甲"));
        await Task.Delay(1100);
        var second = await site.PublishAsync(SearchSite.Achievement("磁悬浮轴承乙"));
        await site.IndexedAsync();
        foreach (var (path, titles) in new[] { ("/search.atom", new[] { "磁悬浮轴承乙", "磁悬浮轴承甲" }), ("/en/achievements.atom", ["English 磁悬浮轴承乙", "English 磁悬浮轴承甲"]) })
        {
            var feed = await ReadAsync(path + "?q=" + Uri.EscapeDataString("磁悬浮轴承"));
            Assert.Equal(Atom + "feed", feed.Name);
            var entries = feed.Elements(Atom + "entry").ToList();
            Assert.Equal(titles, entries.Select(e => e.Element(Atom + "title")!.Value));
            Assert.Equal($"urn:uuid:{second.Id}", entries[0].Element(Atom + "id")!.Value);
            foreach (var part in entries.Prepend(feed))
            {
                Assert.True(Uri.TryCreate(part.Element(Atom + "id")!.Value, UriKind.Absolute, out _));
                Assert.True(DateTimeOffset.TryParse(part.Element(Atom + "updated")!.Value, CultureInfo.InvariantCulture, out _));
                Assert.NotEqual("", part.Element(Atom + "title")!.Value);
            }
            Assert.NotNull(feed.Element(Atom + "author")?.Element(Atom + "name"));
            Assert.Contains(feed.Elements(Atom + "link"), l => (string?)l.Attribute("rel") == "self" && ((string?)l.Attribute("href"))!.Contains(path, StringComparison.Ordinal));
            Assert.Equal(path.StartsWith("/en", StringComparison.Ordinal) ? "en" : "zh-CN", (string?)feed.Attribute(XNamespace.Xml + "lang"));
        }
    }

    [Fact]
    public async Task Filters_of_a_list_narrow_its_feed()
    {
        await site.PublishAsync(SearchSite.Achievement("窄带滤光片") with { Fields = ["bio"] });
        await site.IndexedAsync();
        var query = "q=" + Uri.EscapeDataString("窄带滤光片");
        Assert.Single((await ReadAsync($"/achievements.atom?{query}&field=bio")).Elements(Atom + "entry"));
        Assert.Empty((await ReadAsync($"/achievements.atom?{query}&field=new-it")).Elements(Atom + "entry"));
        Assert.Empty((await ReadAsync($"/demands.atom?{query}")).Elements(Atom + "entry"));
    }

    [Fact]
    public async Task A_reader_who_has_the_newest_feed_gets_no_body_and_news_come_with_a_new_tag()
    {
        await site.PublishAsync(SearchSite.Achievement("液态金属散热"));
        await site.IndexedAsync();
        var path = "/achievements.atom?q=" + Uri.EscapeDataString("液态金属散热");
        using var browser = site.Browser();
        var first = await browser.GetAsync(path);
        Assert.NotNull(first.Headers.ETag);
        Assert.NotNull(first.Content.Headers.LastModified);
        for (var asked = 0; asked < 2; asked++)
        {
            Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!))).StatusCode);
            Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(r => r.Headers.IfModifiedSince = first.Content.Headers.LastModified)).StatusCode);
        }
        await site.PublishAsync(SearchSite.Achievement("液态金属散热二代"));
        await site.IndexedAsync();
        await SiteFactory.EventuallyAsync(async () => (await AskAsync(r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!))).StatusCode == HttpStatusCode.OK, "the feed has changed");

        async Task<HttpResponseMessage> AskAsync(Action<HttpRequestMessage> with)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            with(request);
            return await browser.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_feed_holds_what_the_public_may_see_whoever_asks()
    {
        await site.PublishAsync(SearchSite.Achievement("会员可见的隐形涂层") with { Visibility = Marketplace.Listings.Visibility.Members });
        await site.IndexedAsync();
        var member = await site.SignedInAsync(await site.PersonAsync());
        var query = "?q=" + Uri.EscapeDataString("隐形涂层");
        Assert.Contains("隐形涂层", WebUtility.HtmlDecode(await member.GetStringAsync("/search" + query)).Split("<main")[1].Split("<article")[^1]);
        Assert.Empty((await ReadAsync("/search.atom" + query, member)).Elements(Atom + "entry"));
    }

    [Theory]
    [InlineData("/search.atom?q=%00%01%1F%EF%BF%BF")]
    [InlineData("/search.atom?q=%ED%A0%80&field=%00&trl_min=99&cursor=rubbish&organization=x")]
    [InlineData("/en/demands.atom?q=%3C%2Ftitle%3E%26%22")]
    public async Task Whatever_stands_in_the_address_the_feed_is_well_formed(string path) => Assert.Empty((await ReadAsync(path)).Elements(Atom + "entry"));

    [Fact]
    public async Task Search_pages_name_their_feed()
    {
        var page = await new Reader(site.Browser()).OpenAsync("/en/achievements?field=bio&sort=price");
        var link = page.QuerySelector<IHtmlLinkElement>("link[rel=alternate][type='application/atom+xml']");
        Assert.Equal("/en/achievements.atom?field=bio", link?.GetAttribute("href"));
    }
}
