using System.Net;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Tests.Deals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Notifications;

public sealed class NoticeTests(DealsSite site) : IClassFixture<DealsSite>
{
    private async Task<Guid> PostAsync(Person person, string subject, string? link = "/workspace/notices/mail") => await site.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        services.GetRequiredService<NoticeBoard>().Post(person.Id, "deals.notice.opened", new Dictionary<string, string> { ["organization"] = "滨海石化", ["subject"] = subject }, link);
        await db.SaveChangesAsync();
        return await db.Set<Notice>().Where(n => n.PersonId == person.Id).OrderByDescending(n => n.Id).Select(n => n.Id).FirstAsync();
    });

    [Fact]
    public async Task A_notice_is_told_in_the_readers_language_and_read_when_it_is_followed()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        var id = await PostAsync(person, "<i>能否适应</i>");
        Assert.Contains("滨海石化 来咨询：<i>能否适应</i>", await DealsSite.ReadAsync(browser, "/workspace/notices"));
        Assert.DoesNotContain("<i>能否", await browser.GetStringAsync("/workspace/notices"));
        Assert.Contains("滨海石化 asks: ", await DealsSite.ReadAsync(browser, "/en/workspace/notices"));
        var followed = await browser.GetAsync($"/en/workspace/notices/{id}");
        Assert.Equal("/en/workspace/notices/mail", followed.Headers.Location!.ToString());
        Assert.NotNull((await site.WithDatabaseAsync(db => db.Set<Notice>().SingleAsync(n => n.Id == id))).ReadAt);
    }

    [Fact]
    public async Task Another_persons_notice_is_not_there()
    {
        var id = await PostAsync(await site.PersonAsync(), "别人的");
        var browser = await site.SignedInAsync(await site.PersonAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/workspace/notices/{id}")).StatusCode);
        Assert.DoesNotContain("别人的", await DealsSite.ReadAsync(browser, "/workspace/notices"));
    }

    [Fact]
    public async Task Many_notices_are_paged_and_all_marked_read_at_once()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        for (var i = 0; i < 35; i++) { await PostAsync(person, $"第{i:00}条"); }
        var first = await DealsSite.ReadAsync(browser, "/workspace/notices");
        var next = System.Text.RegularExpressions.Regex.Match(first, "rel=\"next\" href=\"([^\"]+)\"").Groups[1].Value;
        var second = await DealsSite.ReadAsync(browser, next);
        Assert.Contains("第34条", first);
        Assert.Contains("第04条", second);
        Assert.DoesNotContain("第05条", second);
        await DealsSite.SendAsync(browser, "/workspace/notices", []);
        Assert.Equal(0, await site.WithDatabaseAsync(db => db.Set<Notice>().CountAsync(n => n.PersonId == person.Id && n.ReadAt == null)));
    }

    [Fact]
    public async Task People_choose_what_mail_they_get()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        Assert.Contains(person.Email, await DealsSite.ReadAsync(browser, "/workspace/notices/mail"));
        await DealsSite.SendAsync(browser, "/workspace/notices/mail", []);
        Assert.True(await site.WithDatabaseAsync(db => db.Set<MailRefusal>().AnyAsync(r => r.Address == person.Email && r.Topic == "enquiries")));
        await DealsSite.SendAsync(browser, "/workspace/notices/mail", new() { ["Wanted"] = "enquiries" });
        Assert.False(await site.WithDatabaseAsync(db => db.Set<MailRefusal>().AnyAsync(r => r.Address == person.Email && r.Topic == "enquiries")));
    }

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in() =>
        Assert.Equal(HttpStatusCode.Redirect, (await site.Browser().GetAsync("/workspace/notices")).StatusCode);
}
