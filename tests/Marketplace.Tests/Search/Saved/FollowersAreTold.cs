using System.Net;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search.Saved;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search.Saved;

public sealed class FollowersAreTold(FollowingSite site) : IClassFixture<FollowingSite>
{
    private async Task<(Person Person, HttpClient Browser)> MemberAsync(Organization? organization = null)
    {
        var person = await site.PersonAsync(organization: organization);
        return (person, await site.SignedInAsync(person));
    }

    [Fact]
    public async Task A_new_listing_that_fits_comes_at_once_by_mail_and_notice_with_title_organization_and_link()
    {
        var (person, browser) = await MemberAsync();
        await site.PublishAsync(SearchSite.Achievement("钙钛矿电池旧成果"));
        var search = await site.FollowAsync(browser, FollowingSite.New("achievements", "钙钛矿电池", "&field=new-it"), AlertPace.AtOnce, name: "钙钛矿");
        await site.PublishAsync(SearchSite.Achievement("钙钛矿电池别的领域") with { Fields = ["bio"] });
        await site.PublishAsync(SearchSite.Achievement("完全无关的成果"));
        var listing = await site.PublishAndTellAsync(SearchSite.Achievement("钙钛矿电池封装工艺"));
        var mail = Assert.Single(await site.AlertsToAsync(person));
        Assert.Equal("钙钛矿：1 条新内容", mail.Subject);
        var letter = await site.LetterAsync(mail);
        Assert.Contains("钙钛矿电池封装工艺\n测试大学\nhttp://localhost:5000" + new Microsoft.AspNetCore.Http.PathString(listing.Path).ToUriComponent(), letter.TextBody!.ReplaceLineEndings("\n"));
        Assert.DoesNotContain("旧成果", letter.TextBody);
        Assert.DoesNotContain("别的领域", letter.TextBody);
        Assert.Matches("<a href=\"http://localhost:5000/achievements/[^>]+>钙钛矿电池封装工艺</a><br>\\s*测试大学", letter.HtmlBody);
        var notice = Assert.Single(await site.NoticesOfAsync(person));
        Assert.Equal($"/workspace/searches/{search}", notice.Link);
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/workspace/searches/{search}"));
        Assert.Contains("<mark>钙钛矿电池</mark>封装工艺", page);
        Assert.True((await site.NoticesOfAsync(person)).Single().ReadAt is not null);
    }

    [Fact]
    public async Task A_new_version_of_a_listing_is_not_told_again()
    {
        var (person, browser) = await MemberAsync();
        await site.FollowAsync(browser, FollowingSite.New("search", "超疏水涂层"), AlertPace.AtOnce);
        var listing = await site.PublishAndTellAsync(SearchSite.Achievement("超疏水涂层"));
        Assert.Single(await site.AlertsToAsync(person));
        await site.ChangeAsync(listing, (l, db) => db.Add(l.PublishAtOnce(site.Clock.GetUtcNow())));
        await site.FollowedAsync();
        Assert.Single(await site.AlertsToAsync(person));
    }

    [Fact]
    public async Task An_old_listing_in_a_new_version_is_no_news()
    {
        var listing = await site.PublishAsync(SearchSite.Achievement("等离子体抛光"));
        var (person, browser) = await MemberAsync();
        await site.FollowAsync(browser, FollowingSite.New("search", "等离子体抛光"), AlertPace.AtOnce);
        await site.ChangeAsync(listing, (l, db) => db.Add(l.PublishAtOnce(site.Clock.GetUtcNow())));
        await site.FollowedAsync();
        Assert.Empty(await site.AlertsToAsync(person));
    }

    [Fact]
    public async Task Daily_news_wait_for_the_morning_and_come_together_with_the_rest_counted()
    {
        var (person, browser) = await MemberAsync();
        await site.FollowAsync(browser, FollowingSite.New("achievements", "微流控芯片"), AlertPace.Daily, language: "en", name: "Chips");
        for (var i = 1; i <= 5; i++) { await site.PublishAsync(SearchSite.Achievement($"微流控芯片之{i}")); }
        var gone = await site.PublishAndTellAsync(SearchSite.Achievement("微流控芯片之撤回"));
        Assert.Empty(await site.AlertsToAsync(person));
        await site.ChangeAsync(gone, (l, _) => l.Withdraw(DateTimeOffset.UtcNow));
        site.Clock.AdvanceTo(SavedSearch.NextMorning(site.Clock.GetUtcNow()));
        await site.FollowedAsync();
        var mail = Assert.Single(await site.AlertsToAsync(person));
        Assert.Equal("Chips: 5 new entries", mail.Subject);
        var text = (await site.LetterAsync(mail)).TextBody!;
        Assert.Contains("English 微流控芯片之5", text);
        Assert.Contains("and 2 more", text);
        Assert.DoesNotContain("撤回", text);
        site.Clock.Advance(TimeSpan.FromDays(1));
        await site.FollowedAsync();
        Assert.Single(await site.AlertsToAsync(person));
    }

    [Fact]
    public async Task Without_mail_the_workspace_counts_what_is_new_until_it_is_looked_at()
    {
        var (person, browser) = await MemberAsync();
        var search = await site.FollowAsync(browser, FollowingSite.New("achievements", "深海采矿"), AlertPace.Never, name: "深海");
        await site.PublishAndTellAsync(SearchSite.Achievement("深海采矿机器人"));
        Assert.Empty(await site.AlertsToAsync(person));
        Assert.Empty(await site.NoticesOfAsync(person));
        Assert.Equal("1", (await new Reader(browser).OpenAsync("/workspace/searches")).QuerySelector("main .count.hot")?.TextContent);
        Assert.Contains("采矿机器人", await browser.GetStringAsync($"/workspace/searches/{search}"));
        Assert.Null((await new Reader(browser).OpenAsync("/workspace/searches")).QuerySelector("main .count.hot"));
    }

    [Fact]
    public async Task Whoever_asks_for_mail_later_is_not_told_of_what_came_before()
    {
        var (person, browser) = await MemberAsync();
        var search = await site.FollowAsync(browser, FollowingSite.New("achievements", "固态储氢"), AlertPace.Never);
        await site.PublishAndTellAsync(SearchSite.Achievement("固态储氢旧"));
        await AccountSite.SendAsync(browser, $"/workspace/searches/{search}/settings", new() { ["Input.Name"] = "储氢", ["Input.Pace"] = "AtOnce", ["Input.Language"] = "zh-CN" });
        await site.PublishAndTellAsync(SearchSite.Achievement("固态储氢新"));
        var text = site.TextOf(Assert.Single(await site.AlertsToAsync(person)));
        Assert.Contains("固态储氢新", text);
        Assert.DoesNotContain("固态储氢旧", text);
    }

    [Fact]
    public async Task An_organization_is_news_when_it_is_first_verified_and_not_when_it_is_again()
    {
        var organization = await site.OrganizationAsync("海冰观测研究院");
        var (person, browser) = await MemberAsync();
        await site.FollowAsync(browser, FollowingSite.New("organizations", "海冰观测"), AlertPace.AtOnce);
        await VerifyAsync();
        await site.FollowedAsync();
        Assert.Single(await site.AlertsToAsync(person));
        var (later, laterBrowser) = await MemberAsync();
        await site.FollowAsync(laterBrowser, FollowingSite.New("organizations", "海冰观测"), AlertPace.AtOnce);
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Organization>().Include(o => o.Verifications).SingleAsync(o => o.Id == organization.Id)).ExpireVerification(DateTimeOffset.UtcNow.AddYears(2));
            return await db.SaveChangesAsync();
        });
        await VerifyAsync();
        await site.FollowedAsync();
        Assert.Single(await site.AlertsToAsync(person));
        Assert.Empty(await site.AlertsToAsync(later));

        Task<int> VerifyAsync() => site.WithDatabaseAsync(async db =>
        {
            var found = await db.Set<Organization>().Include(o => o.Verifications).SingleAsync(o => o.Id == organization.Id);
            found.SubmitForVerification(null, [], site.Clock.GetUtcNow());
            found.Verify(null, site.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });
    }

    [Fact]
    public async Task What_only_verified_organizations_may_see_is_told_to_their_members_alone()
    {
        var (verified, verifiedBrowser) = await MemberAsync(await site.OrganizationAsync("已认证企业", verified: true));
        var (plain, plainBrowser) = await MemberAsync(await site.OrganizationAsync("未认证企业"));
        foreach (var browser in new[] { verifiedBrowser, plainBrowser }) { await site.FollowAsync(browser, FollowingSite.New("search", "量子重力仪"), AlertPace.AtOnce); }
        await site.PublishAndTellAsync(SearchSite.Achievement("量子重力仪") with { Visibility = Visibility.Verified });
        Assert.Single(await site.AlertsToAsync(verified));
        Assert.Empty(await site.AlertsToAsync(plain));
    }

    [Fact]
    public async Task A_verification_that_ended_before_the_mail_takes_its_news_along()
    {
        var organization = await site.OrganizationAsync("即将到期企业", verified: true);
        var (person, browser) = await MemberAsync(organization);
        await site.FollowAsync(browser, FollowingSite.New("search", "太赫兹成像"), AlertPace.Daily);
        await site.PublishAndTellAsync(SearchSite.Achievement("太赫兹成像") with { Visibility = Visibility.Verified });
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Organization>().Include(o => o.Verifications).SingleAsync(o => o.Id == organization.Id)).ExpireVerification(DateTimeOffset.UtcNow.AddYears(2));
            return await db.SaveChangesAsync();
        });
        site.Clock.AdvanceTo(SavedSearch.NextMorning(site.Clock.GetUtcNow()));
        await site.FollowedAsync();
        Assert.Empty(await site.AlertsToAsync(person));
        Assert.Empty(await site.NoticesOfAsync(person));
    }

    [Fact]
    public async Task A_paused_search_is_silent_and_goes_on_when_it_is_resumed()
    {
        var (person, browser) = await MemberAsync();
        var search = await site.FollowAsync(browser, FollowingSite.New("search", "仿生手"), AlertPace.AtOnce);
        await AccountSite.SendAsync(browser, "/workspace/searches", [], $"/workspace/searches?handler=Pause&id={search}");
        await site.PublishAndTellAsync(SearchSite.Achievement("仿生手甲"));
        Assert.Empty(await site.AlertsToAsync(person));
        await AccountSite.SendAsync(browser, "/workspace/searches", [], $"/workspace/searches?handler=Resume&id={search}");
        await site.PublishAndTellAsync(SearchSite.Achievement("仿生手乙"));
        Assert.DoesNotContain("仿生手甲", site.TextOf(Assert.Single(await site.AlertsToAsync(person))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_found_before_a_pause_is_told_when_the_search_goes_on(bool byMail)
    {
        var (person, browser) = await MemberAsync();
        var words = byMail ? "压电驱动器" : "静电卡盘";
        var search = await site.FollowAsync(browser, FollowingSite.New("search", words), AlertPace.Daily);
        await site.PublishAndTellAsync(SearchSite.Achievement(words));
        if (byMail)
        {
            var link = await site.InScopeAsync(async services => new Uri(services.GetRequiredService<AlertLinks>().For(await services.GetRequiredService<MarketplaceDbContext>().Set<SavedSearch>().SingleAsync(s => s.Id == search))).PathAndQuery);
            foreach (var on in new[] { "false", "true" }) { Assert.Equal(HttpStatusCode.OK, (await site.Browser().PostAsync(link, new FormUrlEncodedContent([new("on", on)]))).StatusCode); }
        }
        else { foreach (var handler in new[] { "Pause", "Resume" }) { await AccountSite.SendAsync(browser, "/workspace/searches", [], $"/workspace/searches?handler={handler}&id={search}"); } }
        site.Clock.AdvanceTo(SavedSearch.NextMorning(site.Clock.GetUtcNow()));
        await site.FollowedAsync();
        Assert.Contains(words, site.TextOf(Assert.Single(await site.AlertsToAsync(person))));
    }

    [Fact]
    public async Task The_mail_ends_with_one_click_and_without_signing_in()
    {
        var (person, browser) = await MemberAsync();
        await site.FollowAsync(browser, FollowingSite.New("search", "相变储能"), AlertPace.AtOnce, name: "储能");
        await site.PublishAndTellAsync(SearchSite.Achievement("相变储能一"));
        var letter = await site.LetterAsync(Assert.Single(await site.AlertsToAsync(person)));
        Assert.Equal("List-Unsubscribe=One-Click", letter.Headers["List-Unsubscribe-Post"]);
        var link = new Uri(letter.Headers["List-Unsubscribe"]!.Trim('<', '>')).PathAndQuery;
        Assert.StartsWith("/mail/searches/", link);
        Assert.Contains(link, letter.TextBody);
        using var visitor = site.Browser();
        Assert.Contains("储能", await AccountSite.TextAsync(await visitor.GetAsync(link)));
        await site.PublishAndTellAsync(SearchSite.Achievement("相变储能二"));
        Assert.Equal(2, (await site.AlertsToAsync(person)).Count);
        var posted = await visitor.PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        await site.PublishAndTellAsync(SearchSite.Achievement("相变储能三"));
        Assert.Equal(2, (await site.AlertsToAsync(person)).Count);
        await visitor.PostAsync(link, new FormUrlEncodedContent([new("on", "true")]));
        await site.PublishAndTellAsync(SearchSite.Achievement("相变储能四"));
        Assert.Equal(3, (await site.AlertsToAsync(person)).Count);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/mail/searches/forged")).StatusCode);
    }

    [Fact]
    public async Task Followed_searches_go_with_the_account()
    {
        var (person, browser) = await MemberAsync();
        await site.FollowAsync(browser, FollowingSite.New("search", "随账号消失"), AlertPace.AtOnce);
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Person>().SingleAsync(p => p.Id == person.Id)).Close(DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        await SiteFactory.EventuallyAsync(() => site.WithDatabaseAsync(async db => !await db.Set<SavedSearch>().AnyAsync(s => s.PersonId == person.Id)), "the searches are gone");
    }
}
