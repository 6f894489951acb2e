using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Deals;

/// <summary>A clock that tests set; it stands still between.</summary>
public sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
    public void Set(DateTimeOffset to) => Interlocked.Exchange(ref ticks, to.UtcTicks);
}

/// <summary>A person of an organization with a browser in which they are signed in.</summary>
public sealed record Member(Person Person, Organization Organization, HttpClient Browser);

/// <summary>The site on a Tuesday morning in Beijing, with organizations and listings as tests need them.</summary>
public class DealsSite : SiteFactory
{
    public const string Password = "correct horse battery";
    public static readonly DateTimeOffset Tuesday = new(2026, 11, 24, 2, 0, 0, TimeSpan.Zero);

    public SetClock Clock { get; } = new(Tuesday);

    protected override IEnumerable<string> Settings => ["--Accounts:FormsPerMinute=5000"];

    protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);

    public Task<Organization> OrganizationAsync(string name, bool verified = true) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var organization = new Organization(new Bilingual(name), OrganizationKind.Enterprise, FreeCode(), Clock.GetUtcNow());
        if (verified) { organization.SubmitForVerification(null, [], Clock.GetUtcNow()); organization.Verify(null, Clock.GetUtcNow()); }
        db.Add(organization);
        await db.SaveChangesAsync();
        return organization;
    });

    public Task<Person> PersonAsync(Organization? organization = null, OrganizationRole role = OrganizationRole.Contributor, string? siteRole = null, string name = "张三", string? email = null) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var person = new Person(email ?? $"p{Guid.NewGuid():N}@example.org", new Bilingual(name), Language.Zh, Clock.GetUtcNow());
        var created = await services.GetRequiredService<UserManager<Person>>().CreateAsync(person, Password);
        Assert.True(created.Succeeded, string.Join(", ", created.Errors.Select(e => e.Code)));
        person.Confirm();
        person.TakeSiteRole(siteRole);
        if (organization is not null)
        {
            db.Add(new Membership(person.Id, organization.Id, role, MembershipState.Active, Clock.GetUtcNow()));
            person.ActFor(organization.Id);
        }
        await db.SaveChangesAsync();
        return person;
    });

    public async Task<Member> MemberAsync(string organizationName, bool verified = true, OrganizationRole role = OrganizationRole.Contributor, string name = "张三")
    {
        var organization = await OrganizationAsync(organizationName, verified);
        var person = await PersonAsync(organization, role, name: name);
        return new Member(person, organization, await SignedInAsync(person));
    }

    public Task<Listing> ListingAsync(Member owner, ListingContent? content = null) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var listing = new Listing(owner.Organization.Id, content ?? new AchievementContent { Title = new Bilingual("废硫酸再生工艺", "Recovery of spent acid") }, owner.Person.Id, Clock.GetUtcNow());
        listing.SetContact(owner.Person.Id);
        db.Add(listing);
        db.Add(listing.PublishAtOnce(Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        return listing;
    });

    public async Task<HttpClient> SignedInAsync(Person person)
    {
        var browser = Browser();
        var answer = await SendAsync(browser, "/account/login", new() { ["Input.Email"] = person.Email, ["Input.Password"] = Password });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Asks about a listing; the id of the enquiry.</summary>
    public static async Task<Guid> AskAsync(Member member, Listing listing, string subject = "催化剂能否适应含氟废酸？", string text = "我们的废酸含氟 40-60 mg/L。")
    {
        var answer = await SendAsync(member.Browser, $"/contact/{listing.ShortId}", Words(subject, text));
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await TextAsync(answer));
        return Guid.Parse(answer.Headers.Location!.ToString().Split('/')[^1]);
    }

    public static Task<HttpResponseMessage> ReplyAsync(Member member, Guid enquiry, string text) =>
        SendAsync(member.Browser, $"/workspace/enquiries/{enquiry}", new() { ["Input.Text"] = text });

    public static Dictionary<string, string> Words(string subject, string text) => new() { ["Input.Subject"] = subject, ["Input.Text"] = text };

    /// <summary>Opens a page, fills its form and sends it, as a browser would.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string page, Dictionary<string, string> fields, string? action = null) =>
        await browser.PostAsync(action ?? page, new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", TokenIn(await browser.GetStringAsync(page))))));

    public static string TokenIn(string html) => Regex.Match(html, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;

    public static async Task<string> TextAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    public static async Task<string> ReadAsync(HttpClient browser, string path) => WebUtility.HtmlDecode(await browser.GetStringAsync(path));

    public Task<Enquiry> EnquiryAsync(Guid id) =>
        WithDatabaseAsync(db => db.Set<Enquiry>().AsNoTracking().Include(e => e.Messages).Include(e => e.Sides).Include(e => e.Steps).SingleAsync(e => e.Id == id));

    public Task MoveReplyClockAsync() => InScopeAsync(services => ActivatorUtilities.GetServiceOrCreateInstance<ReplyClockJob>(services).RunAsync(CancellationToken.None));

    public Task MailAsync() => InScopeAsync(services => ActivatorUtilities.GetServiceOrCreateInstance<EnquiryMailJob>(services).RunAsync(CancellationToken.None));

    public static CreditCode FreeCode()
    {
        var first = "91120111" + string.Concat(Enumerable.Range(0, 9).Select(_ => CreditCode.Alphabet[Random.Shared.Next(31)]));
        return CreditCode.Parse(first + CreditCode.CheckCharacterOf(first));
    }
}
