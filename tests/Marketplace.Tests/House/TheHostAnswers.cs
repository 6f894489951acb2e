using System.Net;

namespace Marketplace.Tests.House;

public sealed class TheHostAnswers(SiteFactory site) : IClassFixture<SiteFactory>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task It_is_alive_and_ready(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync(path)).StatusCode);

    [Fact]
    public async Task An_unknown_page_says_so_in_the_readers_language()
    {
        var chinese = await site.Browser().GetAsync("/no-such-page");
        var english = await site.Browser().GetAsync("/en/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, chinese.StatusCode);
        Assert.Contains("没有找到这个页面", WebUtility.HtmlDecode(await chinese.Content.ReadAsStringAsync()));
        Assert.Contains("This page is not here", await english.Content.ReadAsStringAsync());
    }
}
