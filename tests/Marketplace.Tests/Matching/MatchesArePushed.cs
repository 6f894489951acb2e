using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class MatchesArePushed(MatchCity city)
{
    private async Task<Listing> AnswerAsync(string key, string title, bool settle = true) =>
        await city.PublishAsync((await city.OrganizationAsync($"{title}单位")).Id, (await city.ListingAsync(key)).Approved! with { Title = new Bilingual(title) }, settle);

    [Fact]
    public async Task A_new_achievement_comes_into_the_inbox_of_the_demands_owner_and_leaves_it_when_withdrawn()
    {
        var demand = await city.ListingAsync("need-swelling-stone");
        var (owner, _) = await city.OwnerAsync(demand);
        var achievement = await AnswerAsync("steel-slag-carbonation", "钢渣加压碳化制骨料中试线");
        var page = await owner.OpenAsync("/workspace/matches");
        Assert.Contains("钢渣加压碳化制骨料中试线", page.Body!.TextContent);
        Assert.Equal(MatchState.New, (await city.MatchAsync(demand.Id, achievement.Id)).State);
        await owner.OpenAsync(MatchCity.PathOf(demand));
        Assert.Equal(MatchState.Seen, (await city.MatchAsync(demand.Id, achievement.Id)).State);
        await city.ChangeAsync(achievement.Id, l => l.Withdraw(DateTimeOffset.UtcNow));
        Assert.False((await city.MatchAsync(demand.Id, achievement.Id)).IsOpen);
        Assert.DoesNotContain("钢渣加压碳化制骨料中试线", (await owner.OpenAsync(MatchCity.PathOf(demand))).Body!.TextContent);
    }

    [Fact]
    public async Task An_achievement_in_English_alone_answers_a_demand_in_Chinese_alone()
    {
        var demand = await city.PublishAsync((await city.OrganizationAsync("散热需求公司")).Id, new DemandContent { Title = new Bilingual("石墨烯导热膜"), Summary = new Bilingual("需要石墨烯导热膜，用于锂电池散热。"), Fields = ["materials"] });
        var achievement = await city.PublishAsync((await city.OrganizationAsync("石墨烯研究所")).Id, new AchievementContent { Title = new Bilingual(null, "Graphene heat-conducting film"), Summary = new Bilingual(null, "A graphene film that cools lithium batteries."), Fields = ["materials"], Trl = 6 });
        var match = await city.MatchAsync(demand.Id, achievement.Id);
        Assert.True(match.IsOpen);
        Assert.Contains(match.Grounds.Words.En, w => w.Contains("graphene", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await city.WithDatabaseAsync(db => db.ParkedEvents.ToListAsync()));
    }

    [Fact]
    public async Task A_changed_demand_has_its_list_reckoned_anew()
    {
        var like = (DemandContent)(await city.ListingAsync("need-hands-off-burrs")).Approved!;
        var other = (DemandContent)(await city.ListingAsync("need-second-surgery")).Approved!;
        var organization = await city.OrganizationAsync("改主意公司");
        var demand = await city.PublishAsync(organization.Id, like);
        var (grinding, screw) = (await city.ListingAsync("force-controlled-grinding-robot"), await city.ListingAsync("magnesium-bone-screw"));
        Assert.True((await city.MatchAsync(demand.Id, grinding.Id)).IsOpen);
        await city.EditAsync(demand.Id, other);
        Assert.False((await city.MatchAsync(demand.Id, grinding.Id)).IsOpen);
        Assert.True((await city.MatchAsync(demand.Id, screw.Id)).IsOpen);
    }

    [Fact]
    public async Task A_changed_achievement_leaves_the_lists_where_it_no_longer_belongs()
    {
        var demand = await city.ListingAsync("need-blade-glue");
        var achievement = await AnswerAsync("blade-root-crawler", "叶根检测爬壁机改行前");
        Assert.True((await city.MatchAsync(demand.Id, achievement.Id)).IsOpen);
        await city.EditAsync(achievement.Id, new AchievementContent { Title = new Bilingual("紫藤盆景嫁接"), Summary = new Bilingual("紫藤盆景") });
        Assert.False((await city.MatchAsync(demand.Id, achievement.Id)).IsOpen);
    }

    [Fact]
    public async Task A_pair_that_grows_likely_later_is_told_of_as_a_new_one()
    {
        var achievement = await city.ListingAsync("blade-root-crawler");
        var demand = await city.PublishAsync((await city.OrganizationAsync("先写标题公司")).Id, new DemandContent { Title = new Bilingual("吊装工人上高处的安全绳磨损检查") });
        var weak = await city.MatchAsync(demand.Id, achievement.Id);
        Assert.InRange(weak.Score, 1, Match.Good - 1);
        await (await city.OwnerAsync(demand)).Reader.OpenAsync(MatchCity.PathOf(demand));
        Assert.Equal(MatchState.Seen, (await city.MatchAsync(demand.Id, achievement.Id)).State);
        city.Time.Ahead += TimeSpan.FromDays(15);
        var (owner, person) = await city.OwnerAsync(demand, OrganizationRole.Manager);
        await city.EditAsync(demand.Id, (await city.ListingAsync("need-blade-glue")).Approved!);
        var likely = await city.MatchAsync(demand.Id, achievement.Id);
        Assert.InRange(likely.Score, Match.Good, 100);
        Assert.Equal(MatchState.New, likely.State);
        Assert.True(likely.FoundAt > weak.FoundAt + TimeSpan.FromDays(14));
        await city.DigestAsync();
        Assert.Contains($"/workspace/matches/{likely.Id}", Assert.Single(await city.MailAsync(person.Email)).Text);
        // Seen as a likely one it is no news again.
        await owner.OpenAsync(MatchCity.PathOf(demand));
        await city.ChangeAsync(demand.Id, l => l.Confirm(city.Time.GetUtcNow()));
        Assert.Equal(MatchState.Seen, (await city.MatchAsync(demand.Id, achievement.Id)).State);
    }

    [Fact]
    public async Task A_demand_whose_last_day_has_passed_is_told_to_nobody()
    {
        var content = (DemandContent)(await city.ListingAsync("need-blade-glue")).Approved!;
        var achievement = await AnswerAsync("blade-root-crawler", "过期前的爬壁检测");
        var today = DateOnly.FromDateTime(Marketplace.Theme.Moments.Here(city.Time.GetUtcNow()).DateTime);
        var demand = await city.PublishAsync((await city.OrganizationAsync("急单公司")).Id, content with { Title = new Bilingual("三天内要定的叶片检查"), Deadline = today.AddDays(3) });
        var other = await city.PublishAsync((await city.OrganizationAsync("慢单公司")).Id, content with { Title = new Bilingual("不急的叶片检查"), Deadline = null });
        var (owner, person) = await city.OwnerAsync(achievement, OrganizationRole.Manager);
        foreach (var path in new[] { "/workspace/matches", MatchCity.PathOf(achievement) }) { Assert.Contains("三天内要定的叶片检查", (await owner.OpenAsync(path)).Body!.TextContent); }
        city.Time.Ahead += TimeSpan.FromDays(4);
        await city.WithDatabaseAsync(db => db.Set<Match>().Where(m => m.Listing == achievement.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MatchState.New)));
        foreach (var path in new[] { "/workspace/matches", MatchCity.PathOf(achievement) })
        {
            var text = (await owner.OpenAsync(path)).Body!.TextContent;
            Assert.Contains("不急的叶片检查", text);
            Assert.DoesNotContain("三天内要定的叶片检查", text);
        }
        await city.WithDatabaseAsync(db => db.Set<Match>().Where(m => m.Listing == achievement.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MatchState.New)));
        await city.DigestAsync();
        Assert.DoesNotContain((await city.MatchAsync(achievement.Id, demand.Id)).Id.ToString(), Assert.Single(await city.MailAsync(person.Email)).Text);
        var (asker, _) = await city.OwnerAsync(demand);
        var page = (await asker.OpenAsync(MatchCity.PathOf(demand))).QuerySelector("main")!.TextContent;
        Assert.Contains("截止日期已过，这条需求不再匹配", page);
        Assert.DoesNotContain("过期前的爬壁检测", page);
        // What an operator recommends stays: both may still talk.
        var now = city.Time.GetUtcNow();
        await city.WithDatabaseAsync(async db =>
        {
            (await db.Set<Match>().SingleAsync(m => m.Listing == achievement.Id && m.Counterpart == demand.Id)).Recommend(new Recommendation(person.Id, now, null));
            return await db.SaveChangesAsync();
        });
        Assert.Contains("三天内要定的叶片检查", (await owner.OpenAsync(MatchCity.PathOf(achievement))).Body!.TextContent);
    }

    [Fact]
    public async Task A_passed_deadline_takes_the_demand_from_the_counts_and_a_later_one_brings_it_back()
    {
        var content = (DemandContent)(await city.ListingAsync("need-blade-glue")).Approved!;
        var achievement = await AnswerAsync("blade-root-crawler", "计数里的爬壁检测");
        var today = DateOnly.FromDateTime(Marketplace.Theme.Moments.Here(city.Time.GetUtcNow()).DateTime);
        var demand = await city.PublishAsync((await city.OrganizationAsync("两天公司")).Id, content with { Deadline = today.AddDays(2) });
        var kept = (await city.MatchesAsync(demand.Id)).First(m => m.Counterpart != achievement.Id && m.Kind == MatchKind.Achievement).Id;
        await city.WithDatabaseAsync(async db =>
        {
            (await db.Set<Match>().SingleAsync(m => m.Id == kept)).CallUseful();
            return await db.SaveChangesAsync();
        });
        async Task<(int Mine, int Theirs)> CountAsync()
        {
            await city.InScopeAsync(services => services.GetRequiredService<DeadlineJob>().RunAsync(default));
            return await city.WithDatabaseAsync(async db => (await db.Set<Match>().CountAsync(m => m.Listing == demand.Id && m.IsOpen), await db.Set<Match>().CountAsync(m => m.Listing == achievement.Id && m.Counterpart == demand.Id && m.IsOpen)));
        }
        city.Time.Ahead += TimeSpan.FromDays(2);
        var before = await CountAsync();
        Assert.True(before.Mine > 1);
        Assert.Equal(1, before.Theirs);
        city.Time.Ahead += TimeSpan.FromDays(1);
        // What its owner took up stays.
        Assert.Equal((1, 0), await CountAsync());
        Assert.True((await city.MatchesAsync(demand.Id)).Single(m => m.Id == kept).IsOpen);
        await city.EditAsync(demand.Id, content with { Deadline = today.AddDays(30) });
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_page_of_many_matches_shows_the_best_and_tells_how_many_more_there_are()
    {
        var achievement = await AnswerAsync("molten-salt-steam", "许多人要的熔盐储热");
        var organization = await city.OrganizationAsync("许多需求公司");
        var demands = new List<Listing>();
        for (var i = 0; i < 102; i++) { demands.Add(await city.PublishAsync(organization.Id, new DemandContent { Title = new Bilingual($"甲乙丙{i}号") }, settle: i == 101)); }
        var now = city.Time.GetUtcNow();
        await city.WithDatabaseAsync(async db =>
        {
            await db.Set<Match>().Where(m => m.Listing == achievement.Id).ExecuteDeleteAsync();
            for (var i = 0; i < demands.Count; i++)
            {
                var match = new Match(achievement, MatchKind.Demand, demands[i].Id, organization.Id, now);
                match.Found(i == 0 ? 90 : 60, new Dictionary<string, double> { ["probe"] = 1 }, () => Marketplace.Search.CommonWords.None, now);
                db.Add(match);
            }
            return await db.SaveChangesAsync();
        });
        var (owner, _) = await city.OwnerAsync(achievement);
        var page = await owner.OpenAsync(MatchCity.PathOf(achievement));
        Assert.Equal(100, page.QuerySelectorAll("article").Count(a => a.TextContent.Contains("甲乙丙")));
        Assert.Contains("甲乙丙0号", page.QuerySelector("article")!.TextContent);
        Assert.Contains("另有 2 项排在后面，没有列出", page.Body!.TextContent);
        Assert.Contains("102 项可能合适", page.Body.TextContent);
        // Those not shown are news still.
        Assert.Equal(2, (await city.MatchesAsync(achievement.Id)).Count(m => m.State == MatchState.New));
    }

    [Fact]
    public async Task Reading_the_same_events_again_changes_nothing()
    {
        Task<List<(Guid, int, int)>> AllAsync() => city.WithDatabaseAsync(async db => (await db.Set<Match>().AsNoTracking().OrderBy(m => m.Id).Select(m => new { m.Id, m.Score, m.Version }).ToListAsync()).ConvertAll(m => (m.Id, m.Score, m.Version)));
        await city.InScopeAsync(async services => await services.GetRequiredService<Keeping>().RefreshAsync((await city.ListingAsync("need-flicker-mill")).Id, default));
        var before = await AllAsync();
        await city.InScopeAsync(async services => await services.GetRequiredService<Keeping>().RefreshAsync((await city.ListingAsync("need-flicker-mill")).Id, default));
        Assert.Equal(before, await AllAsync());
    }

    [Fact]
    public async Task The_daily_digest_tells_of_five_at_most_and_of_none_twice()
    {
        var demand = await city.PublishAsync((await city.OrganizationAsync("摘要公司")).Id, (await city.ListingAsync("need-blade-glue")).Approved!);
        var (owner, person) = await city.OwnerAsync(demand, OrganizationRole.Manager);
        for (var i = 0; i < 6; i++) { await AnswerAsync("blade-root-crawler", $"叶根超声爬壁检测装置第{"一二三四五六"[i]}型", settle: i == 5); }
        var pushed = (await city.MatchesAsync(demand.Id)).Count(m => m is { IsOpen: true, State: MatchState.New, IsPushed: true });
        Assert.True(pushed > 5, $"{pushed} pushed");
        await city.DigestAsync();
        await city.DigestAsync();
        var first = Assert.Single(await city.MailAsync(person.Email));
        Assert.Contains("5 项新匹配", first.Subject);
        city.Time.Ahead += TimeSpan.FromDays(1);
        await city.DigestAsync();
        var mails = await city.MailAsync(person.Email);
        Assert.Equal(2, mails.Count);
        static List<string> Links(OutgoingMail mail) => [.. System.Text.RegularExpressions.Regex.Matches(mail.Text!, "/workspace/matches/[0-9a-f-]{36}").Select(m => m.Value)];
        Assert.Equal(5, Links(mails[0]).Count);
        Assert.Empty(Links(mails[0]).Intersect(Links(mails[1])));
        city.Time.Ahead += TimeSpan.FromDays(1);
        await city.DigestAsync();
        Assert.Equal(pushed, (await city.MailAsync(person.Email)).Sum(m => Links(m).Count));
        // One click in the mail ends it.
        var page = await new Reader(city.Browser()).Browser.PostAsync(new Uri(first.UnsubscribeUrl!).PathAndQuery, new FormUrlEncodedContent([]));
        Assert.True(page.IsSuccessStatusCode);
        Assert.Equal(1, await city.WithDatabaseAsync(db => db.Set<MailRefusal>().CountAsync(r => r.Address == person.Email && r.Topic == DigestJob.Topic)));
    }
}
