using System.Net;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class OwnersJudgeMatches(MatchCity city)
{
    private async Task<(Listing Demand, List<Match> Matches, Reader Owner)> DemandAsync(string name, string demandKey = "need-blade-glue")
    {
        var demand = await city.PublishAsync((await city.OrganizationAsync(name)).Id, (await city.ListingAsync(demandKey)).Approved!);
        var matches = (await city.MatchesAsync(demand.Id)).Where(m => m.Kind == MatchKind.Achievement).ToList();
        return (demand, matches, (await city.OwnerAsync(demand)).Reader);
    }

    private static async Task<HttpResponseMessage> PressAsync(Reader reader, string page, string action) =>
        await reader.SendAsync((await reader.OpenAsync(page)).Forms.First(f => f.GetAttribute("action")?.EndsWith(action, StringComparison.Ordinal) == true), new Dictionary<string, string>());

    [Fact]
    public async Task A_match_put_aside_leaves_the_list_with_its_reason_and_can_come_back()
    {
        var (demand, matches, owner) = await DemandAsync("排除公司");
        var match = matches[0];
        var title = await city.WithDatabaseAsync(db => db.Set<Listing>().Where(l => l.Id == match.Counterpart).Select(l => l.Title).SingleAsync());
        var form = (await owner.OpenAsync($"/workspace/matches/{match.Id}/dismissal")).Forms.First(f => f.QuerySelector("[name='Input.Reason']") is not null);
        var refused = await owner.SendAsync(form, new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("请选择一个原因", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await owner.SendAsync(form, new Dictionary<string, string> { ["Input.Reason"] = "TooDear", ["Input.Words"] = "一台就超过全年预算" })).StatusCode);
        var page = await owner.OpenAsync(MatchCity.PathOf(demand));
        Assert.DoesNotContain(page.QuerySelectorAll("article"), a => a.TextContent.Contains(title.Zh!));
        Assert.Contains("太贵", page.Body!.TextContent);
        Assert.Contains("太贵", (await owner.OpenAsync("/workspace/matches?show=dismissed")).QuerySelectorAll(".todo li").Single(l => l.TextContent.Contains(title.Zh!)).TextContent);
        // Reckoned anew it stays aside.
        await city.ChangeAsync(demand.Id, l => l.Confirm(city.Time.GetUtcNow()));
        Assert.Equal(MatchState.Dismissed, (await city.MatchAsync(demand.Id, match.Counterpart)).State);
        var feedback = await city.WithDatabaseAsync(db => db.Set<MatchFeedback>().AsNoTracking().SingleAsync(f => f.Match == match.Id));
        Assert.Equal((DismissalReason.TooDear, "一台就超过全年预算", match.Score), (feedback.Reason, feedback.Words, feedback.Score));
        Assert.NotEmpty(feedback.Features);
        await PressAsync(owner, MatchCity.PathOf(demand), $"{match.Id}/return");
        Assert.Contains((await owner.OpenAsync(MatchCity.PathOf(demand))).QuerySelectorAll("article"), a => a.TextContent.Contains(title.Zh!));
    }

    [Fact]
    public async Task What_is_useful_stands_first()
    {
        var (demand, matches, owner) = await DemandAsync("有用公司");
        Assert.True(matches.Count > 1);
        var last = matches[^1];
        await PressAsync(owner, MatchCity.PathOf(demand), $"{last.Id}/use");
        var first = (await owner.OpenAsync(MatchCity.PathOf(demand))).QuerySelector("article")!;
        Assert.Contains(last.Id.ToString(), first.InnerHtml);
        Assert.Contains("有用", first.TextContent);
    }

    [Fact]
    public async Task One_message_goes_to_several_as_an_enquiry_each()
    {
        var (demand, matches, owner) = await DemandAsync("群发公司");
        var chosen = matches.Take(2).Select(m => m.Id).ToList();
        var page = await owner.OpenAsync($"/workspace/matches/contact?match={chosen[0]}&match={chosen[1]}");
        var fields = Reader.FieldsOf(page.Forms.First(f => f.QuerySelector("textarea") is not null));
        fields.RemoveAll(f => f.Key == "Input.Text");
        fields.Add(new("Input.Text", "请问最快什么时候能来现场看看？"));
        var sent = await owner.SendAsync(page.Forms.First(f => f.QuerySelector("textarea") is not null), fields);
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        Assert.Equal(2, await city.WithDatabaseAsync(db => db.Set<Enquiry>().CountAsync(e => e.FromOrganization == demand.Organization)));
        var after = (await city.MatchesAsync(demand.Id)).Where(m => chosen.Contains(m.Id)).ToList();
        Assert.All(after, m => Assert.Equal(MatchState.Contacted, m.State));
        Assert.Equal(2, after.Select(m => m.Enquiry).Distinct().Count());
        // No stronger yes is said: it counts as feedback, with the figures of that time.
        var said = await city.WithDatabaseAsync(db => db.Set<MatchFeedback>().AsNoTracking().Where(f => chosen.Contains(f.Match)).ToListAsync());
        Assert.Equal(2, said.Count);
        Assert.All(said, f => Assert.Equal(((DismissalReason?)null, matches.Single(m => m.Id == f.Match).Score), (f.Reason, f.Score)));
        Assert.All(said, f => Assert.Equal(matches.Single(m => m.Id == f.Match).Grounds.Features, f.Features));
        var staff = await city.ReaderAsync("operator");
        Assert.Contains("已联系", (await staff.OpenAsync("/admin/matches/feedback")).QuerySelector("table")!.TextContent);
        Assert.Contains($",{after[0].Counterpart},achievement,contacted,", await staff.Browser.GetStringAsync("/admin/matches/feedback?handler=Csv"));
    }

    [Fact]
    public async Task What_was_called_useful_and_is_contacted_stays_contacted_when_a_later_dismissal_is_taken_back()
    {
        var (demand, matches, owner) = await DemandAsync("先有用后联系公司");
        var match = matches[0];
        await PressAsync(owner, MatchCity.PathOf(demand), $"{match.Id}/use");
        var page = await owner.OpenAsync($"/workspace/matches/contact?match={match.Id}");
        var form = page.Forms.First(f => f.QuerySelector("textarea") is not null);
        Assert.Equal(HttpStatusCode.Redirect, (await owner.SendAsync(form, new Dictionary<string, string> { ["Input.Text"] = "请问能否来厂里看看？" })).StatusCode);
        var dismissal = (await owner.OpenAsync($"/workspace/matches/{match.Id}/dismissal")).Forms.First(f => f.QuerySelector("[name='Input.Reason']") is not null);
        await owner.SendAsync(dismissal, new Dictionary<string, string> { ["Input.Reason"] = "TooDear" });
        Task<MatchFeedback?> SaidAsync() => city.WithDatabaseAsync(db => db.Set<MatchFeedback>().AsNoTracking().SingleOrDefaultAsync(f => f.Match == match.Id));
        Assert.Equal(DismissalReason.TooDear, (await SaidAsync())!.Reason);
        await PressAsync(owner, MatchCity.PathOf(demand), $"{match.Id}/return");
        Assert.Equal(MatchState.Contacted, (await city.MatchAsync(demand.Id, match.Counterpart)).State);
        Assert.Null((await SaidAsync())!.Reason);
    }

    [Fact]
    public async Task More_than_the_limit_at_once_is_refused_and_the_text_stays()
    {
        var (demand, matches, owner) = await DemandAsync("太多公司");
        for (var i = 0; matches.Count < 4; i++)
        {
            await city.PublishAsync((await city.OrganizationAsync($"叶片检测单位{i}")).Id, (await city.ListingAsync("blade-root-crawler")).Approved! with { Title = new Bilingual($"叶片粘接检测方案{"甲乙丙丁"[i]}") });
            matches = [.. (await city.MatchesAsync(demand.Id)).Where(m => m.Kind == MatchKind.Achievement)];
        }
        var page = await owner.OpenAsync("/workspace/matches/contact?" + string.Join('&', matches.Take(4).Select(m => $"match={m.Id}")));
        var form = page.Forms.First(f => f.QuerySelector("textarea") is not null);
        var fields = Reader.FieldsOf(form);
        fields.RemoveAll(f => f.Key == "Input.Text");
        fields.Add(new("Input.Text", "这段话要留着"));
        var answer = await owner.SendAsync(form, fields);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("最多同时发给 3 家", text);
        Assert.Contains("这段话要留着", text);
        Assert.Equal(0, await city.WithDatabaseAsync(db => db.Set<Enquiry>().CountAsync(e => e.FromOrganization == demand.Organization)));
    }

    [Fact]
    public async Task Two_clicks_at_once_make_one_enquiry()
    {
        var (demand, matches, owner) = await DemandAsync("连点公司");
        var page = await owner.OpenAsync($"/workspace/matches/contact?match={matches[0].Id}");
        var form = page.Forms.First(f => f.QuerySelector("textarea") is not null);
        var fields = Reader.FieldsOf(form);
        fields.RemoveAll(f => f.Key == "Input.Text");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => owner.SendAsync(form, [.. fields, new("Input.Text", $"第 {i} 次点击")])));
        Assert.Equal(1, await city.WithDatabaseAsync(db => db.Set<Enquiry>().CountAsync(e => e.FromOrganization == demand.Organization)));
        Assert.Equal(MatchState.Contacted, (await city.MatchAsync(demand.Id, matches[0].Counterpart)).State);
    }

    [Fact]
    public async Task Who_is_talking_already_goes_on_there()
    {
        var (demand, matches, owner) = await DemandAsync("已谈公司");
        var (asked, other) = (matches[0], matches[1]);
        var shortId = await city.WithDatabaseAsync(db => db.Set<Listing>().Where(l => l.Id == asked.Counterpart).Select(l => l.ShortId).SingleAsync());
        var sent = await Deals.DealsSite.SendAsync(owner.Browser, $"/contact/{shortId}", Deals.DealsSite.Words("先问一句", "从公开页面写来的。"));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var thread = await city.WithDatabaseAsync(db => db.Set<Enquiry>().Where(e => e.FromOrganization == demand.Organization).Select(e => e.Id).SingleAsync());
        foreach (var path in new[] { MatchCity.PathOf(demand), $"/workspace/matches/{asked.Id}" })
        {
            var page = await owner.OpenAsync(path);
            Assert.NotNull(page.QuerySelector($"main a[href$='/workspace/enquiries/{thread}']"));
            Assert.Null(page.QuerySelector($"main a[href*='contact?match={asked.Id}']"));
        }
        Assert.EndsWith($"/workspace/enquiries/{thread}", (await owner.OpenAsync($"/workspace/matches/contact?match={asked.Id}")).DocumentElement.GetAttribute("data-address"));
        // Beside another it is told, and only the other is written to.
        var both = await owner.OpenAsync($"/workspace/matches/contact?match={asked.Id}&match={other.Id}");
        Assert.NotNull(both.QuerySelector($"main a[href$='/workspace/enquiries/{thread}']"));
        Assert.Equal([other.Id.ToString()], both.QuerySelectorAll("input[name=match]").Select(i => i.GetAttribute("value")));
    }

    [Fact]
    public async Task What_the_reckoning_changes_meanwhile_is_sent_all_the_same()
    {
        var (demand, matches, owner) = await DemandAsync("同时公司");
        var form = (await owner.OpenAsync($"/workspace/matches/contact?match={matches[0].Id}")).Forms.First(f => f.QuerySelector("textarea") is not null);
        var happened = false;
        city.Meanwhile.Happens = () =>
        {
            happened = true;
            return city.WithDatabaseAsync(async db =>
            {
                var match = await db.Set<Match>().SingleAsync(m => m.Id == matches[0].Id);
                match.Found(match.Score + 1, match.Grounds.Features, () => match.Grounds.Words, city.Time.GetUtcNow());
                return await db.SaveChangesAsync();
            });
        };
        var sent = await owner.SendAsync(form, new Dictionary<string, string> { ["Input.Text"] = "重算的同时写来的。" });
        Assert.True(happened);
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        var enquiry = await city.WithDatabaseAsync(db => db.Set<Enquiry>().SingleAsync(e => e.FromOrganization == demand.Organization));
        var match = await city.MatchAsync(demand.Id, matches[0].Counterpart);
        Assert.Equal((MatchState.Contacted, enquiry.Id, matches[0].Score + 1), (match.State, match.Enquiry, match.Score));
    }

    [Fact]
    public async Task A_viewer_sees_and_does_not_judge()
    {
        var (demand, matches, _) = await DemandAsync("只看公司");
        var (viewer, _) = await city.OwnerAsync(demand, OrganizationRole.Viewer);
        var page = await viewer.OpenAsync(MatchCity.PathOf(demand));
        Assert.NotEmpty(page.QuerySelectorAll("article"));
        Assert.DoesNotContain("不合适", page.QuerySelector("main")!.TextContent);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.Browser.GetAsync($"/workspace/matches/{matches[0].Id}/dismissal")).StatusCode);
    }
}
