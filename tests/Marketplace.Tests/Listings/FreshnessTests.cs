using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Listings;
using Marketplace.Listings.Freshness;
using Marketplace.Tests.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Listings;

public sealed class FreshnessTests : IAsyncLifetime
{
    private readonly ListingSite site = new();

    public Task InitializeAsync() => site.InitializeAsync();
    public Task DisposeAsync() => site.DisposeAsync();

    private Task RunAsync() => site.InScopeAsync(services => services.GetRequiredService<FreshnessJob>().RunAsync(CancellationToken.None));

    [Fact]
    public async Task Owners_are_asked_before_the_end_once_each_and_one_click_keeps_the_listing()
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, published: true);
        await RunAsync();
        Assert.Empty(await site.MailToAsync(person.Email));

        site.Clock.Ahead = TimeSpan.FromDays(151);
        await RunAsync();
        await RunAsync();
        var mail = Assert.Single(await site.MailToAsync(person.Email));
        Assert.Contains("30 天后到期", mail.Subject);

        var link = new Uri(Regex.Match(mail.Text!, @"https?://\S+/confirmation\?token=\S+").Value).PathAndQuery;
        var visitor = site.Browser();
        var page = await visitor.GetStringAsync(link);
        // A scanner that opens the link confirms nothing.
        Assert.Equal(listing.Expires!.Value, (await site.LoadAsync(listing)).Expires!.Value, TimeSpan.FromMilliseconds(1));
        var done = await visitor.PostAsync(link, new FormUrlEncodedContent([new("__RequestVerificationToken", AccountSite.TokenIn(page))]));
        Assert.Contains("已确认，展示到", await AccountSite.TextAsync(done));
        Assert.True((await site.LoadAsync(listing)).Expires > listing.Expires!.Value.AddDays(150));
    }

    [Fact]
    public async Task What_nobody_confirms_expires_after_three_reminders_and_comes_back_when_confirmed()
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, published: true);
        foreach (var day in new[] { 150, 173, 179, 180, 181 })
        {
            site.Clock.Ahead = TimeSpan.FromDays(day) + TimeSpan.FromHours(1);
            await RunAsync();
        }
        Assert.Equal(ListingState.Expired, (await site.LoadAsync(listing)).State);
        var mails = await site.MailToAsync(person.Email);
        Assert.Equal(4, mails.Count);
        Assert.Contains("已过期", mails[^1].Subject);
        await site.ChangeAsync(listing, l => l.Confirm(site.Clock.GetUtcNow()));
        Assert.Equal(ListingState.Published, (await site.LoadAsync(listing)).State);
    }

    [Fact]
    public async Task A_link_of_another_listing_or_older_than_45_days_confirms_nothing()
    {
        var (organization, person, _) = await site.WriterAsync();
        var (one, other) = (await site.ListingAsync(organization, person, published: true), await site.ListingAsync(organization, person, published: true));
        var token = await site.InScopeAsync(services => Task.FromResult(services.GetRequiredService<ConfirmationLinks>().TokenFor(one)));
        var path = $"confirmation?token={Uri.EscapeDataString(token)}";
        Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync($"/listings/{one.ShortId}/{path}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Browser().GetAsync($"/listings/{other.ShortId}/{path}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Browser().GetAsync($"/listings/{one.ShortId}/confirmation?token=made-up")).StatusCode);
        site.Clock.Ahead = TimeSpan.FromDays(46);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Browser().GetAsync($"/listings/{one.ShortId}/{path}")).StatusCode);
    }
}
