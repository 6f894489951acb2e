using System.Net;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Marketplace.Tests.Notifications;

public sealed class MailTests(MailSite site) : IClassFixture<MailSite>
{
    private static string Someone() => $"m{Guid.NewGuid():N}@example.org";

    [Fact]
    public async Task Mail_leaves_only_when_its_cause_was_saved()
    {
        var (saved, forgotten) = (Someone(), Someone());
        await site.QueueAsync(forgotten, save: false);
        await site.QueueAsync(saved);
        await site.BecomesAsync(saved, MailState.Sent);
        Assert.Single(site.Post.To(saved));
        Assert.Empty(site.Post.To(forgotten));
    }

    [Fact]
    public async Task It_has_a_plain_and_an_html_part_with_a_button_and_keeps_no_text_after_it_left()
    {
        var to = Someone();
        await site.QueueAsync(to, language: Language.En);
        await site.BecomesAsync(to, MailState.Sent);
        var message = site.Post.To(to).Single();
        Assert.Equal("海河化工大学 wrote: 能否适应", message.Subject);
        Assert.Contains("Read and reply\nhttp://localhost:5000/workspace/enquiries/1", message.TextBody!.ReplaceLineEndings("\n"));
        Assert.Matches("<a href=\"http://localhost:5000/workspace/enquiries/1\" style=\"display:inline-block[^>]+>Read and reply</a>", message.HtmlBody);
        Assert.Null((await site.MailAsync(to)).Text);
    }

    [Fact]
    public async Task A_mail_whose_sender_died_before_noting_it_is_sent_again_under_the_same_id()
    {
        var to = Someone();
        site.Post.Trouble[to] = times => { if (times == 1) { throw new OperationCanceledException("the process ends"); } };
        await site.QueueAsync(to);
        await MailSite.EventuallyAsync(() => Task.FromResult(site.Post.To(to).Count == 1), "first sending");
        Assert.Equal(MailState.Sending, (await site.MailAsync(to)).State);
        site.Clock.Advance(MailSender.Lease);
        await site.BecomesAsync(to, MailState.Sent);
        var sent = site.Post.To(to);
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0].MessageId, sent[1].MessageId);
    }

    [Fact]
    public async Task A_mail_that_always_fails_is_given_up_and_the_doctor_says_so()
    {
        var to = Someone();
        site.Post.Trouble[to] = _ => throw new IOException("no route to the mail server");
        await site.QueueAsync(to);
        for (var tries = 1; tries <= 10; tries++)
        {
            var expected = tries;
            await MailSite.EventuallyAsync(async () => await site.MailAsync(to) is { State: MailState.Waiting or MailState.Dead } mail && mail.Tries >= expected, $"try {tries}");
            site.Clock.Advance(TimeSpan.FromHours(12));
        }
        var dead = await site.MailAsync(to);
        Assert.Equal((MailState.Dead, 10), (dead.State, dead.Tries));
        var told = await site.InScopeAsync(async services => await services.GetServices<IDoctorCheck>().Single(c => c.Name == "mail").FindAsync(CancellationToken.None).ToListAsync());
        Assert.Contains(told, line => line.Contains(dead.Id.ToString()) && line.Contains("no route"));
    }

    [Fact]
    public async Task An_address_that_the_server_refuses_is_not_tried_again()
    {
        var to = Someone();
        site.Post.Trouble[to] = _ => throw new MailRefusedException("550 no such user");
        await site.QueueAsync(to);
        await site.BecomesAsync(to, MailState.Dead);
        Assert.Equal(1, (await site.MailAsync(to)).Tries);
    }

    [Fact]
    public async Task The_same_key_is_mailed_once()
    {
        var (to, key) = (Someone(), Guid.NewGuid().ToString());
        await site.QueueAsync(to, key: key);
        await site.QueueAsync(to, key: key);
        await site.BecomesAsync(to, MailState.Sent);
        Assert.Single(site.Post.To(to));
    }

    [Fact]
    public async Task What_people_wrote_is_text_in_mail_and_cannot_add_headers_or_links()
    {
        var to = Someone();
        var values = MailSite.Values("<b>x</b> [按钮]({link}) https://evil.example {name}");
        values["subject"] = "一行\r\nBcc: victim@example.org";
        await site.QueueAsync(to, values);
        await site.BecomesAsync(to, MailState.Sent);
        var message = site.Post.To(to).Single();
        Assert.Empty(message.Bcc);
        Assert.DoesNotContain("\n", message.Subject);
        Assert.Contains("&lt;b&gt;x&lt;/b&gt; [按钮]({link}) https://evil.example {name}", message.HtmlBody);
        Assert.DoesNotContain("href=\"https://evil", message.HtmlBody);
        // Without it an address without a hyphen, as of a Chinese title, is wider than a phone.
        Assert.Contains("overflow-wrap:anywhere", message.HtmlBody);
    }

    [Fact]
    public async Task One_click_leaves_a_topic_and_needed_mail_still_comes()
    {
        var to = Someone();
        await site.QueueAsync(to, topic: "enquiries");
        await site.BecomesAsync(to, MailState.Sent);
        var message = site.Post.To(to).Single();
        Assert.Equal("List-Unsubscribe=One-Click", message.Headers[HeaderId.ListUnsubscribePost]);
        var link = new Uri(message.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>')).PathAndQuery;
        var asked = WebUtility.HtmlDecode(await site.Browser().GetStringAsync(link));
        Assert.Contains(to, asked);
        Assert.Equal(1, await CountAsync(to, MailState.Sent));
        var oneClick = await site.Browser().PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        Assert.Equal(HttpStatusCode.OK, oneClick.StatusCode);
        await site.QueueAsync(to, topic: "enquiries");
        await MailSite.EventuallyAsync(async () => await CountAsync(to, MailState.NotWanted) == 1, "mail of the topic is not sent");
        await site.QueueAsync(to);
        await MailSite.EventuallyAsync(async () => await CountAsync(to, MailState.Sent) == 2, "needed mail is sent");
        await site.Browser().PostAsync(link, new FormUrlEncodedContent([new("wanted", "true")]));
        await site.QueueAsync(to, topic: "enquiries");
        await MailSite.EventuallyAsync(async () => await CountAsync(to, MailState.Sent) == 3, "mail of the topic is sent again");
    }

    [Fact]
    public async Task A_made_up_unsubscribe_link_does_nothing()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync("/mail/unsubscribe/abc")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().PostAsync("/mail/unsubscribe/abc", new FormUrlEncodedContent([]))).StatusCode);
    }

    private Task<int> CountAsync(string to, MailState state) => site.WithDatabaseAsync(db => db.Set<OutgoingMail>().CountAsync(m => m.To == to && m.State == state));

    [Theory]
    [InlineData("--Mail:Smtp:Host=mail.example.org --Mail:Smtp:Security=Maybe", "Mail:Smtp:Security")]
    [InlineData("--Mail:From=nobody --Mail:MaxTries=5", "Mail:From")]
    [InlineData("--Mail:Smtp:Host=mail.example.org --Mail:Smtp:Username=u", "Mail:Smtp:Password")]
    public void A_wrong_setting_is_named(string settings, string key)
    {
        var options = new MailOptions();
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationBuilder();
        Microsoft.Extensions.Configuration.CommandLineConfigurationExtensions.AddCommandLine(configuration, settings.Split(' '));
        Microsoft.Extensions.Configuration.ConfigurationBinder.Bind(configuration.Build().GetSection(MailOptions.Section), options);
        Assert.Contains(key, new MailOptionsCheck().Validate(null, options).FailureMessage);
    }
}
