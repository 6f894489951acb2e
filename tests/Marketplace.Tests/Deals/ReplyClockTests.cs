using Marketplace.Accounts;
using Marketplace.Deals;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Deals;

/// <summary>Every test has a site of its own, because all of them move the clock by days.</summary>
public sealed class ReplyClockTests : IAsyncLifetime
{
    private readonly DealsSite site = new();

    public Task InitializeAsync() => site.InitializeAsync();
    public Task DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Without_reply_the_contact_the_backup_and_the_operators_are_asked_once_each()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var manager = await site.PersonAsync(owner.Organization, OrganizationRole.Manager);
        var staff = await site.PersonAsync(siteRole: SiteRole.Operator);
        var asker = await site.MemberAsync("滨海石化");
        var id = await DealsSite.AskAsync(asker, await site.ListingAsync(owner));

        // Opened on Tuesday morning: three working days later is Friday, then comes Monday, then Tuesday.
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(3).AddMinutes(-1), 0);
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(3), 1);
        Assert.Equal(1, await MailsAsync(owner.Person, "deals.reminder"));
        Assert.Equal(0, await MailsAsync(manager, "deals.backup"));
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(5), 1);
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(6), 2);
        Assert.Equal(1, await MailsAsync(manager, "deals.backup"));
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(7), 3);
        Assert.Equal(1, await MailsAsync(staff, "deals.operator"));
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(30), 3);
        Assert.Equal(1, await MailsAsync(owner.Person, "deals.reminder"));
        Assert.Equal(1, await site.WithDatabaseAsync(db => db.Set<Notice>().CountAsync(n => n.PersonId == staff.Id)));
    }

    [Fact]
    public async Task A_site_that_was_away_takes_the_steps_a_working_day_apart()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var asker = await site.MemberAsync("滨海石化");
        var id = await DealsSite.AskAsync(asker, await site.ListingAsync(owner));
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(14), 1);
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(14).AddHours(3), 1);
        await StepsAfterAsync(id, DealsSite.Tuesday.AddDays(15), 2);
    }

    [Fact]
    public async Task A_reply_stops_the_clock_and_counts_in_the_organizations_median_from_three_on()
    {
        var owner = await site.MemberAsync("海河化工大学");
        var asker = await site.MemberAsync("滨海石化");
        var listing = await site.ListingAsync(owner);
        var first = await DealsSite.AskAsync(asker, listing, text: "第一问");
        var second = await DealsSite.AskAsync(asker, listing, text: "第二问");
        var third = await DealsSite.AskAsync(asker, listing, text: "第三问");
        site.Clock.Set(DealsSite.Tuesday.AddHours(1));
        await DealsSite.ReplyAsync(owner, first, "一小时后");
        site.Clock.Set(DealsSite.Tuesday.AddDays(1));
        await DealsSite.ReplyAsync(owner, second, "一天后");
        await DealsSite.ReplyAsync(owner, second, "不再计入");
        Assert.Null(await MedianAsync(owner.Organization));
        await DealsSite.ReplyAsync(owner, third, "也是一天后");
        await StepsAfterAsync(first, DealsSite.Tuesday.AddDays(10), 0);
        // 60 minutes and twice one working day of eight hours.
        await SiteFactory.EventuallyAsync(async () => await MedianAsync(owner.Organization) == 480, "median of first replies");
    }

    private Task<int?> MedianAsync(Organization organization) =>
        site.WithDatabaseAsync(async db => (await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == organization.Id)).MedianFirstReplyMinutes);

    private async Task StepsAfterAsync(Guid id, DateTimeOffset at, int expected)
    {
        site.Clock.Set(at);
        await site.MoveReplyClockAsync();
        await site.MoveReplyClockAsync();
        Assert.Equal(expected, (await site.EnquiryAsync(id)).Steps.Count);
    }

    private Task<int> MailsAsync(Person person, string template) => site.WithDatabaseAsync(db => db.Set<OutgoingMail>().CountAsync(m => m.To == person.Email && m.Template == template));
}
