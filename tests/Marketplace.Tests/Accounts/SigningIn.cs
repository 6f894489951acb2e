using System.Net;
using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Accounts;

public sealed class SigningIn(AccountSite site) : IClassFixture<AccountSite>
{
    private static Dictionary<string, string> Registration(string email, string password = AccountSite.Password) =>
        new() { ["Input.Name"] = "李四", ["Input.Email"] = email, ["Input.Password"] = password, ["Input.Agree"] = "true" };

    [Fact]
    public async Task Who_registers_confirms_by_mail_and_signs_in()
    {
        var email = $"new{Guid.NewGuid():N}@example.org";
        var browser = site.Browser();
        var registered = await AccountSite.SendAsync(browser, "/account/register", Registration(email));
        Assert.Equal("/account/sent/confirm", registered.Headers.Location!.OriginalString);
        Assert.Contains("邮箱还没有确认", await AccountSite.TextAsync(await AccountSite.SignInAsync(browser, email, AccountSite.Password)));
        Assert.Contains("邮箱已确认", await AccountSite.TextAsync(await browser.GetAsync(await site.LinkInLastMailToAsync(email))));
        var signedIn = await AccountSite.SignInAsync(browser, email, AccountSite.Password, "/account/sent/confirm");
        Assert.Equal("/account/sent/confirm", signedIn.Headers.Location!.OriginalString);
        Assert.Contains(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("mp.session=") && c.Contains("httponly") && c.Contains("path=/;") && c.Contains("samesite=lax"));
    }

    [Fact]
    public async Task Registering_with_a_known_address_looks_the_same_and_tells_only_its_owner()
    {
        var person = await site.PersonAsync();
        var answer = await AccountSite.SendAsync(site.Browser(), "/account/register", Registration(person.Email));
        Assert.Equal("/account/sent/confirm", answer.Headers.Location!.OriginalString);
        Assert.Equal("accounts.exists", (await site.MailToAsync(person.Email)).Single().Template);
    }

    [Theory]
    [InlineData("short", "至少 10 个字符")]
    [InlineData("1234567890", "太常见")]
    [InlineData("password1111", "太常见")]
    [InlineData("aaaaaaaaaaaa", "太常见")]
    public async Task A_weak_password_is_refused_in_words(string password, string words)
    {
        var answer = await AccountSite.SendAsync(site.Browser(), "/account/register", Registration($"weak{Guid.NewGuid():N}@example.org", password));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(words, await AccountSite.TextAsync(answer));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_answer_tells_nothing()
    {
        var person = await site.PersonAsync();
        var browser = site.Browser();
        for (var tries = 0; tries < 5; tries++) { Assert.Contains("邮箱或密码不正确", await AccountSite.TextAsync(await AccountSite.SignInAsync(browser, person.Email, "wrong password"))); }
        Assert.Contains("邮箱或密码不正确", await AccountSite.TextAsync(await AccountSite.SignInAsync(browser, person.Email, AccountSite.Password)));
        Assert.Contains("邮箱或密码不正确", await AccountSite.TextAsync(await AccountSite.SignInAsync(browser, "nobody@example.org", "wrong password")));
    }

    [Fact]
    public async Task Sign_in_never_leads_to_another_site()
    {
        var person = await site.PersonAsync();
        foreach (var elsewhere in new[] { "https://evil.example/", "//evil.example/", "/\\evil.example" })
        {
            var answer = await AccountSite.SignInAsync(site.Browser(), person.Email, AccountSite.Password, elsewhere);
            Assert.Equal("/workspace", answer.Headers.Location!.OriginalString);
        }
    }

    [Fact]
    public async Task A_new_password_by_mail_ends_all_sessions_and_the_lock()
    {
        var person = await site.PersonAsync();
        var old = await site.SignedInAsync(person);
        await AccountSite.SendAsync(site.Browser(), "/account/forgot", new() { ["Input.Email"] = person.Email });
        var link = await site.LinkInLastMailToAsync(person.Email);
        var answer = await AccountSite.SendAsync(site.Browser(), link, new() { ["Input.Password"] = "another good phrase" });
        Assert.Equal("/account/login", answer.Headers.Location!.OriginalString);
        Assert.Contains("/account/login?", (await old.GetAsync("/account")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await AccountSite.SignInAsync(site.Browser(), person.Email, "another good phrase")).StatusCode);
    }

    [Fact]
    public async Task Asking_for_a_new_password_says_the_same_for_unknown_addresses()
    {
        var answer = await AccountSite.SendAsync(site.Browser(), "/account/forgot", new() { ["Input.Email"] = "nobody@example.org" });
        Assert.Equal("/account/sent/reset", answer.Headers.Location!.OriginalString);
        Assert.Empty(await site.MailToAsync("nobody@example.org"));
    }

    [Fact]
    public async Task A_deactivated_person_is_out_at_the_next_click()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Person>().SingleAsync(p => p.Id == person.Id)).Deactivate(DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        Assert.Contains("/account/login?", (await browser.GetAsync("/account")).Headers.Location!.OriginalString);
        Assert.Contains("已停用", await AccountSite.TextAsync(await AccountSite.SignInAsync(site.Browser(), person.Email, AccountSite.Password)));
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_audit_trail()
    {
        var person = await site.PersonAsync();
        var trail = await site.WithDatabaseAsync(db => db.Audit.AsNoTracking().Where(a => a.SubjectId == person.Id).Select(a => a.Changes).ToListAsync());
        Assert.NotEmpty(trail);
        Assert.DoesNotContain(trail, t => t.Contains("PasswordHash") || t.Contains("SecurityStamp"));
    }
}
