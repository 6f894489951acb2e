using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class OrganizationsAreMatched(MatchCity city)
{
    private static DemandContent Demand(string title, string text) => new() { Title = new Bilingual(title), Summary = new Bilingual(text) };

    private static AchievementContent Achievement(string title, string text) => new() { Title = new Bilingual(title), Summary = new Bilingual(text), Trl = 6 };

    private async Task<Match?> FindAsync(Listing listing, Organization organization) => (await city.MatchesAsync(listing.Id)).SingleOrDefault(m => m.Counterpart == organization.Id && m.IsOpen);

    [Fact]
    public async Task A_demand_finds_teams_that_may_answer_it_and_agencies_that_may_help()
    {
        const string Text = "景泰蓝掐丝焊药高温脱落，釉料崩瓷";
        var university = await city.OrganizationAsync("燕南工艺大学", kind: OrganizationKind.University, about: "研究景泰蓝掐丝焊药与釉料，解决高温脱落和崩瓷。");
        var institute = await city.OrganizationAsync("珐琅研究所", kind: OrganizationKind.Institute, about: "景泰蓝釉料崩瓷机理、掐丝焊药配方研究。");
        var agency = await city.OrganizationAsync("珐琅技术服务中心", kind: OrganizationKind.Agency, about: "为景泰蓝企业提供掐丝焊药、釉料崩瓷的检测与转让服务。");
        var enterprise = await city.OrganizationAsync("珐琅厂", about: "景泰蓝掐丝焊药高温脱落，釉料崩瓷。");
        var owner = await city.OrganizationAsync("景泰蓝工坊");
        var demand = await city.PublishAsync(owner.Id, Demand("景泰蓝掐丝焊药高温脱落、釉料崩瓷怎么办", Text));
        foreach (var found in new[] { university, institute, agency }) { Assert.NotNull(await FindAsync(demand, found)); }
        Assert.Null(await FindAsync(demand, enterprise));
        var (member, _) = await city.OwnerAsync(demand);
        var page = (await member.OpenAsync(MatchCity.PathOf(demand))).QuerySelector("main")!.TextContent;
        var (teams, agencies) = (page.IndexOf("可能承接的高校、院所和医院", StringComparison.Ordinal), page.IndexOf("可能帮得上的服务机构", StringComparison.Ordinal));
        Assert.InRange(page.IndexOf("燕南工艺大学", StringComparison.Ordinal), teams, agencies);
        Assert.InRange(page.IndexOf("珐琅研究所", StringComparison.Ordinal), teams, agencies);
        Assert.True(page.IndexOf("珐琅技术服务中心", StringComparison.Ordinal) > agencies);
        // Who may answer is a condition of teams; an agency does not answer, it helps.
        var choosy = await city.PublishAsync(owner.Id, Demand("景泰蓝掐丝焊药高温脱落、釉料崩瓷，找研究所", Text) with { AnswererKinds = ["institute"] });
        Assert.Null(await FindAsync(choosy, university));
        Assert.NotNull(await FindAsync(choosy, institute));
        Assert.NotNull(await FindAsync(choosy, agency));
        var late = await city.PublishAsync(owner.Id, Demand("景泰蓝掐丝焊药高温脱落、釉料崩瓷，已截止", Text) with { Deadline = new DateOnly(2026, 1, 5) });
        Assert.Null(await FindAsync(late, institute));
        Assert.NotNull(await FindAsync(late, agency));
    }

    [Fact]
    public async Task An_enterprise_with_interests_is_found_behind_many_organizations_that_are_nearer()
    {
        const string Text = "传统家具作坊自用的木材干燥窖，恒温恒湿，竹胶板榫卯框架，含水率均匀，能耗低，占地小，适合分批出窖，配套除尘通风与余热回收，操作简单，维护方便。";
        await city.WithDatabaseAsync(db =>
        {
            for (var i = 0; i < 60; i++)
            {
                var other = new Organization(new Bilingual("木材干燥窖厂"), OrganizationKind.Enterprise, Deals.DealsSite.FreeCode(), city.Time.GetUtcNow());
                other.Edit(other.Name, other.Kind, new Bilingual(Text), other.Region, null, null, Interests.None);
                other.SubmitForVerification(null, [], city.Time.GetUtcNow());
                other.Verify(null, city.Time.GetUtcNow());
                db.Add(other);
            }
            return db.SaveChangesAsync();
        });
        var interested = await city.OrganizationAsync("髹饰家具公司", about: "做家具。");
        await city.ChangeAsync(interested, interests: new Interests(["漆酶催干", "大漆漆膜起皱"]));
        var achievement = await city.PublishAsync((await city.OrganizationAsync("漆艺研究院")).Id, Achievement("漆酶催干大漆的恒温恒湿窖", Text + "大漆涂层由漆酶催干，漆膜不起皱。"));
        Assert.NotNull(await FindAsync(achievement, interested));
        Assert.Single(await city.MatchesAsync(achievement.Id), m => m.Kind == MatchKind.Organization);
    }

    [Fact]
    public async Task New_interests_bring_an_enterprise_into_the_lists_of_achievements_and_without_them_it_leaves()
    {
        var enterprise = await city.OrganizationAsync("竹编灯具公司", about: "做灯具。");
        var achievement = await city.PublishAsync((await city.OrganizationAsync("竹材研究院")).Id, Achievement("竹篾防霉防蛀碳化工艺", "竹篾高温碳化，竹编制品防霉防蛀、不开裂。"));
        Assert.Null(await FindAsync(achievement, enterprise));
        await city.ChangeAsync(enterprise, interests: new Interests(["竹篾碳化", "竹编防霉防蛀", "竹篾不开裂"]));
        Assert.NotNull(await FindAsync(achievement, enterprise));
        await city.ChangeAsync(enterprise, interests: Interests.None);
        Assert.Null(await FindAsync(achievement, enterprise));
    }

    [Fact]
    public async Task An_organization_of_another_kind_may_answer_other_demands_with_what_it_has_posted()
    {
        const string Text = "古籍纸张脱酸后返黄，要纳米氢氧化镁悬浮液雾化脱酸";
        var owner = await city.OrganizationAsync("古籍脱酸单位");
        var achievement = await city.PublishAsync(owner.Id, Achievement("古籍纸张纳米氢氧化镁雾化脱酸", Text));
        var demand = await city.PublishAsync((await city.OrganizationAsync("古籍修复公司")).Id, Demand("古籍纸张脱酸后返黄", Text) with { AnswererKinds = ["university"] });
        Assert.DoesNotContain(await city.MatchesAsync(demand.Id), m => m.Counterpart == achievement.Id);
        await city.ChangeAsync(owner, kind: OrganizationKind.University);
        Assert.Contains(await city.MatchesAsync(demand.Id), m => m.Counterpart == achievement.Id && m.IsOpen);
        await city.ChangeAsync(owner, kind: OrganizationKind.Enterprise);
        Assert.DoesNotContain(await city.MatchesAsync(demand.Id), m => m.Counterpart == achievement.Id && m.IsOpen);
    }

    [Fact]
    public async Task An_owner_judges_enterprises_too_and_finds_those_put_aside_at_their_own_page()
    {
        var enterprise = await city.OrganizationAsync("紫砂壶公司", about: "做茶具。");
        await city.ChangeAsync(enterprise, interests: new Interests(["紫砂泥料陈腐", "紫砂烧成收缩", "泥料级配"]));
        var achievement = await city.PublishAsync((await city.OrganizationAsync("陶土研究院")).Id, Achievement("紫砂泥料级配与快速陈腐", "紫砂泥料陈腐缩短到一周，烧成收缩均匀。"));
        var (owner, _) = await city.OwnerAsync(achievement);
        var match = (await FindAsync(achievement, enterprise))!;
        var page = await owner.OpenAsync(MatchCity.PathOf(achievement));
        await owner.SendAsync(page.Forms.Single(f => f.GetAttribute("action")?.EndsWith($"{match.Id}/use", StringComparison.Ordinal) == true), new Dictionary<string, string>());
        Assert.Equal((MatchKind.Organization, (DismissalReason?)null), await city.WithDatabaseAsync(async db => await db.Set<MatchFeedback>().Where(f => f.Match == match.Id).Select(f => new ValueTuple<MatchKind, DismissalReason?>(f.Kind, f.Reason)).SingleAsync()));
        Assert.Contains($"href=\"{enterprise.Path}\"", await owner.Browser.GetStringAsync("/workspace/matches?show=useful"));
        var form = (await owner.OpenAsync($"/workspace/matches/{match.Id}/dismissal")).Forms.First(f => f.QuerySelector("[name='Input.Reason']") is not null);
        await owner.SendAsync(form, new Dictionary<string, string> { ["Input.Reason"] = "AlreadyKnown" });
        page = await owner.OpenAsync(MatchCity.PathOf(achievement));
        Assert.Contains(page.QuerySelectorAll("details a"), a => a.GetAttribute("href") == enterprise.Path);
        Assert.DoesNotContain(page.QuerySelectorAll("article"), a => a.TextContent.Contains("紫砂壶公司"));
    }
}
