using System.Net;
using System.Text;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Deals;

public sealed class ConversationTests(DealsSite site) : IClassFixture<DealsSite>
{
    private async Task<(Member Owner, Member Asker, Guid Enquiry)> AskedAsync(ListingContent? content = null, string text = "我们的废酸含氟 40-60 mg/L。")
    {
        var (owner, asker) = (await site.MemberAsync("海河化工大学", name: "林若水"), await site.MemberAsync("滨海石化", name: "周启明"));
        return (owner, asker, await DealsSite.AskAsync(asker, await site.ListingAsync(owner, content), text: text));
    }

    [Fact]
    public async Task Both_sides_see_the_conversation_and_a_foreign_organization_gets_404()
    {
        var (owner, asker, id) = await AskedAsync();
        var stranger = await site.MemberAsync("第三家");
        Assert.Contains("含氟 40-60", await DealsSite.ReadAsync(owner.Browser, $"/workspace/enquiries/{id}"));
        Assert.Contains("含氟 40-60", await DealsSite.ReadAsync(asker.Browser, $"/workspace/enquiries/{id}"));
        var token = DealsSite.TokenIn(await stranger.Browser.GetStringAsync("/workspace/notices/mail"));
        var message = (await site.EnquiryAsync(id)).Messages[0].Id;
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Browser.GetAsync($"/workspace/enquiries/{id}")).StatusCode);
        foreach (var path in new[] { "", "/closure", $"/messages/{message}/withdrawal" })
        {
            var answer = await stranger.Browser.PostAsync($"/workspace/enquiries/{id}{path}", new FormUrlEncodedContent(new Dictionary<string, string> { ["Input.Text"] = "我来插话", ["__RequestVerificationToken"] = token }));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        var draft = await stranger.Browser.PutAsync($"/workspace/enquiries/{id}/draft", new FormUrlEncodedContent(new Dictionary<string, string> { ["Input.Text"] = "x", ["__RequestVerificationToken"] = token }));
        Assert.Equal(HttpStatusCode.NotFound, draft.StatusCode);
        Assert.DoesNotContain("含氟", await DealsSite.ReadAsync(stranger.Browser, "/workspace/enquiries"));
        Assert.Single((await site.EnquiryAsync(id)).Messages);
    }

    [Fact]
    public async Task Two_replies_at_once_are_both_kept()
    {
        var (owner, asker, id) = await AskedAsync();
        var colleague = new Member(await site.PersonAsync(owner.Organization), owner.Organization, null!);
        colleague = colleague with { Browser = await site.SignedInAsync(colleague.Person) };
        var pages = await Task.WhenAll(new[] { owner, colleague, asker }.Select(async m => (m, token: DealsSite.TokenIn(await m.Browser.GetStringAsync($"/workspace/enquiries/{id}")))));
        var answers = await Task.WhenAll(pages.Select((p, i) => p.m.Browser.PostAsync($"/workspace/enquiries/{id}", new FormUrlEncodedContent(new Dictionary<string, string> { ["Input.Text"] = $"同时的回复 {i}", ["__RequestVerificationToken"] = p.token }))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        var enquiry = await site.EnquiryAsync(id);
        Assert.Equal(4, enquiry.Messages.Count);
        Assert.Equal(EnquiryState.Answered, enquiry.State);
    }

    [Fact]
    public async Task A_withdrawn_message_leaves_a_mark_and_only_staff_read_it()
    {
        var (owner, asker, id) = await AskedAsync(text: "报价其实是 80 万");
        var message = (await site.EnquiryAsync(id)).Messages[0].Id;
        var notTheirs = await DealsSite.SendAsync(owner.Browser, $"/workspace/enquiries/{id}", [], $"/workspace/enquiries/{id}/messages/{message}/withdrawal");
        Assert.Equal(HttpStatusCode.NotFound, notTheirs.StatusCode);
        await DealsSite.SendAsync(asker.Browser, $"/workspace/enquiries/{id}", [], $"/workspace/enquiries/{id}/messages/{message}/withdrawal");
        foreach (var reader in new[] { owner, asker })
        {
            var page = await DealsSite.ReadAsync(reader.Browser, $"/workspace/enquiries/{id}");
            Assert.Contains("消息已撤回", page);
            Assert.DoesNotContain("80 万", page);
        }
        var staff = await site.SignedInAsync(await site.PersonAsync(siteRole: SiteRole.Operator));
        Assert.Contains("80 万", await DealsSite.ReadAsync(staff, $"/admin/enquiries/{id}"));
        Assert.Equal("报价其实是 80 万", (await site.EnquiryAsync(id)).Messages[0].Text);
    }

    [Fact]
    public async Task Hostile_text_shows_as_text()
    {
        const string hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>";
        var (owner, _, id) = await AskedAsync(text: hostile);
        await site.MailAsync();
        var raw = await owner.Browser.GetStringAsync($"/workspace/enquiries/{id}");
        Assert.DoesNotContain("<script>alert", raw);
        Assert.DoesNotContain("<img src=x", raw);
        Assert.Contains("&lt;script&gt;alert(1)", raw);
        var mails = await site.WithDatabaseAsync(db => db.Set<OutgoingMail>().AsNoTracking().Where(m => m.To == owner.Person.Email).ToListAsync());
        Assert.NotEmpty(mails);
        Assert.All(mails, m => Assert.DoesNotContain("<script>", m.Html ?? ""));
    }

    [Fact]
    public async Task One_mail_tells_of_everything_said_until_the_other_side_reads()
    {
        var (owner, asker, id) = await AskedAsync();
        await site.MailAsync();
        Assert.Equal(1, await MailsAsync(owner));
        await DealsSite.ReplyAsync(asker, id, "再补充一点");
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        await site.MailAsync();
        Assert.Equal(1, await MailsAsync(owner));
        await owner.Browser.GetAsync($"/workspace/enquiries/{id}");
        await DealsSite.ReplyAsync(asker, id, "第三条");
        await DealsSite.ReplyAsync(asker, id, "第四条");
        await site.MailAsync();
        Assert.Equal(1, await MailsAsync(owner));
        site.Clock.Advance(TimeSpan.FromMinutes(4));
        await site.MailAsync();
        await site.MailAsync();
        Assert.Equal(2, await MailsAsync(owner));
        Assert.Equal(0, await MailsAsync(asker));
    }

    private Task<int> MailsAsync(Member member) => site.WithDatabaseAsync(db => db.Set<OutgoingMail>().CountAsync(m => m.To == member.Person.Email));

    [Fact]
    public async Task Unread_enquiries_are_counted_until_they_are_opened()
    {
        var (owner, asker, id) = await AskedAsync();
        Assert.Equal(1, (await site.EnquiryAsync(id)).Sides.Single(s => s.Party == EnquiryParty.Owner).Unread);
        Assert.Contains("class=\"unread", await DealsSite.ReadAsync(owner.Browser, "/workspace/enquiries"));
        await owner.Browser.GetAsync($"/workspace/enquiries/{id}");
        Assert.DoesNotContain("class=\"unread", await DealsSite.ReadAsync(owner.Browser, "/workspace/enquiries"));
        await DealsSite.ReplyAsync(owner, id, "可以适应");
        Assert.Contains("class=\"unread", await DealsSite.ReadAsync(asker.Browser, "/workspace/enquiries?show=answered"));
        Assert.DoesNotContain("催化剂能否", await DealsSite.ReadAsync(asker.Browser, "/workspace/enquiries?show=waiting"));
    }

    [Fact]
    public async Task The_owner_of_an_anonymous_demand_is_not_named_to_the_asker()
    {
        var (owner, asker, id) = await AskedAsync(new DemandContent { Title = new Bilingual("求购除氟工艺"), Anonymous = true });
        await DealsSite.ReplyAsync(owner, id, "请介绍你们的工艺");
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        await site.MailAsync();
        foreach (var path in new[] { "/workspace/enquiries", $"/workspace/enquiries/{id}", "/workspace/notices" })
        {
            var page = await DealsSite.ReadAsync(asker.Browser, path);
            Assert.DoesNotContain("海河化工大学", page);
            Assert.DoesNotContain("林若水", page);
        }
        var subjects = await site.WithDatabaseAsync(db => db.Set<OutgoingMail>().Where(m => m.To == asker.Person.Email).Select(m => m.Subject).ToListAsync());
        Assert.Contains("匿名需求方", Assert.Single(subjects));
    }

    [Fact]
    public async Task A_begun_reply_is_there_again_and_gone_when_sent()
    {
        var (owner, _, id) = await AskedAsync();
        var token = DealsSite.TokenIn(await owner.Browser.GetStringAsync($"/workspace/enquiries/{id}"));
        var saved = await owner.Browser.PutAsync($"/workspace/enquiries/{id}/draft", new FormUrlEncodedContent(new Dictionary<string, string> { ["Input.Text"] = "写了一半的回复", ["__RequestVerificationToken"] = token }));
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Contains("写了一半的回复", await DealsSite.ReadAsync(owner.Browser, $"/workspace/enquiries/{id}"));
        await DealsSite.ReplyAsync(owner, id, "完整的回复");
        Assert.DoesNotContain("写了一半的回复", await DealsSite.ReadAsync(owner.Browser, $"/workspace/enquiries/{id}"));
    }

    [Fact]
    public async Task Files_are_read_by_both_sides_until_the_message_is_withdrawn()
    {
        var (owner, asker, id) = await AskedAsync();
        var stranger = await site.MemberAsync("第三家");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(DealsSite.TokenIn(await asker.Browser.GetStringAsync($"/workspace/enquiries/{id}"))), "__RequestVerificationToken" },
            { new StringContent("见附件"), "Input.Text" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes("废酸组成分析")), "Uploads", "analysis.txt" },
        };
        var sent = await asker.Browser.PostAsync($"/workspace/enquiries/{id}", form);
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, await DealsSite.TextAsync(sent));
        var page = await DealsSite.ReadAsync(owner.Browser, $"/workspace/enquiries/{id}");
        var file = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/files/[^\"]+)\"").Groups[1].Value;
        Assert.Contains("analysis.txt", file);
        Assert.Equal(HttpStatusCode.OK, (await owner.Browser.GetAsync(file)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Browser.GetAsync(file)).StatusCode);
        var message = (await site.EnquiryAsync(id)).Messages.Single(m => m.Text == "见附件").Id;
        await DealsSite.SendAsync(asker.Browser, $"/workspace/enquiries/{id}", [], $"/workspace/enquiries/{id}/messages/{message}/withdrawal");
        Assert.Equal(HttpStatusCode.NotFound, (await owner.Browser.GetAsync(file)).StatusCode);
    }

    [Fact]
    public async Task A_closed_enquiry_opens_again_with_the_next_message()
    {
        var (owner, asker, id) = await AskedAsync();
        await DealsSite.SendAsync(asker.Browser, $"/workspace/enquiries/{id}", [], $"/workspace/enquiries/{id}/closure");
        Assert.Equal(EnquiryState.Closed, (await site.EnquiryAsync(id)).State);
        await DealsSite.ReplyAsync(owner, id, "补充一句");
        Assert.Equal(EnquiryState.Answered, (await site.EnquiryAsync(id)).State);
    }

    [Fact]
    public async Task A_long_inbox_is_read_page_by_page_without_loss()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var listing = await site.ListingAsync(owner);
        await site.InScopeAsync(async services =>
        {
            var db = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Data.MarketplaceDbContext>(services);
            var calendar = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<WorkingCalendar>(services);
            var asker = await site.OrganizationAsync("滨海石化");
            for (var i = 0; i < 60; i++) { db.Add(Enquiry.Open(listing, new Words(asker.Id, owner.Person.Id, $"问 {i}"), $"主题-{i:00}-", calendar, site.Clock.GetUtcNow().AddSeconds(i / 2))); }
            await db.SaveChangesAsync();
        });
        var (seen, path) = (new HashSet<string>(), "/workspace/enquiries");
        while (path is not null)
        {
            var page = await DealsSite.ReadAsync(owner.Browser, path);
            foreach (System.Text.RegularExpressions.Match m in System.Text.RegularExpressions.Regex.Matches(page, @"主题-\d\d-")) { Assert.True(seen.Add(m.Value)); }
            var next = System.Text.RegularExpressions.Regex.Match(page, "rel=\"next\" href=\"([^\"]+)\"");
            path = next.Success ? next.Groups[1].Value : null!;
        }
        Assert.Equal(60, seen.Count);
    }
}
