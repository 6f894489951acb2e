using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;

namespace Marketplace.BrowserTests;

[Collection(OneSite.Name)]
public sealed class FollowedSearchTests(RunningSite site)
{
    [Theory]
    [InlineData("zh-CN", "tanhua", "碳化硅")]
    [InlineData("en", "silicon", "silicon carbide")]
    public async Task A_company_takes_a_suggestion_narrows_follows_and_hears_of_what_is_published(string language, string typed, string suggested)
    {
        await using var company = await Someone.ComesAsync(site, language);
        await company.SignInAsync("company@example.org");
        var words = await SuggestedAsync(company, typed, suggested);
        var field = await NarrowAsync(company);
        await company.LookAsync("search-suggested");
        var name = await FollowAsync(company);
        var title = $"{words} {Guid.NewGuid():N}"[..(words.Length + 9)];
        await PublishAsync(title, field);
        await ReadMailAsync(company, name, title);
        await ReadNoticeAsync(company, name, title);
        Assert.Empty(company.Complaints);
    }

    /// <summary>Types into the box of a list, walks the suggestions by keyboard and takes one; what it says.</summary>
    private static async Task<string> SuggestedAsync(Someone visitor, string typed, string suggested)
    {
        var box = visitor.Main.GetByRole(AriaRole.Combobox, new() { Name = visitor.Words["search.box"], Exact = true });
        var list = visitor.Main.GetByRole(AriaRole.Listbox);
        // In a new city the index follows within seconds of the start.
        for (var tries = 0; tries < 30 && !await list.IsVisibleAsync(); tries++)
        {
            await visitor.GoAsync("/achievements");
            await box.ClickAsync();
            await box.PressSequentiallyAsync(typed);
            await Task.Delay(1000);
        }
        var options = list.GetByRole(AriaRole.Option);
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(list).ToBeHiddenAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(list).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(options.First).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-activedescendant", (await options.First.GetAttributeAsync("id"))!);
        await visitor.LookAsync("suggestions");
        var words = await options.First.Locator("span").First.InnerTextAsync();
        Assert.Contains(suggested, words, StringComparison.OrdinalIgnoreCase);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("[?&]q="));
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync(words);
        Assert.NotEqual(0, await visitor.Main.Locator(".result mark").CountAsync());
        return words;
    }

    /// <summary>Chooses the first field offered; its code.</summary>
    private static async Task<string> NarrowAsync(Someone visitor)
    {
        var choice = visitor.Main.Locator("#facets input[name=field]").First;
        var code = (await choice.GetAttributeAsync("value"))!;
        await choice.CheckAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex($"[?&]field={Regex.Escape(code)}"));
        return code;
    }

    private static async Task<string> FollowAsync(Someone member)
    {
        await member.FollowAsync("search.follow.short");
        await member.LookAsync("follow");
        var name = await member.Main.GetByLabel(member.Words["search.saved.name"], new() { Exact = true }).InputValueAsync();
        await member.Main.GetByRole(AriaRole.Radio, new() { Name = member.Words["search.pace.AtOnce"], Exact = true }).CheckAsync();
        await member.PressAsync("search.follow");
        await member.SeesAsync(member.Words["search.saved.said", name]);
        await member.LookAsync("followed");
        return name;
    }

    private async Task PublishAsync(string title, string field)
    {
        var file = Path.Combine(site.Folder, $"{Guid.NewGuid():N}.jsonl");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["id"] = title, ["title.zh"] = title, ["title.en"] = title, ["text.zh"] = "为关注者准备的新成果，中试已经完成。", ["text.en"] = "A new achievement for those who follow; the pilot run is done.", ["fields"] = field, ["trl"] = "7",
        }));
        await site.RunVerbAsync("import", file, "--kind", "achievement", "--as", "12120104400071297U", "--publish");
    }

    private async Task ReadMailAsync(Someone member, string name, string title)
    {
        MimeMessage? letter = null;
        for (var tries = 0; tries < 100 && letter is null; tries++)
        {
            await Task.Delay(300);
            letter = site.Mail.Reverse().Take(20).Select(f => MimeMessage.Load(f)).FirstOrDefault(m => m.TextBody!.Contains(title, StringComparison.Ordinal));
        }
        Assert.NotNull(letter);
        Assert.Equal("company@example.org", letter.To.Mailboxes.Single().Address);
        Assert.StartsWith(name + (member.Words.IsEnglish ? ": 1" : "：1"), letter.Subject, StringComparison.Ordinal);
        Assert.NotNull(letter.Headers["List-Unsubscribe"]);
        Assert.Matches(new Regex(Regex.Escape(site.Address.ToString()) + (member.Words.IsEnglish ? "en/" : "") + "achievements/"), letter.TextBody);
    }

    private static async Task ReadNoticeAsync(Someone member, string name, string title)
    {
        await member.GoAsync("/workspace/searches");
        await member.LookAsync("searches");
        await Assertions.Expect(member.Main.Locator("tr").Filter(new() { HasText = name }).Locator(".count.hot")).ToHaveTextAsync("1");
        await member.GoAsync("/workspace/notices");
        await member.Main.GetByRole(AriaRole.Link).Filter(new() { HasText = title }).ClickAsync();
        await Assertions.Expect(member.Page.Locator("h1")).ToHaveTextAsync(name);
        await Assertions.Expect(member.Main.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        await member.LookAsync("search-found");
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en", true)]
    public async Task A_followed_search_is_deleted_only_after_a_question(string language, bool phone)
    {
        await using var member = await Someone.ComesAsync(site, language, phone);
        await member.SignInAsync("company@example.org");
        var words = $"{Guid.NewGuid():N}"[..8];
        await member.GoAsync($"/workspace/searches/new?in=search&q={words}");
        await member.PressAsync("search.follow");
        await member.GoAsync("/workspace/searches");
        var line = member.Main.Locator("tr").Filter(new() { HasText = words });
        var delete = line.GetByRole(AriaRole.Button, new() { Name = $"{member.Words["search.saved.delete"]} {words}" });
        var question = member.Page.GetByRole(AriaRole.Dialog, new() { Name = member.Words["search.saved.delete.ask", words] });
        await delete.FocusAsync();
        await member.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(question).ToBeVisibleAsync();
        await member.LookAsync("question");
        await member.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(question).ToBeHiddenAsync();
        await Assertions.Expect(delete).ToBeFocusedAsync();
        await delete.ClickAsync();
        await member.PressAsync("search.saved.delete", question);
        await member.SeesAsync(member.Words["search.saved.deleted.said", words]);
        await Assertions.Expect(line).ToHaveCountAsync(0);
        Assert.Empty(member.Complaints);
    }

    [Fact]
    public async Task What_an_input_method_is_still_composing_is_left_alone()
    {
        await using var visitor = await Someone.ComesAsync(site, "zh-CN");
        await visitor.GoAsync("/");
        var asked = 0;
        visitor.Page.Request += (_, request) => { if (request.Url.Contains("/search/suggestions", StringComparison.Ordinal)) { Interlocked.Increment(ref asked); } };
        var box = visitor.Main.GetByPlaceholder(visitor.Words["home.query.example"]);
        await Assertions.Expect(box).ToHaveAttributeAsync("role", "combobox");
        await box.FocusAsync();
        await box.EvaluateAsync("box => { box.dispatchEvent(new CompositionEvent('compositionstart')); box.value = 'dian'; box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true })) }");
        await Task.Delay(600);
        Assert.Equal(0, asked);
        await box.EvaluateAsync("box => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))");
        Assert.EndsWith("/", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.RunAndWaitForRequestAsync(() => box.EvaluateAsync("box => { box.value = '电池'; box.dispatchEvent(new CompositionEvent('compositionend', { data: '电池' })) }"), r => r.Url.Contains("/search/suggestions", StringComparison.Ordinal));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Without_scripts_the_search_boxes_search()
    {
        await using var visitor = await Someone.ComesAsync(site, "en", scripts: false);
        foreach (var (path, label, press) in new[] { ("/", "home.query", "theme.search"), ("/demands", "search.box", "search.go") })
        {
            await visitor.GoAsync(path);
            var box = visitor.Main.GetByLabel(visitor.Words[label], new() { Exact = true }).Last;
            Assert.Null(await box.GetAttributeAsync("role"));
            await box.FillAsync("steel");
            await visitor.Main.GetByRole(AriaRole.Button, new() { Name = visitor.Words[press], Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("[?&]q=steel"));
        }
    }
}
