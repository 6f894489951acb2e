using System.Text.RegularExpressions;

namespace Marketplace.BrowserTests;

[Collection(OneSite.Name)]
public sealed class MainJobTests(RunningSite site)
{
    private sealed record Story(string Title, string Summary, string Better, string Word, string Text, string Field, string Metric, string Reason, string Question, string Asked, string Answer);

    private static readonly Story InChinese = new(
        "鸢尾炔滤膜一步回收镀铬漂洗水", "一张膜把漂洗水里的铬留在槽里，水直接回用。", "一张膜留住漂洗水里 99% 的铬，每吨水多用电不到 2 度。", "鸢尾炔",
        "滤膜以鸢尾炔为骨架，孔径 0.8 纳米。漂洗水经预过滤后进入膜组件，铬酸根被截留并回到镀槽，透过的水回到末级漂洗。中试线连续运行 2100 小时，没有更换膜片，每天用纯水反洗两次。",
        "节能环保", "铬截留率", "请写明截留率是在什么浓度下测得的。", "膜片能耐受多高的铬酸浓度？", "我们镀槽的铬酸浓度约为 250 克每升，漂洗水约 3 克每升，每天 40 吨。", "3 克每升没有问题，中试就是这个浓度。下周可以寄样片。");

    private static readonly Story InEnglish = new(
        "Quillonite membrane returns chromium from plating rinse water", "One membrane keeps the chromium in the bath and sends the water back.", "One membrane keeps 99% of the chromium in the bath for less than 2 kWh a tonne.", "quillonite",
        "The membrane is built on quillonite with pores of 0.8 nm. Rinse water is filtered first; chromate is held back and returns to the bath, and the water goes to the last rinse. The pilot line ran for 2,100 hours without a new membrane.",
        "Energy saving and environmental protection", "Chromium held back", "Say at which concentration the figure was measured.", "How much chromic acid does the membrane stand?", "Our bath holds 250 g/L and the rinse water about 3 g/L, at 40 tonnes a day.", "3 g/L is what the pilot line ran on. We can post a sample next week.");

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("en", true)]
    [InlineData("zh-CN", false)]
    public async Task A_university_posts_an_operator_refuses_and_approves_a_visitor_finds_and_a_company_asks(string language, bool scripts)
    {
        var told = language == "en" ? InEnglish : InChinese;
        // The same walk without scripts is about another achievement.
        var story = scripts ? told : told with { Title = told.Title + "（二期）", Question = told.Question + "（二期）", Asked = "问的是二期。" + told.Asked };
        await using var university = await Someone.ComesAsync(site, language, scripts: scripts);
        await using var operators = await Someone.ComesAsync(site, language, scripts: scripts);
        await using var visitor = await Someone.ComesAsync(site, language, scripts: scripts);
        await using var company = await Someone.ComesAsync(site, language, scripts: scripts);

        await university.SignInAsync("university@example.org");
        await university.LookAsync("workspace");
        await PostAsync(university, story, scripts);
        await operators.SignInAsync("operator@example.org");
        await RefuseAsync(operators, story);
        await MendAsync(university, story);
        await ApproveAsync(operators, story);
        var address = await FindAsync(visitor, story, scripts);
        await AskAsync(company, story, address);
        await ReplyAsync(university, story);
        await ReadAsync(company, story);

        Assert.Empty(site.Strangers);
        Assert.Empty(new[] { university, operators, visitor, company }.SelectMany(s => s.Complaints));
    }

    private static async Task PostAsync(Someone author, Story story, bool scripts)
    {
        await author.GoAsync("/workspace/listings/new");
        await author.LookAsync("new");
        await author.Main.GetByRole(AriaRole.Link, new() { Name = author.Words["listings.new.achievement"] }).ClickAsync();
        await author.LookAsync();
        await author.FillAsync("listings.title", story.Title);
        await author.PressAsync("listings.new.go");
        await author.LookAsync("editor-empty");
        await author.FillAsync("listings.summary", story.Summary);
        await author.FillAsync("listings.blockKind.description", story.Text);
        await author.Main.GetByRole(AriaRole.Group, new() { Name = author.Words["listings.fields"] + " " + author.Words["theme.field.needed"], Exact = true }).GetByLabel(story.Field, new() { Exact = true }).CheckAsync();
        await author.Marked("listings.trl").SelectOptionAsync("6");
        await author.PressAsync("listings.evidence.add");
        await author.FillAsync("listings.evidence.metric", story.Metric);
        await author.FillAsync("listings.evidence.value", "99.1");
        await author.FillAsync("listings.baseline", "60");
        await author.FillAsync("listings.unit", "%");
        await author.Main.GetByLabel(author.Words["listings.pictures.add"]).SetInputFilesAsync(new FilePayload { Name = "line.png", MimeType = "image/png", Buffer = await author.Page.ScreenshotAsync() });
        await author.PressAsync("listings.upload");
        await author.FillAsync("listings.picture.alt", story.Metric);
        await author.LookAsync("editor-filled");
        await author.PressAsync("listings.submit");
        await author.SeesAsync(author.Words["listings.submitted.said"]);
        await author.LookAsync("overview");
    }

    private static async Task OpenInReviewAsync(Someone reviewer, Story story)
    {
        await reviewer.GoAsync("/admin/review");
        await reviewer.LookAsync("queue");
        await reviewer.Main.GetByRole(AriaRole.Link).Filter(new() { Has = reviewer.Page.GetByText(story.Title, new() { Exact = true }) }).ClickAsync();
        await Assertions.Expect(reviewer.Main.GetByRole(AriaRole.Heading, new() { Name = story.Title, Exact = true })).ToBeVisibleAsync();
        await reviewer.LookAsync("review");
    }

    private static async Task RefuseAsync(Someone reviewer, Story story)
    {
        await OpenInReviewAsync(reviewer, story);
        await reviewer.Main.GetByLabel(reviewer.Words["listings.refusalReason.descriptionUnclear"]).CheckAsync();
        await reviewer.FillAsync("listings.review.text", story.Reason);
        await reviewer.PressAsync("listings.review.refuse");
        await reviewer.SeesAsync(reviewer.Words["listings.refused.said", story.Title]);
        await reviewer.LookAsync();
    }

    private static async Task MendAsync(Someone author, Story story)
    {
        await author.GoAsync("/workspace/listings");
        await author.LookAsync("listings");
        await author.Main.GetByRole(AriaRole.Link, new() { Name = story.Title, Exact = true }).ClickAsync();
        await author.SeesAsync(author.Words["listings.refusalReason.descriptionUnclear"]);
        await author.SeesAsync(story.Reason);
        await author.LookAsync("returned");
        await author.Main.GetByRole(AriaRole.Link, new() { Name = author.Words["listings.edit"], Exact = true }).ClickAsync();
        await author.SeesAsync(story.Reason);
        await author.FillAsync("listings.summary", story.Better);
        await author.PressAsync("listings.submit.again");
        await author.SeesAsync(author.Words["listings.submitted.said"]);
    }

    private static async Task ApproveAsync(Someone reviewer, Story story)
    {
        await OpenInReviewAsync(reviewer, story);
        await reviewer.SeesAsync(story.Reason);
        await reviewer.PressAsync("listings.review.approve");
        await reviewer.SeesAsync(reviewer.Words["listings.approved.said", story.Title]);
        await reviewer.LookAsync();
    }

    /// <returns>The address of the achievement's page.</returns>
    private static async Task<string> FindAsync(Someone visitor, Story story, bool scripts)
    {
        await visitor.GoAsync("/");
        await visitor.LookAsync("home");
        await visitor.Main.GetByPlaceholder(visitor.Words["home.query.example"]).FillAsync(story.Word);
        await visitor.PressAsync("theme.search");
        var found = visitor.Main.GetByRole(AriaRole.Link, new() { Name = story.Title, Exact = true });
        // The index follows what is published within seconds.
        for (var tries = 0; tries < 20 && await found.CountAsync() == 0; tries++)
        {
            await Task.Delay(500);
            await visitor.Page.ReloadAsync();
        }
        await visitor.LookAsync("search");
        await NarrowAsync(visitor, "field", story.Field, scripts);
        await NarrowAsync(visitor, "trl", visitor.Words["search.trl.4-6"], scripts);
        await visitor.LookAsync("search-narrowed");
        await found.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync(story.Title);
        await visitor.SeesAsync("99.1");
        await visitor.SeesPictureAsync(visitor.Main.Locator("article .cover img").First);
        await visitor.LookAsync("details");
        var address = visitor.Page.Url;
        if (scripts) { await FiltersTellTheListAfterBackAsync(visitor); }
        return address;
    }

    /// <summary>Back on the narrowed list and back again: what is ticked is what the list was narrowed by.</summary>
    private static async Task FiltersTellTheListAfterBackAsync(Someone visitor)
    {
        foreach (var narrowed in new[] { true, false })
        {
            await visitor.Page.GoBackAsync();
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex(narrowed ? "[?&]trl=" : "^(?!.*[?&]trl=).*[?&]field="));
            var box = visitor.Main.GetByRole(AriaRole.Checkbox, new() { Name = visitor.Words["search.trl.4-6"], Exact = true });
            await Assertions.Expect(box).ToBeCheckedAsync(new() { Checked = narrowed });
        }
    }

    private static async Task NarrowAsync(Someone visitor, string facet, string choice, bool scripts)
    {
        await visitor.Main.GetByRole(AriaRole.Complementary, new() { Name = visitor.Words["search.filter"], Exact = true }).GetByRole(AriaRole.Checkbox, new() { Name = choice, Exact = true }).CheckAsync();
        if (!scripts) { await visitor.PressAsync("search.apply"); }
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("[?&]" + facet + "="));
    }

    private static async Task AskAsync(Someone company, Story story, string address)
    {
        await company.Page.GotoAsync(address);
        await company.FollowAsync("listings.public.contact.achievement");
        await company.LookAsync("contact");
        await company.FillAsync("deals.subject", story.Question);
        await company.FillAsync("deals.text", story.Asked);
        await company.PressAsync("deals.sendAfterSignIn");
        await company.SeesAsync(company.Words["accounts.login.held"]);
        await company.LookAsync("login-held");
        await company.FillSignInAsync("company@example.org");
        await Assertions.Expect(company.Main.GetByLabel(company.Words["deals.subject"], new() { Exact = true })).ToHaveValueAsync(story.Question);
        await Assertions.Expect(company.Main.GetByLabel(company.Words["deals.text"], new() { Exact = true })).ToHaveValueAsync(story.Asked);
        await company.LookAsync();
        await company.PressAsync("deals.send");
        await company.SeesAsync(story.Asked);
        await company.LookAsync("thread-asker");
    }

    private static async Task ReplyAsync(Someone owner, Story story)
    {
        await owner.GoAsync("/workspace/enquiries");
        var line = owner.Main.GetByRole(AriaRole.Link).Filter(new() { HasText = story.Question }).First;
        await Assertions.Expect(line.Locator(".count")).ToHaveTextAsync("1");
        await owner.LookAsync("inbox");
        await line.ClickAsync();
        await owner.SeesAsync(story.Asked);
        await owner.LookAsync("thread");
        await owner.FillAsync("deals.reply", story.Answer);
        await owner.PressAsync("deals.send");
        await owner.SeesAsync(story.Answer);
        await owner.LookAsync();
    }

    private static async Task ReadAsync(Someone company, Story story)
    {
        await company.GoAsync("/workspace/enquiries");
        await company.Main.GetByRole(AriaRole.Link).Filter(new() { HasText = story.Question }).First.ClickAsync();
        await company.SeesAsync(story.Answer);
        await company.LookAsync("thread-answered");
    }
}
