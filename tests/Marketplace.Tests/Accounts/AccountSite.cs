using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Accounts;

/// <summary>The site with people and organizations of its own, and a clock that tests move.</summary>
public class AccountSite : SiteFactory
{
    public const string Password = "correct horse battery";

    protected override IEnumerable<string> Settings => ["--Accounts:FormsPerMinute=5000"];

    public Task<Person> PersonAsync(string? siteRole = null, Organization? organization = null, OrganizationRole role = OrganizationRole.Owner) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var person = new Person($"p{Guid.NewGuid():N}@example.org", new Bilingual("张三", "Zhang San"), Language.Zh, DateTimeOffset.UtcNow);
        var created = await services.GetRequiredService<UserManager<Person>>().CreateAsync(person, Password);
        Assert.True(created.Succeeded, string.Join(", ", created.Errors.Select(e => e.Code)));
        person.Confirm();
        person.TakeSiteRole(siteRole);
        if (organization is not null)
        {
            db.Add(new Membership(person.Id, organization.Id, role, MembershipState.Active, DateTimeOffset.UtcNow));
            person.ActFor(organization.Id);
        }
        await db.SaveChangesAsync();
        return person;
    });

    public Task<Organization> OrganizationAsync(string name = "示例研究院", bool verified = false) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var organization = new Organization(new Bilingual(name), OrganizationKind.Institute, FreeCode(), DateTimeOffset.UtcNow);
        if (verified)
        {
            organization.SubmitForVerification(null, [], DateTimeOffset.UtcNow);
            organization.Verify(null, DateTimeOffset.UtcNow);
        }
        db.Add(organization);
        await db.SaveChangesAsync();
        return organization;
    });

    public static CreditCode FreeCode()
    {
        var first = "91120111" + string.Concat(Enumerable.Range(0, 9).Select(_ => CreditCode.Alphabet[Random.Shared.Next(31)]));
        return CreditCode.Parse(first + CreditCode.CheckCharacterOf(first));
    }

    public async Task<HttpClient> SignedInAsync(Person person)
    {
        var browser = Browser();
        var answer = await SignInAsync(browser, person.Email, Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password, string? returnUrl = null) =>
        SendAsync(browser, "/account/login" + (returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}"), new() { ["Input.Email"] = email, ["Input.Password"] = password });

    /// <summary>Opens a page, fills its form and sends it, as a browser would.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string page, Dictionary<string, string> fields, string? action = null)
    {
        var html = await browser.GetStringAsync(page);
        return await browser.PostAsync(action ?? page, new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", TokenIn(html)))));
    }

    public static string TokenIn(string html) => Regex.Match(html, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;

    public static async Task<string> TextAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    public Task<List<OutgoingMail>> MailToAsync(string address) =>
        WithDatabaseAsync(db => db.Set<OutgoingMail>().AsNoTracking().Where(m => m.To == address).OrderBy(m => m.Id).ToListAsync());

    /// <summary>Path and query of the last mail's link on this site.</summary>
    public async Task<string> LinkInLastMailToAsync(string address)
    {
        return new Uri(Regex.Match(TextOf((await MailToAsync(address)).Last()), @"https?://\S+/account/\S+").Value).PathAndQuery;
    }

    /// <summary>A mail that has left keeps no text in the database.</summary>
    public string TextOf(OutgoingMail mail) => mail.Text ?? MimeKit.MimeMessage.Load(Path.Combine(Folder, "mail", $"{mail.Id:N}.eml")).TextBody!;
}
