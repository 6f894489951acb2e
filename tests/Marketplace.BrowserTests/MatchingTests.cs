using System.Text.Json;

namespace Marketplace.BrowserTests;

[Collection(OneSite.Name)]
public sealed class MatchingTests(RunningSite site)
{
    private sealed record Story(string Demand, string Achievement, string Text, string Message);

    private static readonly Story InChinese = new("收回来的旧包堆成山，哪些还能用全靠一只只充", "旧包不拆焊快速分档台", "收回来的旧包不用一只只充，拆焊之前就能分档，测得快，场地不再堆不下。", "最快什么时候能来现场一起看看？");

    private static readonly Story InEnglish = new("Once there is smoke it is too late: which cabinet is about to go?", "Warning before fire in steel cabinets", "Each row of cells in a steel cabinet is watched. Ten minutes before fire it says which row, as insurers want.", "How soon could you come and look at it with us?");

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_company_reads_its_matches_puts_one_aside_and_back_and_contacts_two_at_once(string language)
    {
        var story = language == "en" ? InEnglish : InChinese;
        await PublishAsync(story, language == "en" ? "en" : "zh");
        await using var company = await Someone.ComesAsync(site, language);
        await company.SignInAsync("company@example.org");
        await OpenMatchesAsync(company, story);
        await CompareAsync(company, story.Demand);
        await PutAsideAndBackAsync(company);
        await ContactTwoAsync(company, story.Message);
        Assert.Empty(company.Complaints);
    }

    /// <summary>Two achievements that answer the demand.</summary>
    private async Task PublishAsync(Story story, string language)
    {
        var file = Path.Combine(site.Folder, $"{Guid.NewGuid():N}.jsonl");
        await File.WriteAllLinesAsync(file, new[] { "A", "B" }.Select(model => JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["id"] = $"{story.Achievement} {model}", [$"title.{language}"] = $"{story.Achievement} {model}", [$"text.{language}"] = story.Text, ["fields"] = "energy", ["trl"] = "8",
        })));
        await site.RunVerbAsync("import", file, "--kind", "achievement", "--as", "12120104400071297U", "--publish");
    }

    /// <summary>From the inbox to the matches of a listing, those that are less likely too.</summary>
    private static async Task OpenMatchesAsync(Someone owner, Story story)
    {
        var (listing, answers) = (owner.Main.GetByRole(AriaRole.Link, new() { Name = story.Demand, Exact = true }), owner.Main.Locator("article").Filter(new() { HasText = story.Achievement }));
        await owner.GoAsync("/workspace/matches");
        // The matching follows what is published within seconds, in a new city within some more.
        await UntilAsync(owner, async () => await listing.CountAsync() > 0);
        await owner.LookAsync("matches-inbox");
        await listing.First.ClickAsync();
        await UntilAsync(owner, async () => await answers.CountAsync() == 2);
        await Assertions.Expect(owner.Page.Locator("h1")).ToContainTextAsync(story.Demand);
        await OpenWeakAsync(owner);
        await owner.LookAsync("matches");
        var first = owner.Main.Locator("article").First;
        await Assertions.Expect(first.GetByRole(AriaRole.Img).First).ToBeVisibleAsync();
        await Assertions.Expect(first).ToContainTextAsync(owner.Words["matching.words"]);
    }

    private static async Task UntilAsync(Someone reader, Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 60 && !await holds(); tries++)
        {
            await Task.Delay(1000);
            await reader.Page.ReloadAsync();
        }
        Assert.True(await holds(), $"{reader.Page.Url} does not show what was published.");
    }

    private static async Task OpenWeakAsync(Someone owner)
    {
        var closed = owner.Main.Locator("details:not([open]) > summary").Filter(new() { HasText = owner.Words["matching.weak", ""].TrimEnd(')', '）') });
        if (await closed.CountAsync() > 0) { await closed.ClickAsync(); }
    }

    private static async Task CompareAsync(Someone owner, string demand)
    {
        var first = owner.Main.Locator("article").First;
        var title = await first.GetByRole(AriaRole.Heading).InnerTextAsync();
        await owner.FollowAsync("matching.compare", first);
        await Assertions.Expect(owner.Page.Locator("h1")).ToContainTextAsync(owner.Words["matching.pair.title"]);
        foreach (var side in new[] { demand, title }) { await Assertions.Expect(owner.Main.GetByRole(AriaRole.Heading, new() { Name = side, Exact = true })).ToBeVisibleAsync(); }
        await owner.SeesAsync(owner.Words["matching.verdict.meets"]);
        await owner.SeesAsync(owner.Words["matching.passage"]);
        await owner.LookAsync("matches-pair");
        await owner.Main.GetByRole(AriaRole.Link, new() { Name = demand, Exact = true }).First.ClickAsync();
    }

    private static async Task PutAsideAndBackAsync(Someone owner)
    {
        await OpenWeakAsync(owner);
        var first = owner.Main.Locator("article").First;
        var title = await first.GetByRole(AriaRole.Heading).InnerTextAsync();
        var standing = owner.Main.Locator("article").Filter(new() { Has = owner.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });
        await owner.FollowAsync("matching.dismiss", first);
        await owner.SeesAsync(title);
        await owner.LookAsync("matches-dismiss");
        await owner.Main.GetByRole(AriaRole.Radio, new() { Name = owner.Words["matching.reason.tooDear"], Exact = true }).CheckAsync();
        await owner.PressAsync("matching.dismiss.do");
        await owner.SeesAsync(owner.Words["matching.said.dismissed"]);
        await Assertions.Expect(standing).ToHaveCountAsync(0);
        await owner.Main.Locator("summary").Filter(new() { HasText = owner.Words["matching.dismissed", 1] }).ClickAsync();
        var aside = owner.Main.GetByRole(AriaRole.Listitem).Filter(new() { HasText = title });
        await Assertions.Expect(aside).ToContainTextAsync(owner.Words["matching.reason.tooDear"]);
        await owner.LookAsync("matches-aside");
        await owner.PressAsync("matching.return", aside);
        await owner.SeesAsync(owner.Words["matching.said.returned"]);
        await Assertions.Expect(standing).ToHaveCountAsync(1);
    }

    private static async Task ContactTwoAsync(Someone owner, string message)
    {
        await OpenWeakAsync(owner);
        var chosen = new List<string>();
        foreach (var at in new[] { 0, 1 })
        {
            var card = owner.Main.Locator("article").Nth(at);
            chosen.Add(await card.GetByRole(AriaRole.Heading).InnerTextAsync());
            await card.GetByRole(AriaRole.Checkbox, new() { Name = owner.Words["matching.choose"], Exact = true }).CheckAsync();
        }
        await owner.PressAsync("matching.contact.chosen");
        await Assertions.Expect(owner.Page.Locator("h1")).ToHaveTextAsync(owner.Words["matching.contact.title.many", 2]);
        foreach (var title in chosen) { await owner.SeesAsync(title); }
        await owner.LookAsync("matches-contact");
        await owner.FillAsync("matching.contact.text", message);
        await owner.PressAsync("matching.contact.send");
        await owner.SeesAsync(owner.Words["matching.contact.sent", 2]);
        foreach (var title in chosen)
        {
            var card = owner.Main.Locator("article").Filter(new() { Has = owner.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });
            await Assertions.Expect(card.GetByRole(AriaRole.Link, new() { Name = owner.Words["matching.state.contacted"], Exact = true })).ToBeVisibleAsync();
        }
        await owner.LookAsync("matches-contacted");
    }
}
