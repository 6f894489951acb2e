using System.Net;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Notifications;
using Marketplace.Search.Saved;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Marketplace.Tests.Search.Saved;

/// <summary>People who follow searches.</summary>
public class FollowingSite : SearchSite
{
    public static string New(string list, string words, string more = "") => $"/workspace/searches/new?in={list}&q={Uri.EscapeDataString(words)}{more}";

    /// <summary>Follows as a member does, by the form.</summary>
    public async Task<Guid> FollowAsync(HttpClient browser, string address, AlertPace pace, string language = "zh-CN", string name = "我的搜索")
    {
        var answer = await AccountSite.SendAsync(browser, address, new() { ["Input.Name"] = name, ["Input.Pace"] = pace.ToString(), ["Input.Language"] = language });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return Guid.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    /// <summary>Waits until everything published has been asked for by all followed searches and the due ones were told.</summary>
    public async Task FollowedAsync()
    {
        // Not the newest that readers may see yet: beside an older transaction of somebody else they see it a little later.
        var last = await WithDatabaseAsync(async db => await db.Events.MaxAsync(e => (long?)e.Position) ?? 0);
        await EventuallyAsync(() => WithDatabaseAsync(db => db.ReaderPositions.AnyAsync(p => p.Reader == "followed-searches" && p.Position >= last)), "followed searches have been asked");
        await Services.GetRequiredService<SearchAlerts>().TellAsync(CancellationToken.None);
    }

    public async Task<List<OutgoingMail>> AlertsToAsync(Person person) => [.. (await MailToAsync(person.Email)).Where(m => m.Topic == SearchAlerts.Topic)];

    public Task<List<Notice>> NoticesOfAsync(Person person) => WithDatabaseAsync(db => db.Set<Notice>().AsNoTracking().Where(n => n.PersonId == person.Id).OrderBy(n => n.Id).ToListAsync());

    public async Task<MimeMessage> LetterAsync(OutgoingMail mail)
    {
        var file = Path.Combine(Folder, "mail", $"{mail.Id:N}.eml");
        await EventuallyAsync(() => Task.FromResult(File.Exists(file)), "the mail has left");
        return await MimeMessage.LoadAsync(file);
    }

    /// <summary>Publishes, and waits until followers have been told.</summary>
    public async Task<Listing> PublishAndTellAsync(ListingContent content, Organization? owner = null)
    {
        var listing = await PublishAsync(content, owner);
        await FollowedAsync();
        return listing;
    }

    public Task ChangeAsync(Listing listing, Action<Listing, MarketplaceDbContext> change) => WithDatabaseAsync(async db =>
    {
        change(await db.Set<Listing>().SingleAsync(l => l.Id == listing.Id), db);
        return await db.SaveChangesAsync();
    });
}
