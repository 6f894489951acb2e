using System.Net;
using System.Text.Json;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Listings;

public sealed class Editor(ListingSite site) : IClassFixture<ListingSite>
{
    private static async Task<string> TextAsync(HttpResponseMessage answer) => await AccountSite.TextAsync(answer);

    [Theory]
    [InlineData("achievement")]
    [InlineData("demand")]
    [InlineData("service")]
    public async Task A_title_is_enough_for_a_draft_and_the_editor_opens_in_both_languages(string kind)
    {
        var (_, _, browser) = await site.WriterAsync();
        var made = await AccountSite.SendAsync(browser, $"/workspace/listings/new/{kind}", new() { ["Title.Zh"] = "一种废酸的用法" });
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var path = made.Headers.Location!.OriginalString;
        Assert.Equal("一种废酸的用法", (await ListingSite.OpenAsync(browser, path))["Input.Title.Zh"]);
        Assert.Contains("Technology field", await browser.GetStringAsync("/en" + path));
    }

    [Theory]
    [InlineData("achievement", "标题", "一句话摘要", "技术领域", "技术成熟度")]
    [InlineData("demand", "标题", "一句话摘要", "技术领域")]
    public async Task What_review_needs_is_marked_in_the_form(string kind, params string[] labels)
    {
        var (_, _, browser) = await site.WriterAsync();
        var made = await AccountSite.SendAsync(browser, $"/workspace/listings/new/{kind}", new() { ["Title.Zh"] = "一种废酸的用法" });
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await browser.GetStringAsync(made.Headers.Location));
        var marked = page.QuerySelectorAll("label:has(.needed), legend:has(.needed)").Select(l => l.FirstChild!.TextContent.Trim()).ToList();
        foreach (var label in labels) { Assert.Contains(marked, m => m.StartsWith(label, StringComparison.Ordinal)); }
    }

    [Fact]
    public async Task Errors_name_their_fields_in_the_order_of_the_form_and_lead_there()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.PriceKind"] = "Range";
        form["Input.PriceFrom"] = "很多钱";
        form["Input.Title.Zh"] = new string('长', 200);
        await form.SendAsync(browser, ListingSite.EditPath(listing), "save");
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await browser.GetStringAsync(ListingSite.EditPath(listing)));
        var lines = page.QuerySelectorAll(".formerrors li a").ToList();
        Assert.StartsWith("标题：", lines[0].TextContent);
        Assert.Contains(lines, l => l.GetAttribute("href") == "#Input_PriceFrom" && l.TextContent.Contains('：'));
        Assert.All(lines, l => Assert.NotNull(page.GetElementById(l.GetAttribute("href")![1..])));
    }

    [Fact]
    public async Task The_sides_of_the_editor_follow_what_was_saved_without_a_reload()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, new AchievementContent { Title = new Bilingual("一种废酸的用法") });
        var before = await AccountSite.TextAsync(await browser.GetAsync(ListingSite.EditPath(listing) + "?handler=Completeness"));
        Assert.DoesNotContain("<html", before);
        await site.ChangeAsync(listing, l => l.Edit(ListingSite.Whole, site.Clock.GetUtcNow()));
        var after = await AccountSite.TextAsync(await browser.GetAsync(ListingSite.EditPath(listing) + "?handler=Completeness"));
        Assert.Contains("#Input_Summary_Zh", before);
        Assert.DoesNotContain("#Input_Summary_Zh", after);
        Assert.Contains("hx-swap-oob", after);
    }

    [Fact]
    public async Task A_draft_without_title_is_told_so_beside_the_field()
    {
        var (_, _, browser) = await site.WriterAsync();
        var answer = await AccountSite.SendAsync(browser, "/workspace/listings/new/achievement", new() { ["Title.Zh"] = " " });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("请写一个标题", await TextAsync(answer));
    }

    [Fact]
    public async Task What_was_typed_is_there_again_field_by_field()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.Title.En"] = "Another title";
        form["Input.Keywords.Zh"] = "废酸，硫酸铁";
        form["Input.PriceKind"] = "Range";
        form["Input.PriceFrom"] = "260万";
        form["Input.PriceTo"] = "3200000";
        form["Input.Achievement.Rights[0].Kind"] = "Invention";
        form["Input.Achievement.Rights[0].Status"] = "Granted";
        form["Input.Achievement.Rights[0].Number"] = "ZL202110662948.3";
        form["Input.Achievement.Evidence[0].Metric.Zh"] = "资源化率";
        form["Input.Achievement.Evidence[0].Value"] = "95.4";
        var saved = await form.SendAsync(browser, ListingSite.EditPath(listing), "save");
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var content = (AchievementContent)(await site.LoadAsync(listing)).Draft;
        Assert.Equal("Another title", content.Title.En);
        Assert.Equal(["废酸", "硫酸铁"], content.Keywords.Zh);
        Assert.Equal(new Price(PriceKind.Range, 2_600_000, 3_200_000), content.Price);
        Assert.Equal("ZL202110662948.3", content.Rights.Single().Number);
        Assert.Equal("95.4", content.Evidence.Single().Value);
        Assert.Equal(ListingSite.Whole.Blocks, content.Blocks);
    }

    public static TheoryData<ListingKind> Kinds => [ListingKind.Achievement, ListingKind.Demand, ListingKind.Service];

    /// <summary>Something in every field of a kind.</summary>
    private static ListingContent Full(ListingKind kind)
    {
        Bilingual text = new("文字", "words");
        ListingContent own = kind switch
        {
            ListingKind.Achievement => new AchievementContent
            {
                Nature = Nature.Absorbed, Trl = 6, TrlScale = "GB/T 22900", TrlEvidence = text, TryFirst = new TryFirst(6, text, 300_000.5m), Awards = [text], Projects = [text],
                Rights = [new Right(RightKind.Invention, "ZL202110662948.3", RightStatus.Granted, new DateOnly(2041, 3, 1), ["甲", "乙"])],
                Evidence = [new Evidence(text, "95.4", "0", "%", text, text)], Papers = [new Paper("题目", "10.1000/182")], Team = [new TeamMember(text, text, "0000-0002-1825-0097")],
            },
            ListingKind.Demand => new DemandContent
            {
                DemandKind = DemandKind.OpenCall, Metrics = [new RequiredMetric(text, Comparator.Between, "1", "2", "mm")], Deadline = new DateOnly(2099, 6, 30), TrlAtLeast = 5, AnswererRegions = ["120000"],
                AnswererKinds = ["university"], ResultOwner = ResultOwner.Shared, OpenCall = new OpenCall(500_000, text), Anonymous = true, Urgent = true,
            },
            _ => new ServiceContent { ServiceKinds = ["ip"], Deliverable = text, DaysFrom = 10, DaysTo = 20, Regions = ["120000"], Certificates = [text] },
        };
        var blocks = Marketplace.Listings.Editing.FormFilling.BlockKindsOf(kind).SelectMany(b => new[] { new TextBlock(b, Stage.Teaser, new Bilingual("一\n\n- 二", "one")), new TextBlock(b, Stage.Nda, text) });
        return own with
        {
            Title = text, Summary = text, Blocks = [.. blocks], Keywords = new Keywords { Zh = ["甲"], En = ["a b", "c"] }, Fields = ["environment", "materials.other"], HighTechFields = ["ht-it"], Industry = "C26", Region = "120116",
            Visibility = Visibility.Members, Cooperation = ["licence"], Price = new Price(PriceKind.Range, 1, 2.5m, "USD"), ContactShown = false,
        };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Opening_and_saving_changes_nothing(ListingKind kind)
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, Full(kind), published: true);
        var saved = await (await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing))).SendAsync(browser, ListingSite.EditPath(listing), "save");
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var after = await site.LoadAsync(listing);
        Assert.Equal(Marketplace.Data.JsonTextOptions.Write(listing.Draft), Marketplace.Data.JsonTextOptions.Write(after.Draft));
        Assert.False(after.HasChanges);
    }

    [Fact]
    public async Task What_cannot_be_read_stays_as_typed_with_a_message_and_the_rest_is_saved()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.PriceKind"] = "Fixed";
        form["Input.PriceFrom"] = "大约三百来万";
        form["Input.Summary.Zh"] = new string('长', 201);
        form["Input.Achievement.Rights[0].Number"] = "ZL202110662948.4";
        form["Input.Achievement.Rights[0].Expires"] = "明年春天";
        form["Input.Achievement.Team[0].Name.Zh"] = "林若水";
        form["Input.Achievement.Team[0].Orcid"] = "0000-0002-1825-0098";
        await form.SendAsync(browser, ListingSite.EditPath(listing), "save");
        var page = await browser.GetStringAsync(ListingSite.EditPath(listing));
        var again = Form.In(page);
        Assert.Equal("大约三百来万", again["Input.PriceFrom"]);
        Assert.Equal("明年春天", again["Input.Achievement.Rights[0].Expires"]);
        Assert.Equal("ZL202110662948.4", again["Input.Achievement.Rights[0].Number"]);
        Assert.Equal("0000-0002-1825-0098", again["Input.Achievement.Team[0].Orcid"]);
        Assert.Equal(201, again["Input.Summary.Zh"].Length);
        var text = WebUtility.HtmlDecode(page);
        Assert.Contains("看不懂这个金额", text);
        Assert.Contains("最多 200 个字符，现在有 201 个", text);
        Assert.Contains("校验码不对。按前面的数字，应为 3", text);
        Assert.Contains("不是有效的 ORCID", text);
        Assert.Contains("看不懂这个日期", text);
    }

    [Fact]
    public async Task A_draft_with_something_wrong_is_not_submitted_and_a_whole_one_is()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.PriceTo"] = "abc";
        await form.SendAsync(browser, ListingSite.EditPath(listing), "submit");
        Assert.Equal(ListingState.Draft, (await site.LoadAsync(listing)).State);
        form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.PriceTo"] = "";
        await form.SendAsync(browser, ListingSite.EditPath(listing), "submit");
        Assert.Equal(ListingState.InReview, (await site.LoadAsync(listing)).State);
    }

    [Fact]
    public async Task An_organization_that_is_not_verified_keeps_drafts_and_cannot_submit()
    {
        var (organization, person, browser) = await site.WriterAsync(verified: false);
        var listing = await site.ListingAsync(organization, person);
        var pressed = await ListingSite.PressAsync(browser, $"/workspace/listings/{listing.ShortId}", $"/workspace/listings/{listing.ShortId}/submission");
        Assert.Contains("单位通过认证后才能提交审核", await TextAsync(await browser.GetAsync(pressed.Headers.Location)));
        Assert.Equal(ListingState.Draft, (await site.LoadAsync(listing)).State);
    }

    [Fact]
    public async Task Rows_come_and_go_by_buttons_without_scripts()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var path = ListingSite.EditPath(listing);
        var form = await ListingSite.OpenAsync(browser, path);
        Assert.False(form.Has("Input.Achievement.Papers[0].Title"));
        form = Form.In(await (await form.SendAsync(browser, path, "add:Achievement.Papers")).Content.ReadAsStringAsync());
        form["Input.Achievement.Papers[0].Title"] = "第一篇";
        form = Form.In(await (await form.SendAsync(browser, path, "add:Achievement.Papers")).Content.ReadAsStringAsync());
        form["Input.Achievement.Papers[1].Title"] = "第二篇";
        form = Form.In(await (await form.SendAsync(browser, path, "remove:Input.Achievement.Papers[0]")).Content.ReadAsStringAsync());
        Assert.Equal("第二篇", form["Input.Achievement.Papers[0].Title"]);
        Assert.Equal("第二篇", ((AchievementContent)(await site.LoadAsync(listing)).Draft).Papers.Single().Title);
    }

    [Fact]
    public async Task Autosave_answers_with_the_new_version_the_score_and_what_is_missing()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.Title.Zh"] = "自动保存的标题";
        var answer = await form.SendAsync(browser, ListingSite.EditPath(listing) + "?handler=Autosave");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.NotEqual(form["Input.Version"], told.GetProperty("version").GetString());
        Assert.InRange(told.GetProperty("completeness").GetInt32(), 30, 100);
        Assert.NotEqual(0, told.GetProperty("missing").GetArrayLength());
        form["Input.Version"] = told.GetProperty("version").GetString()!;
        form["Input.Title.Zh"] = "再改一次";
        Assert.Equal(HttpStatusCode.OK, (await form.SendAsync(browser, ListingSite.EditPath(listing) + "?handler=Autosave")).StatusCode);
        Assert.Equal("再改一次", (await site.LoadAsync(listing)).Title.Zh);
    }

    [Fact]
    public async Task Of_two_editors_the_second_sees_both_versions_keeps_the_text_and_may_overwrite()
    {
        var (organization, person, first) = await site.WriterAsync();
        var second = await site.SignedInAsync(await site.PersonAsync(organization: organization, role: OrganizationRole.Contributor));
        var listing = await site.ListingAsync(organization, person);
        var path = ListingSite.EditPath(listing);
        var (one, two) = (await ListingSite.OpenAsync(first, path), await ListingSite.OpenAsync(second, path));
        one["Input.Title.Zh"] = "第一人的标题";
        two["Input.Title.Zh"] = "第二人的标题";
        two["Input.PriceFrom"] = "不会丢的字";
        await one.SendAsync(first, path, "save");
        Assert.Equal(HttpStatusCode.Conflict, (await two.SendAsync(second, path + "?handler=Autosave")).StatusCode);
        var conflict = await two.SendAsync(second, path, "save");
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        var page = await conflict.Content.ReadAsStringAsync();
        Assert.Contains("class=\"diff\"", page);
        Assert.Equal("第一人的标题", (await site.LoadAsync(listing)).Title.Zh);
        var mine = Form.In(page);
        Assert.Equal("第二人的标题", mine["Input.Title.Zh"]);
        Assert.Equal("不会丢的字", mine["Input.PriceFrom"]);
        Assert.Equal(HttpStatusCode.Redirect, (await mine.SendAsync(second, path, "save")).StatusCode);
        Assert.Equal("第二人的标题", (await site.LoadAsync(listing)).Title.Zh);
    }

    [Fact]
    public async Task A_decision_of_a_reviewer_is_no_conflict_for_the_writer()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        await site.ChangeAsync(listing, l => l.Submit(true, DateTimeOffset.UtcNow));
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        await site.ChangeAsync(listing, l => l.Refuse(new Refusal([RefusalReason.TooEarly], null, null, DateTimeOffset.UtcNow)));
        form["Input.Title.Zh"] = "改过的标题";
        Assert.Equal(HttpStatusCode.Redirect, (await form.SendAsync(browser, ListingSite.EditPath(listing), "save")).StatusCode);
        Assert.Contains("技术太早", await TextAsync(await browser.GetAsync(ListingSite.EditPath(listing))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/edit")]
    [InlineData("/preview")]
    public async Task Another_organizations_listing_is_not_there(string page)
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var (_, _, stranger) = await site.WriterAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/workspace/listings/{listing.ShortId}{page}")).StatusCode);
    }

    [Theory]
    [InlineData("submission")]
    [InlineData("withdrawal")]
    [InlineData("copy")]
    [InlineData("edit")]
    public async Task Another_organizations_listing_cannot_be_acted_on(string action)
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var (_, _, stranger) = await site.WriterAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await ListingSite.PressAsync(stranger, "/workspace/listings/new/demand", $"/workspace/listings/{listing.ShortId}/{action}")).StatusCode);
        Assert.Equal(ListingState.Draft, (await site.LoadAsync(listing)).State);
    }

    [Fact]
    public async Task A_viewer_of_the_organization_does_not_write()
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var viewer = await site.SignedInAsync(await site.PersonAsync(organization: organization, role: OrganizationRole.Viewer));
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync($"/workspace/listings/{listing.ShortId}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync(ListingSite.EditPath(listing))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ListingSite.PressAsync(viewer, "/workspace", $"/workspace/listings/{listing.ShortId}/withdrawal")).StatusCode);
    }

    [Fact]
    public async Task An_action_without_token_is_refused()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync($"/workspace/listings/{listing.ShortId}/withdrawal", new FormUrlEncodedContent([]))).StatusCode);
    }

    [Theory]
    [InlineData(ListingKind.Achievement)]
    [InlineData(ListingKind.Demand)]
    [InlineData(ListingKind.Service)]
    public async Task A_hostile_script_in_every_text_field_stays_text(ListingKind kind)
    {
        const string script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        var (organization, person, browser) = await site.WriterAsync();
        ListingContent empty = kind switch { ListingKind.Achievement => new AchievementContent(), ListingKind.Demand => new DemandContent(), _ => new ServiceContent() };
        var listing = await site.ListingAsync(organization, person, empty with { Title = new Bilingual("标题") });
        var path = ListingSite.EditPath(listing);
        var form = await ListingSite.OpenAsync(browser, path);
        foreach (var table in new[] { "Achievement.Rights", "Achievement.Evidence", "Achievement.Team", "Achievement.Papers", "Achievement.Awards", "Achievement.Projects", "Demand.Metrics", "Service.Certificates" }.Where(t => t.StartsWith(kind.ToString(), StringComparison.Ordinal)))
        {
            form = Form.In(await (await form.SendAsync(browser, path, "add:" + table)).Content.ReadAsStringAsync());
            foreach (var name in form.Fields.Select(f => f.Key).Where(n => n.StartsWith("Input." + table, StringComparison.Ordinal)).ToList()) { if (!name.EndsWith(".Kind") && !name.EndsWith(".Status") && !name.EndsWith(".Comparator")) { form[name] = script; } }
        }
        string[] kept = ["Version", "Kind", "Status", "Stage", "Comparator", "DemandKind", "ResultOwner", "Visibility", "PriceKind", "ContactShown", "Contact", "Anonymous", "Urgent", "TryFirst"];
        foreach (var name in form.Fields.Select(f => f.Key).Where(n => n.StartsWith("Input.") && !kept.Contains(n.Split('.')[^1])).ToList()) { form[name] = script; }
        var saved = await form.SendAsync(browser, path, "save");
        Assert.True(saved.StatusCode is HttpStatusCode.Redirect, $"{saved.StatusCode}");
        foreach (var page in new[] { path, $"/workspace/listings/{listing.ShortId}", $"/workspace/listings/{listing.ShortId}/preview", "/workspace", "/workspace/listings", "/en" + path })
        {
            var answer = await browser.GetAsync(page);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("<script>alert", html);
            Assert.DoesNotContain("<img src=x", html);
        }
        Assert.Equal(script, (await ListingSite.OpenAsync(browser, path))["Input.Title.Zh"]);
    }

    [Fact]
    public async Task The_form_comes_back_after_the_session_ended()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        var form = await ListingSite.OpenAsync(browser, ListingSite.EditPath(listing));
        form["Input.Title.Zh"] = "登录过期前写的标题";
        var late = site.Browser();
        var sent = await form.SendAsync(late, ListingSite.EditPath(listing), "save");
        var back = WebUtility.UrlDecode(sent.Headers.Location!.OriginalString.Split("returnUrl=")[1]);
        var signedIn = await AccountSite.SignInAsync(late, person.Email, AccountSite.Password, back);
        var again = Form.In(await (await late.GetAsync(signedIn.Headers.Location)).Content.ReadAsStringAsync());
        Assert.Equal("登录过期前写的标题", again["Input.Title.Zh"]);
    }

    [Fact]
    public async Task A_copy_is_a_draft_of_its_own()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, published: true);
        var copied = await ListingSite.PressAsync(browser, $"/workspace/listings/{listing.ShortId}", $"/workspace/listings/{listing.ShortId}/copy");
        Assert.Equal(HttpStatusCode.Redirect, copied.StatusCode);
        Assert.Equal("钛白废酸制备聚合硫酸铁（副本）", (await ListingSite.OpenAsync(browser, copied.Headers.Location!.OriginalString))["Input.Title.Zh"]);
        Assert.Equal(2, await site.WithDatabaseAsync(db => db.Set<Listing>().CountAsync(l => l.Organization == organization.Id)));
    }
}
