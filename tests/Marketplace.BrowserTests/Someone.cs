using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;

namespace Marketplace.BrowserTests;

/// <summary>A person with a browser of their own: goes to pages, presses and fills what has a name, and looks whether a page is in order.</summary>
public sealed class Someone : IAsyncDisposable
{
    /// <summary>Axe takes seconds: a page that was looked at in this language and width is not looked at again.</summary>
    private static readonly ConcurrentDictionary<(string, string, int), byte> lookedAt = new();

    private readonly List<string> complaints = [];
    private readonly bool scripts;

    private Someone(IPage page, Words words, bool scripts)
    {
        Page = page;
        Words = words;
        this.scripts = scripts;
        page.Console += (_, message) => { if (message.Type == "error") { complaints.Add($"{page.Url}: {message.Text}"); } };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }
    public Words Words { get; }
    public ILocator Main => Page.GetByRole(AriaRole.Main);

    /// <summary>Errors that the browser's console told of.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Someone> ComesAsync(RunningSite site, string language, bool phone = false, bool scripts = true)
    {
        var page = await site.OpenAsync(language, phone, scripts);
        // Nothing is looked at halfway through a movement.
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        return new Someone(page, new Words(language), scripts);
    }

    public async Task<IResponse> GoAsync(string path)
    {
        var response = (await Page.GotoAsync(Words.Path(path)))!;
        Assert.True(response.Ok, $"{response.Status} {response.Url}");
        return response;
    }

    public async Task SignInAsync(string email, string password = RunningSite.Password)
    {
        await GoAsync("/account/login");
        await FillSignInAsync(email, password);
    }

    public async Task FillSignInAsync(string email, string password = RunningSite.Password)
    {
        await FillAsync("accounts.email", email);
        await FillAsync("accounts.password", password);
        await PressAsync("accounts.login");
        Assert.DoesNotContain("/account/login", Page.Url, StringComparison.Ordinal);
    }

    /// <summary>Fills the field whose label is, or begins with, these words.</summary>
    public async Task FillAsync(string key, string text, ILocator? within = null)
    {
        var place = within ?? Main;
        var exact = place.GetByLabel(Words[key], new() { Exact = true });
        await (await exact.CountAsync() > 0 ? exact : Marked(key, place)).FillAsync(text);
    }

    /// <summary>The field whose label says beside its name that it is needed or optional.</summary>
    public ILocator Marked(string key, ILocator? within = null)
    {
        var place = within ?? Main;
        return place.GetByLabel(Words[key] + " " + Words["theme.field.optional"], new() { Exact = true }).Or(place.GetByLabel(Words[key] + " " + Words["theme.field.needed"], new() { Exact = true }));
    }

    public Task PressAsync(string key, ILocator? within = null) => (within ?? Main).GetByRole(AriaRole.Button, new() { Name = Words[key], Exact = true }).ClickAsync();

    public Task FollowAsync(string key, ILocator? within = null) => (within ?? Main).GetByRole(AriaRole.Link, new() { Name = Words[key], Exact = true }).ClickAsync();

    public async Task SeesAsync(string text) => await Assertions.Expect(Main.GetByText(text).Filter(new() { Visible = true }).First).ToBeVisibleAsync();

    /// <summary>The picture is there and drawn, not only its place.</summary>
    public async Task SeesPictureAsync(ILocator picture)
    {
        await Assertions.Expect(picture).ToBeVisibleAsync();
        for (var tries = 0; tries < 20 && await picture.EvaluateAsync<int>("image => image.complete ? image.naturalWidth : 0") == 0; tries++) { await Task.Delay(100); }
        Assert.True(await picture.EvaluateAsync<int>("image => image.naturalWidth") > 0, $"{await picture.GetAttributeAsync("src")} is blank on {Page.Url}");
    }

    /// <summary>
    /// The page is read to its end. Asked again and again: the event that says so is missed where it comes between the question whether it came and the waiting for it.
    /// </summary>
    private async Task ReadAsync()
    {
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                if (await Page.EvaluateAsync<string>("document.readyState") != "loading") { return; }
            }
            catch (PlaywrightException) when (!Page.IsClosed)
            {
                // The page was left for the next one.
            }
            await Task.Delay(100);
        }
        Assert.Fail($"{Page.Url} is not read to its end.");
    }

    /// <summary>One first heading, nothing beyond the right edge, no obstacle that axe knows of.</summary>
    public async Task LookAsync(string? name = null)
    {
        await ReadAsync();
        var where = $"{Page.Url} ({Page.ViewportSize!.Width} px)";
        await Assertions.Expect(Page.Locator("h1")).ToHaveCountAsync(1);
        var beyond = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(beyond <= 0, $"{where} scrolls sideways by {beyond} px");
        await KeepPictureAsync(name);
        if (name is null ? !scripts : !lookedAt.TryAdd((scripts ? name : name + " without scripts", Words.Language, Page.ViewportSize.Width), 0)) { return; }
        var found = scripts ? await Page.RunAxe() : await AxeWithoutScriptsAsync();
        var lines = found.Violations.Select(v => $"{v.Id}: {v.Help}\n    {string.Join("\n    ", v.Nodes.Take(5).Select(n => n.Html + "\n      " + string.Join(" ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))))}");
        Assert.True(found.Violations.Length == 0, $"axe at {where}:\n  {string.Join("\n  ", lines)}");
    }

    /// <summary>Axe is a script: it looks at the same page in a browser that runs it, but gets none of the site's scripts.</summary>
    private async Task<Deque.AxeCore.Commons.AxeResult> AxeWithoutScriptsAsync()
    {
        var context = await Page.Context.Browser!.NewContextAsync(new()
        {
            StorageState = await Page.Context.StorageStateAsync(),
            Locale = Words.Language,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = Page.ViewportSize!.Width, Height = Page.ViewportSize.Height },
        });
        await using var _ = context;
        await context.RouteAsync("**/*.js", route => route.AbortAsync());
        var page = await context.NewPageAsync();
        await page.GotoAsync(Page.Url);
        return await page.RunAxe();
    }

    /// <summary>For whoever wants to look at the pages with their own eyes.</summary>
    private async Task KeepPictureAsync(string? name)
    {
        if (name is not null && Environment.GetEnvironmentVariable("MARKETPLACE_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder, $"{name}-{Words.Language}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
