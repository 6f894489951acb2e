using System.Net;
using System.Xml.Linq;
using Marketplace.Listings;

namespace Marketplace.Tests.Listings;

public sealed class PublicSitemap(PublicSite site) : IClassFixture<PublicSite>
{
    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    [Fact]
    public async Task It_lists_what_everyone_may_see_in_both_languages_and_every_address_answers()
    {
        var shown = await site.PublishAsync(site.University, PublicSite.Achievement("高盐废水膜蒸馏", english: null));
        var hidden = await site.PublishAsync(site.University, PublicSite.Achievement() with { Visibility = Visibility.Members });
        var browser = site.Browser();
        var index = XDocument.Parse(await browser.GetStringAsync("/sitemap.xml"));
        var pieces = index.Descendants(Map + "loc").Select(l => new Uri(l.Value).AbsolutePath).ToList();
        Assert.Equal(["/sitemaps/site-1.xml", "/sitemaps/listings-1.xml", "/sitemaps/organizations-1.xml"], pieces);
        var urls = new List<XElement>();
        foreach (var piece in pieces.Skip(1)) { urls.AddRange(XDocument.Parse(await browser.GetStringAsync(piece)).Descendants(Map + "url")); }
        Assert.All(urls, url => Assert.Equal(["zh-CN", "en", "x-default"], url.Elements(Xhtml + "link").Select(l => l.Attribute("hreflang")!.Value)));
        Assert.Contains(urls, u => u.Element(Map + "loc")!.Value.Contains(shown.ShortId) && u.Element(Map + "lastmod") is not null);
        Assert.DoesNotContain(urls, u => u.Element(Map + "loc")!.Value.Contains(hidden.ShortId));
        foreach (var url in urls) { Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(url.Element(Map + "loc")!.Value).AbsolutePath)).StatusCode); }
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/sitemaps/nothing-1.xml")).StatusCode);
    }

    [Fact]
    public async Task Robots_are_told_where_it_is() =>
        Assert.Contains("Sitemap: http://localhost:5000/sitemap.xml", await site.Browser().GetStringAsync("/robots.txt"));
}
