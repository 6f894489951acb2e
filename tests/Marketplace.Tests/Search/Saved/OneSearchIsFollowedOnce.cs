using System.Net;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Saved;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Marketplace.Tests.Search.Saved;

public sealed class OneSearchIsFollowedOnce(FollowingSite site) : IClassFixture<FollowingSite>
{
    private static SavedSearch Search(Person person, string text, string name) =>
        new(person.Id, SearchState.Read("/search", $"q={Uri.EscapeDataString(text)}"), name, AlertPace.AtOnce, Language.Zh, DateTimeOffset.UtcNow);

    private Task<List<string>> NamesAsync(Person person) => site.WithDatabaseAsync(db => db.Set<SavedSearch>().Where(s => s.PersonId == person.Id).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync());

    [Fact]
    public async Task Clicking_twice_at_once_follows_once()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        var address = FollowingSite.New("search", "双击不双关注");
        var token = AccountSite.TokenIn(await browser.GetStringAsync(address));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.PostAsync(address, new FormUrlEncodedContent(
            [new("Input.Name", "双击"), new("Input.Pace", "AtOnce"), new("Input.Language", "zh-CN"), new("__RequestVerificationToken", token)]))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        Assert.Single(answers.Select(a => a.Headers.Location!.OriginalString).Distinct());
        Assert.Single(await NamesAsync(person));
    }

    [Fact]
    public async Task The_longest_query_can_be_followed()
    {
        var person = await site.PersonAsync();
        // As random as text can be, so that no index can make it smaller.
        var query = "q=" + string.Concat(Enumerable.Range(0, SavedSearch.LongestQuery - 2).Select(_ => (char)Random.Shared.Next('0', 'z')).Where(char.IsAsciiLetterOrDigit));
        await site.WithDatabaseAsync(async db =>
        {
            var search = Search(person, "最长", "最长");
            var entry = db.Add(search);
            entry.Property(s => s.Query).CurrentValue = query.PadRight(SavedSearch.LongestQuery, 'x');
            return await db.SaveChangesAsync();
        });
        Assert.Single(await NamesAsync(person));
    }

    [Fact]
    public async Task An_update_leaves_one_of_those_that_were_followed_twice()
    {
        var (twice, other) = (await site.PersonAsync(), await site.PersonAsync());
        await site.WithDatabaseAsync(async db =>
        {
            var migrator = db.GetService<IMigrator>();
            var before = db.Database.GetMigrations().TakeWhile(m => !m.EndsWith("_FollowedOnce", StringComparison.Ordinal)).Last();
            await migrator.MigrateAsync(before);
            var paused = Search(twice, "二", "二甲");
            paused.Pause(DateTimeOffset.UtcNow);
            var first = Search(twice, "一", "一甲");
            // Ids of one millisecond are in no order.
            await Task.Delay(5);
            SavedSearch[] all = [first, Search(twice, "一", "一乙"), paused, Search(twice, "二", "二乙"), Search(twice, "三", "三甲"), Search(other, "一", "一丙")];
            db.AddRange(all);
            db.AddRange(all.Select(s => new SavedSearchFind { Search = s.Id, Listing = Guid.CreateVersion7(), At = DateTimeOffset.UtcNow }));
            await db.SaveChangesAsync();
            await migrator.MigrateAsync();
            return true;
        });
        Assert.Equal(["一甲", "三甲", "二乙"], (await NamesAsync(twice)).Order(StringComparer.Ordinal));
        Assert.Equal(["一丙"], await NamesAsync(other));
        Assert.Equal(4, await site.WithDatabaseAsync(db => db.Set<SavedSearchFind>().CountAsync()));
    }
}
