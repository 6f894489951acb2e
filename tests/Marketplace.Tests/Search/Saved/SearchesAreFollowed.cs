using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Dom;
using Marketplace.Data;
using Marketplace.Search.Saved;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Search.Saved;

public sealed class SearchesAreFollowed(FollowingSite site) : IClassFixture<FollowingSite>
{
    [Fact]
    public async Task A_visitor_is_led_through_signing_in_and_back_with_the_search_kept()
    {
        var person = await site.PersonAsync();
        using var browser = site.Browser();
        var found = await new Reader(browser).OpenAsync("/achievements?q=" + Uri.EscapeDataString("无人驾驶") + "&field=bio&trl=7-9&sort=price");
        var follow = found.QuerySelectorAll<IHtmlAnchorElement>("main a").First(a => a.TextContent.Contains("关注", StringComparison.Ordinal)).GetAttribute("href")!;
        var sent = await browser.GetAsync(follow);
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var login = sent.Headers.Location!.PathAndQuery;
        var back = await AccountSite.SendAsync(browser, login, new() { ["Input.Email"] = person.Email, ["Input.Password"] = AccountSite.Password });
        var page = await new Reader(browser).OpenAsync(back.Headers.Location!.OriginalString);
        Assert.Equal(follow, page.DocumentElement.GetAttribute("data-address"));
        Assert.Contains("“无人驾驶”", page.QuerySelector("main b")!.TextContent);
        Assert.StartsWith("科技成果：无人驾驶 · ", page.QuerySelector<IHtmlInputElement>("input[name='Input.Name']")!.Value);
        var form = page.Forms.Single(f => f.QuerySelector("input[name='Input.Name']") is not null);
        var saved = await new Reader(browser).SendAsync(form, new Dictionary<string, string> { ["Input.Pace"] = "Weekly" });
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var search = await site.WithDatabaseAsync(db => db.Set<SavedSearch>().SingleAsync(s => s.PersonId == person.Id));
        Assert.Equal(("/achievements", AlertPace.Weekly, "zh-CN"), (search.Path, search.Pace, search.Language));
        Assert.Equal("/achievements?q=" + Uri.EscapeDataString("无人驾驶") + "&field=bio&trl=7-9", search.Asked().WithoutPage());
        var again = await browser.GetAsync(follow);
        Assert.EndsWith($"/workspace/searches/{search.Id}", again.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_form_keeps_what_was_typed_and_says_what_is_wrong()
    {
        var browser = await site.SignedInAsync(await site.PersonAsync());
        var answer = await AccountSite.SendAsync(browser, FollowingSite.New("demands", "除磷"), new() { ["Input.Name"] = new string('长', 101), ["Input.Pace"] = "Hourly", ["Input.Language"] = "fr" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await AccountSite.TextAsync(answer);
        Assert.Contains(new string('长', 101), page);
        Assert.Contains("aria-invalid", page);
    }

    [Fact]
    public async Task Nobody_reaches_the_searches_of_others()
    {
        var mine = await site.SignedInAsync(await site.PersonAsync());
        var search = await site.FollowAsync(mine, FollowingSite.New("search", "私人兴趣"), AlertPace.Never);
        var other = await site.SignedInAsync(await site.PersonAsync());
        foreach (var path in new[] { "", "/settings" }) { Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/workspace/searches/{search}{path}")).StatusCode); }
        foreach (var handler in new[] { "Pause", "Resume", "Delete" })
        {
            // A page of one's own gives the token.
            Assert.Equal(HttpStatusCode.NotFound, (await AccountSite.SendAsync(other, FollowingSite.New("search", "别的"), [], $"/workspace/searches?handler={handler}&id={search}")).StatusCode);
        }
        Assert.DoesNotContain("私人兴趣", await other.GetStringAsync("/workspace/searches"));
        await AccountSite.SendAsync(mine, "/workspace/searches", [], $"/workspace/searches?handler=Delete&id={search}");
        Assert.Equal(HttpStatusCode.NotFound, (await mine.GetAsync($"/workspace/searches/{search}")).StatusCode);
    }

    [Theory]
    [InlineData("2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("2026-11-24T23:59:00Z", "2026-11-25T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("2026-11-29T23:00:00Z", "2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("2026-11-30T00:00:01Z", "2026-12-01T00:00:00Z", "2026-12-07T00:00:00Z")]
    public void Mornings_are_at_eight_in_China_and_weeks_begin_on_Monday(string now, string morning, string monday)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DateTimeOffset.Parse(morning, System.Globalization.CultureInfo.InvariantCulture), SavedSearch.NextMorning(at));
        Assert.Equal(DateTimeOffset.Parse(monday, System.Globalization.CultureInfo.InvariantCulture), SavedSearch.NextMonday(at));
    }
}
