namespace Marketplace.BrowserTests;

[Collection(OneSite.Name)]
public sealed class PublicPageTests(RunningSite site)
{
    private static readonly string[] Fixed = ["/", "/achievements", "/demands", "/services", "/organizations", "/search"];

    [Theory]
    [InlineData("zh-CN", ColorScheme.Light)]
    [InlineData("zh-CN", ColorScheme.Dark)]
    [InlineData("en", ColorScheme.Light)]
    [InlineData("en", ColorScheme.Dark)]
    public async Task Public_pages_fit_the_phone_and_leave_nothing_on_it(string language, ColorScheme scheme)
    {
        await using var visitor = await Someone.ComesAsync(site, language, phone: true);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var paths = new List<string>(Fixed);
        foreach (var list in new[] { "/achievements", "/demands", "/services", "/organizations" }) { paths.Add(await FirstOfAsync(visitor, list)); }
        // The form of signing in sets a cookie, so it comes last.
        paths.Add("/account/login");
        foreach (var path in paths)
        {
            var response = await visitor.GoAsync(path);
            // Signing in is a form against forgery; everything else is the same for everybody.
            if (path != "/account/login")
            {
                Assert.DoesNotContain("__RequestVerificationToken", await response.TextAsync(), StringComparison.Ordinal);
                Assert.Empty(await visitor.Page.Context.CookiesAsync());
            }
            await visitor.LookAsync($"phone-{scheme}{path.Split('/').Length}{path.Replace('/', '-')}");
        }
        Assert.Empty(visitor.Complaints);
    }

    private static async Task<string> FirstOfAsync(Someone visitor, string list)
    {
        var first = visitor.Main.Locator("h2 a").First;
        // In a new city the index follows within seconds of the start.
        for (var tries = 0; tries < 30; tries++)
        {
            await visitor.GoAsync(list);
            if (await first.CountAsync() > 0) { break; }
            await Task.Delay(1000);
        }
        var href = (await first.GetAttributeAsync("href"))!;
        return visitor.Words.IsEnglish ? href["/en".Length..] : href;
    }

    [Fact]
    public async Task The_keyboard_alone_skips_to_the_content_and_searches()
    {
        await using var visitor = await Someone.ComesAsync(site, "zh-CN");
        await visitor.GoAsync("/");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = visitor.Words["theme.skip"] })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Main.GetByLabel(visitor.Words["home.kind"])).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Main.GetByPlaceholder(visitor.Words["home.query.example"])).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("膜");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/search.*q="));
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("膜");
        Assert.NotEqual(0, await visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 2 }).CountAsync());
    }
}
