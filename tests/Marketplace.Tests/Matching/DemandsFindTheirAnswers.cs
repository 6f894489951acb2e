using System.Net;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Matching.Measuring;
using Marketplace.Modularity;
using Marketplace.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class DemandsFindTheirAnswers(MatchCity city)
{
    /// <summary>Demands as an engineer on the shop floor tells them, with answers chosen before there was a matcher. Words alone, no vectors.</summary>
    [Fact]
    public async Task Posted_demands_have_their_answer_among_the_first_five_and_told_ones_mostly()
    {
        var files = new[] { "demand-answers-1.json", "demand-answers-2.json" }.Select(f => Path.Combine(AppContext.BaseDirectory, "Matching", f)).ToList();
        var sets = await city.InScopeAsync(services => services.GetRequiredService<SiteDemands>().CollectAsync(files, default));
        var chances = city.Services.GetRequiredService<Marketplace.Matching.Scoring.Coefficients>().For(null);
        var (told, posted) = (MatchFigures.Of(sets[0], chances.ChanceOf), MatchFigures.Of(sets[1], chances.ChanceOf));
        Assert.True(posted.RecallAt5 >= 0.95, $"as posted {posted.RecallAt5:0.00}");
        // In other words than the listing's, or in the other language: what words alone reach; vectors find more.
        Assert.True(told.RecallAt5 >= 0.8, $"as told {told.RecallAt5:0.00}");
        Assert.True(posted.PooledPrecision >= 0.75, $"pooled {posted.PooledPrecision:0.00}");
        Assert.True(posted.RightAt50 >= 0.75, $"right at 50 {posted.RightAt50:0.00}");
    }

    [Fact]
    public async Task A_demands_page_shows_the_achievement_with_its_score_and_reasons_line_by_line()
    {
        var (demand, achievement) = (await city.ListingAsync("need-blade-glue"), await city.ListingAsync("blade-root-crawler"));
        var (owner, _) = await city.OwnerAsync(demand);
        var page = (await owner.OpenAsync(MatchCity.PathOf(demand))).Body!.TextContent;
        Assert.Contains(achievement.Title.Zh!, page);
        var demanded = (DemandContent)demand.Approved!;
        var offered = (AchievementContent)achievement.Approved!;
        Assert.Contains($"TRL {offered.Trl} ≥ {demanded.TrlAtLeast}", page);
        Assert.Contains("预算", page);
        Assert.Contains("共同的词", page);
        Assert.Contains("叶片", page);
        var match = await city.MatchAsync(demand.Id, achievement.Id);
        Assert.InRange(match.Score, 50, 100);
        var pair = await owner.OpenAsync($"/workspace/matches/{match.Id}");
        var text = pair.Body!.TextContent;
        Assert.Contains(demand.Title.Zh!, text);
        Assert.Contains(offered.Summary.Zh!, text);
        Assert.Contains("符合", text);
        Assert.True(text.IndexOf("需求", StringComparison.Ordinal) < text.LastIndexOf("成果", StringComparison.Ordinal));
        Assert.Contains("In common", (await owner.OpenAsync("/en" + MatchCity.PathOf(demand))).Body!.TextContent);
    }

    [Fact]
    public async Task The_achievements_owner_sees_the_demand_with_the_same_score()
    {
        var (demand, achievement) = (await city.ListingAsync("need-blade-glue"), await city.ListingAsync("blade-root-crawler"));
        var (owner, _) = await city.OwnerAsync(achievement);
        Assert.Contains(demand.Title.Zh!, (await owner.OpenAsync(MatchCity.PathOf(achievement))).Body!.TextContent);
        Assert.Equal((await city.MatchAsync(demand.Id, achievement.Id)).Score, (await city.MatchAsync(achievement.Id, demand.Id)).Score);
    }

    [Fact]
    public async Task Each_owner_reads_a_passage_of_the_other_side()
    {
        var (demand, achievement) = (await city.ListingAsync("need-blade-glue"), await city.ListingAsync("blade-root-crawler"));
        foreach (var (mine, theirs) in new[] { (demand, achievement), (achievement, demand) })
        {
            var match = await city.MatchAsync(mine.Id, theirs.Id);
            var passage = match.Grounds.Words.Passage.Zh!;
            Assert.Contains(theirs.Approved!.Blocks.Select(b => b.Text).Append(theirs.Approved.Summary), t => t.Zh?.Contains(passage) == true);
            var (owner, _) = await city.OwnerAsync(mine);
            Assert.Contains(passage, (await owner.OpenAsync($"/workspace/matches/{match.Id}")).QuerySelector("blockquote")!.TextContent);
        }
    }

    [Fact]
    public async Task What_the_other_side_keeps_for_a_later_stage_by_now_is_quoted_no_more()
    {
        var achievement = await city.ListingAsync("blade-root-crawler");
        var demand = await city.PublishAsync((await city.OrganizationAsync("引文公司")).Id, (await city.ListingAsync("need-blade-glue")).Approved!);
        var (owner, _) = await city.OwnerAsync(demand);
        async Task<string> ReadAsync(string word, string passage)
        {
            var id = await city.WithDatabaseAsync(async db =>
            {
                var match = await db.Set<Match>().SingleAsync(m => m.Listing == demand.Id && m.Counterpart == achievement.Id);
                match.Found(match.Score, new Dictionary<string, double> { [word] = 1 }, () => new CommonWords(["叶片", word], [], new Bilingual(passage)), city.Time.GetUtcNow());
                await db.SaveChangesAsync();
                return match.Id;
            });
            var pages = await Task.WhenAll(new[] { $"/workspace/matches/{id}", MatchCity.PathOf(demand), "/workspace/matches" }.Select(owner.OpenAsync));
            Assert.All(pages, p => Assert.Contains("叶片", p.Body!.TextContent));
            return string.Concat(pages.Select(p => p.Body!.TextContent));
        }
        var shown = await ReadAsync("停机半天", "- 检测不拆叶片，机组只需停机半天");
        Assert.Contains("停机半天", shown);
        Assert.Contains("对方写道", shown);
        // What its third block says after the NDA only.
        Assert.Contains(achievement.Approved!.Blocks, b => b.Stage == Stage.Nda && b.Text.Zh!.Contains("检测服务队，首批提供两台样机"));
        var later = await ReadAsync("检测服务队", "希望与整机厂或运维企业共同建立检测服务队，首批提供两台样机；");
        Assert.DoesNotContain("检测服务队", later);
        Assert.DoesNotContain("对方写道", later);
    }

    [Fact]
    public async Task A_demand_for_those_invited_is_compared_with_nothing_and_says_so()
    {
        var content = (DemandContent)(await city.ListingAsync("need-blade-glue")).Approved!;
        var demand = await city.PublishAsync((await city.OrganizationAsync("邀约公司")).Id, content with { Visibility = Visibility.Invited });
        var (owner, _) = await city.OwnerAsync(demand);
        var text = (await owner.OpenAsync(MatchCity.PathOf(demand))).QuerySelector("main")!.TextContent;
        Assert.Contains("不参加匹配", text);
        Assert.DoesNotContain("项成果比对", text);
        Assert.DoesNotContain("还没有可能合适的匹配", text);
    }

    [Fact]
    public async Task Somebody_of_another_organization_sees_nothing_of_it()
    {
        var (demand, achievement) = (await city.ListingAsync("need-blade-glue"), await city.ListingAsync("blade-root-crawler"));
        var (stranger, _) = await city.MemberAsync((await city.OrganizationAsync("旁观公司")).Id);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Browser.GetAsync(MatchCity.PathOf(demand))).StatusCode);
        var match = await city.MatchAsync(demand.Id, achievement.Id);
        foreach (var path in new[] { $"/workspace/matches/{match.Id}", $"/workspace/matches/{match.Id}/dismissal", $"/workspace/matches/contact?match={match.Id}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Browser.GetAsync(path)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.Redirect, (await city.Browser().GetAsync("/workspace/matches")).StatusCode);
    }

    [Fact]
    public async Task What_a_hard_condition_rules_out_is_in_no_list()
    {
        var demand = await city.ListingAsync("need-swelling-stone");
        var answer = (AchievementContent)(await city.ListingAsync("steel-slag-carbonation")).Approved!;
        var early = await city.PublishAsync((await city.OrganizationAsync("早期研究所")).Id, answer with { Trl = 2, Title = new Bilingual("钢渣湿法碳化早期探索") });
        Assert.DoesNotContain(await city.MatchesAsync(demand.Id), m => m.Counterpart == early.Id);
    }

    [Fact]
    public async Task What_fits_is_found_behind_all_that_is_nearer_and_ruled_out()
    {
        var early = await city.OrganizationAsync("皮影保护研究所");
        var text = new Bilingual("驴皮脱脂后透光不匀，刻皮影时起毛开裂，要一种常温酶法脱脂鞣制工艺。");
        for (var i = 0; i < 55; i++) { await city.PublishAsync(early.Id, new AchievementContent { Title = new Bilingual("皮影驴皮常温酶法脱脂鞣制工艺"), Summary = text, Trl = 3 }, settle: false); }
        var late = await city.PublishAsync((await city.OrganizationAsync("成熟制革厂")).Id, new AchievementContent { Title = new Bilingual("驴皮酶法脱脂生产线"), Summary = new Bilingual("驴皮脱脂鞣制，透光均匀"), Trl = 8 });
        var demand = await city.PublishAsync((await city.OrganizationAsync("皮影剧团")).Id, new DemandContent { Title = new Bilingual("皮影驴皮常温酶法脱脂鞣制工艺"), Summary = text, TrlAtLeast = 7 });
        var matches = await city.MatchesAsync(demand.Id);
        Assert.Contains(matches, m => m.IsOpen && m.Counterpart == late.Id);
        Assert.DoesNotContain(matches, m => m.CounterpartOrganization == early.Id);
    }

    [Fact]
    public async Task An_anonymous_demand_stays_anonymous_to_the_achievements_owner()
    {
        var achievement = await city.ListingAsync("molten-salt-steam");
        var content = (DemandContent)(await city.ListingAsync("need-night-power-boiler")).Approved!;
        var organization = await city.OrganizationAsync("隐名食品有限公司");
        var demand = await city.PublishAsync(organization.Id, content with { Anonymous = true, Title = new Bilingual("隐名食品有限公司夜间储热供汽"), Summary = new Bilingual("隐名食品有限公司想把夜里的电攒到白天蒸煮用") });
        var match = await city.MatchAsync(achievement.Id, demand.Id);
        Assert.True(match.IsOpen);
        var (owner, _) = await city.OwnerAsync(achievement);
        foreach (var path in new[] { MatchCity.PathOf(achievement), "/workspace/matches", $"/workspace/matches/{match.Id}", $"/workspace/matches/{match.Id}/dismissal", $"/workspace/matches/contact?match={match.Id}" })
        {
            var page = WebUtility.HtmlDecode(await owner.Browser.GetStringAsync(path));
            Assert.DoesNotContain("隐名食品", page);
            Assert.Contains("夜间储热供汽", page);
        }
        Assert.DoesNotContain("隐名食品", System.Text.Json.JsonSerializer.Serialize(match.Grounds));
    }

    [Fact]
    public async Task What_only_verified_organizations_may_know_of_is_shown_to_no_other()
    {
        var hidden = (AchievementContent)(await city.ListingAsync("high-salt-ed-crystallise")).Approved!;
        var demanded = (DemandContent)(await city.ListingAsync("need-briny-mother-liquor")).Approved!;
        var achievement = await city.PublishAsync((await city.OrganizationAsync("分盐研究所")).Id, hidden with { Visibility = Visibility.Verified, Title = new Bilingual("只给认证单位的分盐工艺") });
        var unverified = await city.OrganizationAsync("未认证化工", verified: false);
        var demand = await city.PublishAsync(unverified.Id, demanded);
        Assert.DoesNotContain(await city.MatchesAsync(demand.Id), m => m.Counterpart == achievement.Id);
        Assert.Contains(await city.MatchesAsync((await city.ListingAsync("need-briny-mother-liquor")).Id), m => m.Counterpart == achievement.Id);
    }
}
