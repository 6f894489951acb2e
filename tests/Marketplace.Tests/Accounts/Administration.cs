using System.Net;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Accounts;

public sealed class Administration(AccountSite site) : IClassFixture<AccountSite>
{
    [Fact]
    public async Task Every_page_of_the_module_opens_in_both_languages()
    {
        var organization = await site.OrganizationAsync();
        var person = await site.PersonAsync(SiteRole.Administrator, organization);
        var browser = await site.SignedInAsync(person);
        string[] pages = ["/account", "/account/password", "/account/sessions", "/account/close", "/workspace/organization", "/workspace/organization/new?q=%E7%A0%94", "/workspace/organization/members",
            "/workspace/organization/verification", "/workspace/organization/levels", "/admin", "/admin/verifications", "/admin/organizations", "/admin/people", $"/admin/people/{person.Id}", "/admin/audit"];
        foreach (var page in pages.SelectMany(p => new[] { p, "/en" + p }))
        {
            var answer = await browser.GetAsync(page);
            var html = await AccountSite.TextAsync(answer);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {answer.StatusCode}");
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(html, "<h1"));
            Assert.DoesNotContain(" accounts.", html);
            Assert.DoesNotContain("href=\"~", html);
        }
    }

    [Theory]
    [InlineData(null, "/admin", HttpStatusCode.Forbidden)]
    [InlineData(SiteRole.Auditor, "/admin/audit", HttpStatusCode.OK)]
    [InlineData(SiteRole.Auditor, "/admin/verifications", HttpStatusCode.Forbidden)]
    [InlineData(SiteRole.Operator, "/admin/verifications", HttpStatusCode.OK)]
    [InlineData(SiteRole.Operator, "/admin/audit", HttpStatusCode.Forbidden)]
    [InlineData(SiteRole.Editor, "/admin/people", HttpStatusCode.Forbidden)]
    public async Task Staff_open_what_their_role_allows(string? role, string page, HttpStatusCode expected) =>
        Assert.Equal(expected, (await (await site.SignedInAsync(await site.PersonAsync(role))).GetAsync(page)).StatusCode);

    [Fact]
    public async Task Visitors_are_asked_to_sign_in_and_come_back()
    {
        var answer = await site.Browser().GetAsync("/admin/audit?subject=Person");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/account/login?returnUrl=%2Fadmin%2Faudit%3Fsubject%3DPerson", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Organizations_are_paged_to_the_end_without_gaps_or_repeats()
    {
        var mark = $"分页{Guid.NewGuid():N}";
        for (var i = 0; i < 103; i++) { await site.OrganizationAsync($"{mark} {i}"); }
        var browser = await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator));
        var found = new List<string>();
        string? next = $"/admin/organizations?q={Uri.EscapeDataString(mark)}";
        for (var pages = 0; next is not null && pages < 10; pages++)
        {
            var html = await AccountSite.TextAsync(await browser.GetAsync(next));
            found.AddRange(System.Text.RegularExpressions.Regex.Matches(html, $"{mark} (\\d+)</a>").Select(m => m.Groups[1].Value));
            next = System.Text.RegularExpressions.Regex.Match(html, "<a[^>]*rel=\"next\"[^>]*>") is { Success: true } link ? System.Text.RegularExpressions.Regex.Match(link.Value, "href=\"([^\"]*)\"").Groups[1].Value : null;
        }
        Assert.Equal(103, found.Count);
        Assert.Equal(103, found.Distinct().Count());
    }

    [Fact]
    public async Task Tables_leave_as_CSV_that_no_spreadsheet_takes_for_a_formula()
    {
        var mark = $"=cmd{Guid.NewGuid():N},\"x\"";
        await site.OrganizationAsync(mark);
        var browser = await site.SignedInAsync(await site.PersonAsync(SiteRole.Administrator));
        var csv = await browser.GetAsync($"/admin/organizations?handler=Csv&q={Uri.EscapeDataString(mark)}");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains($"\"'{mark.Replace("\"", "\"\"")}\"", lines[1]);
        foreach (var page in new[] { "people", "audit" }) { Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/admin/{page}?handler=Csv")).StatusCode); }
    }

    [Fact]
    public async Task An_administrator_gives_roles_and_deactivates_but_never_themselves()
    {
        var administrator = await site.PersonAsync(SiteRole.Administrator);
        var other = await site.PersonAsync();
        var browser = await site.SignedInAsync(administrator);
        await AccountSite.SendAsync(browser, $"/admin/people/{other.Id}", new() { ["role"] = SiteRole.Operator }, $"/admin/people/{other.Id}/role");
        await AccountSite.SendAsync(browser, $"/admin/people/{other.Id}", [], $"/admin/people/{other.Id}/deactivate");
        var changed = await site.WithDatabaseAsync(db => db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == other.Id));
        Assert.Equal(SiteRole.Operator, changed.SiteRole);
        Assert.False(changed.IsActive);
        var own = await AccountSite.SendAsync(browser, "/account/password", [], $"/admin/people/{administrator.Id}/deactivate");
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        var trail = await AccountSite.TextAsync(await browser.GetAsync($"/admin/audit?subject={other.Id}&person={Uri.EscapeDataString(administrator.Email)}"));
        Assert.Contains("站点角色：运营", trail);
        Assert.Contains("停用了", trail);
        Assert.DoesNotContain("SiteRole", trail);
    }

    [Fact]
    public async Task A_closed_account_leaves_no_name_and_cannot_sign_in()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        Assert.Contains(person.Email, await browser.GetStringAsync("/account/export"));
        await AccountSite.SendAsync(browser, "/account/close", new() { ["Input.Password"] = AccountSite.Password });
        var closed = await site.WithDatabaseAsync(db => db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == person.Id));
        Assert.DoesNotContain(person.Email, closed.Email + closed.SearchText);
        Assert.Contains("邮箱或密码不正确", await AccountSite.TextAsync(await AccountSite.SignInAsync(site.Browser(), person.Email, AccountSite.Password)));
    }

    [Fact]
    public async Task The_token_of_the_log_makes_the_first_administrator_and_then_the_page_is_gone()
    {
        var fresh = new AccountSite();
        await fresh.InitializeAsync();
        try
        {
            var fields = new Dictionary<string, string> { ["Input.Token"] = "wrong", ["Input.Name"] = "管理员", ["Input.Email"] = "first@example.org", ["Input.Password"] = AccountSite.Password };
            Assert.Contains("口令不对", await AccountSite.TextAsync(await AccountSite.SendAsync(fresh.Browser(), "/setup", fields)));
            fields["Input.Token"] = fresh.Services.GetRequiredService<Setup>().Token;
            Assert.Equal("/account/login", (await AccountSite.SendAsync(fresh.Browser(), "/setup", fields)).Headers.Location!.OriginalString);
            Assert.Equal(HttpStatusCode.NotFound, (await fresh.Browser().GetAsync("/setup")).StatusCode);
            var browser = fresh.Browser();
            await AccountSite.SignInAsync(browser, "first@example.org", AccountSite.Password);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin")).StatusCode);
        }
        finally { await fresh.DisposeAsync(); }
    }
}

public sealed class RecipesOfAccounts(AccountSite site) : IClassFixture<AccountSite>
{
    private Task RunAsync(string name, string json) => site.InScopeAsync(services =>
        services.GetServices<IRecipeStep>().Single(s => s.Name == name).RunAsync(JsonDocument.Parse(json).RootElement, new RecipeContext("test.json", _ => { }), CancellationToken.None));

    [Fact]
    public async Task Organizations_and_people_of_a_recipe_are_there_once_however_often_it_runs()
    {
        var key = $"k{Guid.NewGuid():N}";
        var organizations = $$"""{ "name": "organizations", "organizations": [ { "key": "{{key}}", "name": { "zh": "配方大学" }, "kind": "university", "creditCode": "{{AccountSite.FreeCode()}}", "region": "120104", "verified": true, "levels": [ { "code": "sme", "certificate": "1", "validUntil": "2027-12-31" } ] } ] }""";
        var people = $$"""{ "name": "people", "people": [ { "email": "{{key}}@example.org", "name": { "zh": "配方" }, "siteRole": "auditor", "memberships": [ { "organization": "{{key}}", "role": "owner" } ] } ] }""";
        for (var runs = 0; runs < 2; runs++) { await RunAsync("organizations", organizations); await RunAsync("people", people); }
        var organization = await site.WithDatabaseAsync(db => db.Set<Organization>().AsNoTracking().Include(o => o.Verifications).SingleAsync(o => o.RecipeKey == key));
        Assert.True(organization is { IsSample: true } && organization.IsVerified(DateTimeOffset.UtcNow));
        Assert.Single(organization.Verifications);
        Assert.Equal(1, organization.Version);
        var person = await site.WithDatabaseAsync(db => db.Set<Person>().AsNoTracking().SingleAsync(p => p.Email == $"{key}@example.org"));
        Assert.Equal(SiteRole.Auditor, person.SiteRole);
        Assert.Equal(organization.Id, person.ActiveOrganizationId);
    }

    [Theory]
    [InlineData("organizations", """{ "organizations": [ { "key": "a", "name": { "zh": "甲" }, "kind": "university", "creditCode": "91350100M000100Y44" } ] }""", "/organizations/0/creditCode", "check character is 3")]
    [InlineData("organizations", """{ "organizations": [ { "key": "a", "name": { "zh": "甲" }, "kind": "school", "creditCode": "91350100M000100Y43" } ] }""", "/organizations/0/kind", "school")]
    [InlineData("organizations", """{ "organizations": [ { "key": "a", "kind": "university", "creditCode": "91350100M000100Y43" } ] }""", "/organizations/0/name", "needed")]
    [InlineData("people", """{ "people": [ { "email": "r1@example.org", "name": { "zh": "甲" }, "memberships": [ { "organization": "no-such", "role": "owner" } ] } ] }""", "/people/0/memberships/0/organization", "no-such")]
    [InlineData("people", """{ "people": [ { "email": "r2@example.org", "name": { "zh": "甲" }, "siteRole": "king" } ] }""", "/people/0/siteRole", "king")]
    [InlineData("roles", """{ "roles": [ { "code": "king", "scope": "site" } ] }""", "/roles/0/code", "king")]
    public async Task A_wrong_recipe_is_refused_with_the_place_and_the_reason(string step, string json, string pointer, string words)
    {
        var refused = await Assert.ThrowsAsync<RecipeException>(() => RunAsync(step, json));
        Assert.Equal(pointer, refused.Pointer);
        Assert.Contains(words, refused.Message);
    }
}
