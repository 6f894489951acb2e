using System.Net;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class OperatorsRecommend(MatchCity city)
{
    [Fact]
    public async Task A_recommendation_by_hand_shows_with_its_mark_to_both_owners()
    {
        var demand = await city.PublishAsync((await city.OrganizationAsync("冷门公司")).Id, new DemandContent { Title = new Bilingual("想给祠堂的老匾除虫"), Summary = new Bilingual("木头里有蛀虫，不能用药水") });
        var achievement = await city.ListingAsync("tape-restoration-4k");
        var staff = await city.ReaderAsync("operator");
        var list = await staff.OpenAsync("/admin/matches");
        Assert.Contains("想给祠堂的老匾除虫", list.Body!.TextContent);
        var page = await staff.OpenAsync($"/admin/matches/{demand.ShortId}?q={Uri.EscapeDataString(achievement.Title.Zh!)}");
        var form = page.Forms.First(f => f.QuerySelector($"[value='{achievement.Id}']") is not null);
        var sent = await staff.SendAsync(form, new Dictionary<string, string> { ["Words"] = "他们的低温处理也许用得上" });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        // What was looked for stays: there may be another to recommend. What stands in both lists has a control in each.
        var after = await staff.OpenAsync(sent.Headers.Location!.OriginalString);
        Assert.Equal(achievement.Title.Zh, after.QuerySelector("#q")!.GetAttribute("value"));
        var ids = after.QuerySelectorAll("main [id]").Select(e => e.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        foreach (var listing in new[] { demand, achievement })
        {
            var (owner, _) = await city.OwnerAsync(listing);
            var text = (await owner.OpenAsync(MatchCity.PathOf(listing))).Body!.TextContent;
            Assert.Contains("平台推荐：他们的低温处理也许用得上", text);
        }
        // It stays when the list is reckoned anew.
        await city.ChangeAsync(demand.Id, l => l.Confirm(city.Time.GetUtcNow()));
        Assert.True((await city.MatchAsync(demand.Id, achievement.Id)).IsOpen);
        Assert.DoesNotContain("想给祠堂的老匾除虫", (await staff.OpenAsync("/admin/matches")).Body!.TextContent);
    }

    private async Task RecommendAsync(Listing demand, Listing achievement, string words = "")
    {
        var staff = await city.ReaderAsync("operator");
        var page = await staff.OpenAsync($"/admin/matches/{demand.ShortId}?q={Uri.EscapeDataString(achievement.Title.Zh!)}");
        var sent = await staff.SendAsync(page.Forms.First(f => f.QuerySelector($"[value='{achievement.Id}']") is not null), new Dictionary<string, string> { ["Words"] = words });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
    }

    /// <summary>Two that have not a word in common.</summary>
    private async Task<(Listing Demand, Listing Achievement)> StrangersAsync(string name) => (
        await city.PublishAsync((await city.OrganizationAsync($"{name}公司")).Id, new DemandContent { Title = new Bilingual("祠堂匾额除蛀"), Summary = new Bilingual("不能用药水") }),
        await city.PublishAsync((await city.OrganizationAsync($"{name}研究所")).Id, new AchievementContent { Title = new Bilingual($"{name}低氧舱"), Summary = new Bilingual("氮气置换") }));

    [Fact]
    public async Task A_recommendation_of_what_nobody_found_is_mailed_with_its_words_and_no_score()
    {
        var (demand, achievement) = await StrangersAsync("文保");
        Assert.DoesNotContain(await city.MatchesAsync(demand.Id), m => m.Counterpart == achievement.Id);
        var (owner, person) = await city.OwnerAsync(demand, OrganizationRole.Manager);
        await RecommendAsync(demand, achievement, "低氧能闷死蛀虫");
        var match = await city.MatchAsync(demand.Id, achievement.Id);
        var card = (await owner.OpenAsync(MatchCity.PathOf(demand))).QuerySelectorAll("article").First(a => a.TextContent.Contains(achievement.Title.Zh!));
        Assert.Null(card.QuerySelector(".score"));
        Assert.Null((await owner.OpenAsync($"/workspace/matches/{match.Id}")).QuerySelector("main .score"));
        Assert.DoesNotContain("0%", (await owner.OpenAsync($"/workspace/matches/{match.Id}")).QuerySelector(".deskhead")!.TextContent);
        await city.WithDatabaseAsync(db => db.Set<Match>().Where(m => m.Id == match.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MatchState.New)));
        await city.DigestAsync();
        var text = Assert.Single(await city.MailAsync(person.Email)).Text!;
        Assert.Contains($"平台推荐 · {achievement.Title.Zh}\n推荐理由：低氧能闷死蛀虫", text);
        Assert.DoesNotContain("0 分", text);
    }

    [Fact]
    public async Task A_recommendation_of_what_was_found_long_ago_is_news()
    {
        var achievement = await city.ListingAsync("blade-root-crawler");
        var demand = await city.PublishAsync((await city.OrganizationAsync("久等公司")).Id, new DemandContent { Title = new Bilingual("吊装工人上高处的安全绳磨损检查") });
        Assert.False((await city.MatchAsync(demand.Id, achievement.Id)).IsPushed);
        city.Time.Ahead += TimeSpan.FromDays(15);
        var (owner, person) = await city.OwnerAsync(demand, OrganizationRole.Manager);
        await RecommendAsync(demand, achievement);
        await city.DigestAsync();
        Assert.Contains($"平台推荐 · {achievement.Title.Zh}", Assert.Single(await city.MailAsync(person.Email)).Text);
        Assert.Contains(achievement.Title.Zh!, (await owner.OpenAsync("/workspace/matches")).QuerySelector(".todo li")!.TextContent);
    }

    [Fact]
    public async Task What_was_recommended_comes_back_when_both_sides_are_open_again()
    {
        var (demand, achievement) = await StrangersAsync("复出");
        await RecommendAsync(demand, achievement);
        async Task<(bool, bool)> OpenAsync() => ((await city.MatchAsync(demand.Id, achievement.Id)).IsOpen, (await city.MatchAsync(achievement.Id, demand.Id)).IsOpen);
        foreach (var (one, other) in new[] { (demand, achievement), (achievement, demand) })
        {
            await city.ChangeAsync(one.Id, l => l.Pause());
            Assert.Equal((false, false), await OpenAsync());
            await city.ChangeAsync(other.Id, l => l.Confirm(city.Time.GetUtcNow()));
            Assert.Equal((false, false), await OpenAsync());
            await city.ChangeAsync(one.Id, l => l.Resume());
            Assert.Equal((true, true), await OpenAsync());
        }
    }

    [Fact]
    public async Task What_an_owner_took_up_comes_back_and_what_was_only_found_does_not()
    {
        var (demand, achievement) = await StrangersAsync("再来");
        var now = city.Time.GetUtcNow();
        await city.WithDatabaseAsync(db =>
        {
            var (useful, seen) = (new Match(demand, MatchKind.Achievement, achievement.Id, achievement.Organization, now), new Match(achievement, MatchKind.Demand, demand.Id, demand.Organization, now));
            useful.CallUseful();
            seen.See();
            db.AddRange(useful, seen);
            return db.SaveChangesAsync();
        });
        await city.ChangeAsync(achievement.Id, l => l.Confirm(city.Time.GetUtcNow()));
        Assert.True((await city.MatchAsync(demand.Id, achievement.Id)).IsOpen);
        Assert.False((await city.MatchAsync(achievement.Id, demand.Id)).IsOpen);
    }

    [Fact]
    public async Task What_is_recommended_no_longer_can_be_recommended_again()
    {
        var (demand, achievement) = await StrangersAsync("重荐");
        await RecommendAsync(demand, achievement);
        var staff = await city.ReaderAsync("operator");
        async Task<bool> HasFormAsync() => (await staff.OpenAsync($"/admin/matches/{demand.ShortId}?q={Uri.EscapeDataString(achievement.Title.Zh!)}")).Forms.Any(f => f.QuerySelector($"[value='{achievement.Id}']") is not null);
        Assert.False(await HasFormAsync());
        await city.WithDatabaseAsync(db => db.Set<Match>().Where(m => m.Listing == demand.Id && m.Counterpart == achievement.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.IsOpen, false)));
        Assert.True(await HasFormAsync());
    }

    [Fact]
    public async Task Feedback_is_counted_by_reason_and_sent_as_CSV()
    {
        var demand = await city.PublishAsync((await city.OrganizationAsync("反馈公司")).Id, (await city.ListingAsync("need-nitrogen-winter")).Approved!);
        var (owner, _) = await city.OwnerAsync(demand);
        var match = (await city.MatchesAsync(demand.Id)).First(m => m.Kind == MatchKind.Achievement);
        var form = (await owner.OpenAsync($"/workspace/matches/{match.Id}/dismissal")).Forms.First(f => f.QuerySelector("[name='Input.Reason']") is not null);
        await owner.SendAsync(form, new Dictionary<string, string> { ["Input.Reason"] = "AlreadyKnown", ["Input.Words"] = "=去年见过" });
        var staff = await city.ReaderAsync("operator");
        Assert.Contains("早已知道", (await staff.OpenAsync("/admin/matches/feedback")).Body!.TextContent);
        var csv = await staff.Browser.GetStringAsync("/admin/matches/feedback?handler=Csv");
        Assert.Contains("alreadyKnown", csv);
        Assert.Contains("'=去年见过", csv);
        Assert.Contains("organization", await staff.Browser.GetStringAsync("/admin/matches?handler=Csv"));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await city.ReaderAsync("company")).Browser.GetAsync("/admin/matches")).StatusCode);
    }

    [Fact]
    public async Task A_pair_of_one_owner_is_not_recommended()
    {
        var achievement = await city.ListingAsync("blade-root-crawler");
        var demand = await city.PublishAsync(achievement.Organization, new DemandContent { Title = new Bilingual("自家的需求不推荐自家的成果") });
        var staff = await city.ReaderAsync("operator");
        var page = await staff.OpenAsync($"/admin/matches/{demand.ShortId}?q={Uri.EscapeDataString(achievement.Title.Zh!)}");
        var answer = await staff.SendAsync(page.Forms.First(f => f.QuerySelector($"[value='{achievement.Id}']") is not null), new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("属于同一单位", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }
}
