using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search.Saved;
using Marketplace.Tests.Search.Saved;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Search.Disclosure;

/// <summary>A word of its own in each stage of a listing and in the title of a listing of each visibility; everybody looks for all of them everywhere.</summary>
public sealed class StagesOfDisclosure(FollowingSite site) : IClassFixture<FollowingSite>
{
    private enum Role { Visitor, Member, Verified, Operator }

    /// <summary>What each may find, by the word planted there. Nobody finds what lies behind the click-NDA, in the deal room, in a listing by invitation, or an organization that was never verified.</summary>
    private static readonly (string Word, string Place, Role? From)[] Planted =
    [
        ("quartzfinch", "teaser", Role.Visitor), ("cobaltwren", "members", Role.Member), ("silverheron", "nda", null), ("crimsonowl", "deal room", null),
        ("publictern", "public listing", Role.Visitor), ("memberlark", "members' listing", Role.Member), ("verifiedstork", "listing for the verified", Role.Verified), ("invitedcrane", "listing by invitation", null),
        ("unknownsnipe", "organization that was never verified", null),
    ];

    private static TextBlock Block(Stage stage, string word) => new(BlockKind.Description, stage, new Bilingual($"这一段写着 {word} 一词。", $"This passage says {word} once."));

    private static bool MayFind(Role reader, Role? from) => from is { } least && reader >= least;

    [Fact]
    public async Task Each_reader_finds_exactly_what_they_may_read_on_every_way_to_it()
    {
        var readers = await ReadersAsync();
        var followed = new Dictionary<(Role, string), Guid>();
        foreach (var (role, (_, browser)) in readers.Where(r => r.Key != Role.Visitor))
        {
            foreach (var (word, _, _) in Planted) { followed[(role, word)] = await site.FollowAsync(browser, FollowingSite.New("search", word), AlertPace.AtOnce, name: word); }
        }
        var listing = SearchSite.Achievement("分级披露样本") with { Blocks = [Block(Stage.Teaser, "quartzfinch"), Block(Stage.Members, "cobaltwren"), Block(Stage.Nda, "silverheron"), Block(Stage.DealRoom, "crimsonowl")] };
        await site.PublishAsync(listing);
        foreach (var (word, visibility) in new[] { ("publictern", Visibility.Public), ("memberlark", Visibility.Members), ("verifiedstork", Visibility.Verified), ("invitedcrane", Visibility.Invited) })
        {
            await site.PublishAsync(SearchSite.Achievement("样本 " + word) with { Visibility = visibility, Keywords = new Keywords { Zh = [word], En = [word] } });
        }
        await site.OrganizationAsync("样本 unknownsnipe");
        await site.IndexedAsync();
        await site.FollowedAsync();
        var wrong = new List<string>();
        foreach (var (role, (person, browser)) in readers)
        {
            foreach (var (word, place, from) in Planted)
            {
                var may = MayFind(role, from);
                void Check(string where, bool found, bool expected) { if (found != expected) { wrong.Add($"{role} {(found ? "finds" : "misses")} the word of the {place} on the {where}"); } }
                foreach (var language in new[] { "", "/en" })
                {
                    Check($"page {language}", await PageShowsAsync(browser, $"{language}/search?q={word}", word), may);
                    Check($"list {language}", await PageShowsAsync(browser, $"{language}/achievements?q={word}", word), may);
                    Check($"organizations {language}", await PageShowsAsync(browser, $"{language}/organizations?q={word}", word), false);
                    Check($"snippets {language}", (await browser.GetStringAsync($"{language}/search?q=sample+%E6%A0%B7%E6%9C%AC+{word}")).Contains($">{word}</mark>", StringComparison.OrdinalIgnoreCase), may);
                    // Feeds are for the public, whoever asks.
                    Check($"feed {language}", XDocument.Parse(await browser.GetStringAsync($"{language}/search.atom?q={word}")).Root!.Elements().Any(e => e.Name.LocalName == "entry"), from == Role.Visitor);
                    Check($"suggestions {language}", (await browser.GetStringAsync($"{language}/search/suggestions?q={word[..6]}")).Contains(word, StringComparison.OrdinalIgnoreCase), word == "publictern");
                }
                Check("near terms", (await browser.GetStringAsync($"/search?q={word[..6]}zzzz")).Contains(word, StringComparison.OrdinalIgnoreCase), word == "publictern");
                var api = await browser.GetFromJsonAsync<JsonElement>($"/api/v1/search?q={word}");
                Check("API", api.GetProperty("total").GetInt32() > 0, may);
                Check("API's counts", api.GetProperty("facets").EnumerateObject().Any(f => f.Value.GetArrayLength() > 0), may);
                if (role == Role.Visitor) { continue; }
                var told = (await site.AlertsToAsync(person!)).Any(m => m.Subject.StartsWith(word, StringComparison.Ordinal));
                Check("alerts", told, may);
                var found = WebUtility.HtmlDecode(await browser.GetStringAsync($"/workspace/searches/{followed[(role, word)]}"));
                Check("followed search", found.Contains("<article", StringComparison.Ordinal), may);
            }
        }
        Assert.Empty(wrong);
    }

    private static async Task<bool> PageShowsAsync(HttpClient browser, string path, string word)
    {
        var page = await browser.GetStringAsync(path);
        // The word stands in the search box and in links in any case; a result, or a mark, is what counts.
        return page.Contains("class=\"result\"", StringComparison.Ordinal) || page.Contains($"<mark>{word}", StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Dictionary<Role, (Person? Person, HttpClient Browser)>> ReadersAsync()
    {
        var member = await site.PersonAsync(organization: await site.OrganizationAsync("普通企业"));
        var verified = await site.PersonAsync(organization: await site.OrganizationAsync("认证企业", verified: true));
        var operators = await site.PersonAsync(SiteRole.Operator);
        return new()
        {
            [Role.Visitor] = (null, site.Browser()), [Role.Member] = (member, await site.SignedInAsync(member)),
            [Role.Verified] = (verified, await site.SignedInAsync(verified)), [Role.Operator] = (operators, await site.SignedInAsync(operators)),
        };
    }
}
