using System.Net;
using Marketplace.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Accounts;

public sealed class HeldFormTests(AccountSite site) : IClassFixture<AccountSite>
{
    private static readonly Dictionary<string, string> Typed = new() { ["Input.NameZh"] = "王小明", ["Input.NameEn"] = "Wang <Xiaoming>", ["Input.Language"] = "en" };

    private static async Task<(string Login, string Back)> SendWithoutSessionAsync(HttpClient browser, string page = "/account")
    {
        var sent = await browser.PostAsync(page, new FormUrlEncodedContent(Typed));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var login = sent.Headers.Location!.OriginalString;
        return (login, WebUtility.UrlDecode(login.Split("returnUrl=")[1]));
    }

    [Fact]
    public async Task A_form_sent_after_the_session_ended_is_there_again_after_sign_in()
    {
        var person = await site.PersonAsync();
        var browser = site.Browser();
        var (login, back) = await SendWithoutSessionAsync(browser);
        Assert.Contains("已保存，登录后会原样恢复", await AccountSite.TextAsync(await browser.GetAsync(login)));
        var signedIn = await AccountSite.SignInAsync(browser, person.Email, AccountSite.Password, back);
        var page = await AccountSite.TextAsync(await browser.GetAsync(signedIn.Headers.Location));
        Assert.Contains("value=\"王小明\"", page);
        Assert.Contains("value=\"Wang <Xiaoming>\"", page);
        Assert.Contains("您登录前填写的内容已恢复", page);
    }

    [Fact]
    public async Task It_comes_back_in_English_where_it_was_typed_in_English()
    {
        var (login, back) = await SendWithoutSessionAsync(site.Browser(), "/en/account");
        Assert.StartsWith("/en/account/login?", login);
        Assert.StartsWith("/en/account?held=", back);
    }

    [Fact]
    public async Task Another_browser_does_not_get_it()
    {
        var (_, back) = await SendWithoutSessionAsync(site.Browser());
        var other = await site.SignedInAsync(await site.PersonAsync());
        Assert.DoesNotContain("王小明", await AccountSite.TextAsync(await other.GetAsync(back)));
    }

    [Fact]
    public async Task It_lies_encrypted_and_goes_after_two_hours()
    {
        var (_, back) = await SendWithoutSessionAsync(site.Browser());
        var id = Guid.Parse(back.Split("held=")[1]);
        var held = await site.WithDatabaseAsync(db => db.Set<HeldForm>().AsNoTracking().SingleAsync(h => h.Id == id));
        Assert.DoesNotContain("王小明", System.Text.Encoding.UTF8.GetString(held.Encrypted));
        Assert.InRange(held.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(115), DateTimeOffset.UtcNow.AddMinutes(125));
    }

    [Fact]
    public async Task A_form_of_more_than_256_KB_is_not_kept_and_the_page_still_opens_after_sign_in()
    {
        var sent = await site.Browser().PostAsync("/account", new FormUrlEncodedContent(new Dictionary<string, string> { ["Input.NameZh"] = new('字', 270_000) }));
        Assert.Equal("/account/login?returnUrl=%2Faccount", sent.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task An_unknown_address_is_not_found_for_visitors() =>
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync("/no-such-page")).StatusCode);
}
