using System.Net;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Deals;

public sealed class AskingTests(DealsSite site) : IClassFixture<DealsSite>
{
    [Fact]
    public async Task A_visitors_text_survives_signing_in()
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.PersonAsync(await site.OrganizationAsync("滨海石化")));
        var listing = await site.ListingAsync(owner);
        var browser = site.Browser();
        var sent = await DealsSite.SendAsync(browser, $"/contact/{listing.ShortId}", DealsSite.Words("能否适应含氟废酸？", "想看两套装置的运行记录。"));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Contains("/account/login", sent.Headers.Location!.ToString());
        var signedIn = await DealsSite.SendAsync(browser, sent.Headers.Location.ToString(), new() { ["Input.Email"] = asker.Email, ["Input.Password"] = DealsSite.Password });
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        var page = await DealsSite.ReadAsync(browser, signedIn.Headers.Location!.ToString());
        Assert.Contains("能否适应含氟废酸？", page);
        Assert.Contains("想看两套装置的运行记录。", page);
        var asked = await DealsSite.SendAsync(browser, $"/contact/{listing.ShortId}", DealsSite.Words("能否适应含氟废酸？", "想看两套装置的运行记录。"));
        Assert.StartsWith("/workspace/enquiries/", asked.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_member_without_organization_keeps_the_text_on_the_way_to_one()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var listing = await site.ListingAsync(owner);
        var browser = await site.SignedInAsync(await site.PersonAsync());
        var sent = await DealsSite.SendAsync(browser, $"/contact/{listing.ShortId}", DealsSite.Words("主题甲", "正文乙"));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var made = await DealsSite.SendAsync(browser, sent.Headers.Location!.ToString(), new() { ["Input.NameZh"] = "新能公司", ["Input.Kind"] = "Enterprise", ["Input.CreditCode"] = DealsSite.FreeCode().ToString() });
        Assert.True(made.StatusCode == HttpStatusCode.Redirect, await DealsSite.TextAsync(made));
        var page = await DealsSite.ReadAsync(browser, made.Headers.Location!.ToString());
        Assert.Contains("主题甲", page);
        Assert.Contains("正文乙", page);
    }

    [Fact]
    public async Task One_cannot_ask_ones_own_organization()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var listing = await site.ListingAsync(owner);
        var page = await DealsSite.ReadAsync(owner.Browser, $"/contact/{listing.ShortId}");
        Assert.Contains("不能向自己咨询", page);
        Assert.Equal(0, await site.WithDatabaseAsync(db => db.Set<Enquiry>().CountAsync(e => e.Listing == listing.Id)));
    }

    [Fact]
    public async Task A_draft_cannot_be_asked_about_and_an_invited_listing_is_not_there()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var hidden = await site.ListingAsync(owner, new AchievementContent { Title = new Bilingual("仅限受邀"), Visibility = Visibility.Invited });
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync($"/contact/{hidden.ShortId}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync("/contact/0000000000")).StatusCode);
    }

    [Fact]
    public async Task Missing_words_are_named_and_what_was_typed_stays()
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化"));
        var listing = await site.ListingAsync(owner);
        var answer = await DealsSite.SendAsync(asker.Browser, $"/contact/{listing.ShortId}", DealsSite.Words("", "已经写好的正文"));
        var page = await DealsSite.TextAsync(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("已经写好的正文", page);
        Assert.Contains("aria-invalid=\"true\"", page);
    }

    [Fact]
    public async Task A_person_asks_only_so_often_in_a_day_and_may_go_on_the_next()
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化"));
        for (var i = 0; i < 10; i++) { await DealsSite.AskAsync(asker, await site.ListingAsync(owner), text: $"第 {i} 个问题"); }
        var listing = await site.ListingAsync(owner);
        var refused = await DealsSite.TextAsync(await DealsSite.SendAsync(asker.Browser, $"/contact/{listing.ShortId}", DealsSite.Words("又一个", "还想再问")));
        Assert.Contains("已达上限", refused);
        Assert.Contains("还想再问", refused);
        site.Clock.Advance(TimeSpan.FromHours(25));
        await DealsSite.AskAsync(asker, listing);
    }

    [Fact]
    public async Task An_organization_that_is_not_verified_asks_less()
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("新公司", verified: false));
        for (var i = 0; i < 3; i++) { await DealsSite.AskAsync(asker, await site.ListingAsync(owner), text: $"第 {i} 个问题"); }
        var listing = await site.ListingAsync(owner);
        Assert.Contains("未认证单位", await DealsSite.TextAsync(await DealsSite.SendAsync(asker.Browser, $"/contact/{listing.ShortId}", DealsSite.Words("第四个", "再问"))));
    }

    [Theory]
    [InlineData("看 https://a.example https://b.example http://c.example www.d.example", "链接太多")]
    [InlineData("催化剂能否适应？", "同样的内容")]
    public async Task Spam_is_refused_with_a_reason(string text, string reason)
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化"));
        await DealsSite.AskAsync(asker, await site.ListingAsync(owner), text: "催化剂能否适应？");
        await DealsSite.AskAsync(asker, await site.ListingAsync(owner), text: "催化剂 能否适应?");
        await DealsSite.AskAsync(asker, await site.ListingAsync(owner), text: "催化剂能否适应");
        var listing = await site.ListingAsync(owner);
        Assert.Contains(reason, await DealsSite.TextAsync(await DealsSite.SendAsync(asker.Browser, $"/contact/{listing.ShortId}", DealsSite.Words("主题", text))));
        Assert.Equal(0, await site.WithDatabaseAsync(db => db.Set<Enquiry>().CountAsync(e => e.Listing == listing.Id)));
    }

    [Fact]
    public async Task The_same_words_to_the_same_listing_are_sent_once()
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化"));
        var listing = await site.ListingAsync(owner);
        await DealsSite.AskAsync(asker, listing);
        Assert.Contains("已经发过", await DealsSite.TextAsync(await DealsSite.SendAsync(asker.Browser, $"/contact/{listing.ShortId}", DealsSite.Words("催化剂能否适应含氟废酸？", "我们的废酸含氟 40-60 mg/L。"))));
    }

    [Fact]
    public async Task A_program_that_fills_the_hidden_field_is_refused()
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化"));
        var listing = await site.ListingAsync(owner);
        var words = DealsSite.Words("主题", "正文");
        words["Input.Homepage"] = "https://spam.example";
        Assert.Contains("程序自动填写", await DealsSite.TextAsync(await DealsSite.SendAsync(asker.Browser, $"/contact/{listing.ShortId}", words)));
    }

    [Fact]
    public async Task A_viewer_cannot_write_for_the_organization()
    {
        var (owner, viewer) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化", role: OrganizationRole.Viewer));
        var listing = await site.ListingAsync(owner);
        Assert.Contains("查看者", await DealsSite.ReadAsync(viewer.Browser, $"/contact/{listing.ShortId}"));
    }
}
