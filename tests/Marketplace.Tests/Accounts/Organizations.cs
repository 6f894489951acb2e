using System.Net;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Accounts;

public sealed class Organizations(AccountSite site) : IClassFixture<AccountSite>
{
    private static readonly byte[] Pdf = [.. "%PDF-1.7\n"u8, .. new byte[100]];

    private Task<Organization> LoadAsync(Guid id) => site.WithDatabaseAsync(db => db.Set<Organization>().AsNoTracking().Include(o => o.Verifications).SingleAsync(o => o.Id == id));

    private static Dictionary<string, string> New(string code, string name = "新研究院") =>
        new() { ["Input.NameZh"] = name, ["Input.Kind"] = "Institute", ["Input.CreditCode"] = code };

    [Fact]
    public async Task Who_adds_an_organization_owns_it_and_acts_for_it()
    {
        var person = await site.PersonAsync();
        var browser = await site.SignedInAsync(person);
        var code = AccountSite.FreeCode();
        var added = await AccountSite.SendAsync(browser, "/workspace/organization/new", New(code.ToString().ToLowerInvariant()));
        Assert.Equal("/workspace/organization/verification", added.Headers.Location!.OriginalString);
        var page = await AccountSite.TextAsync(await browser.GetAsync("/workspace/organization"));
        Assert.Contains("新研究院", page);
        Assert.Contains("尚未认证", page);
    }

    [Theory]
    [InlineData("91350100M000100Y4", "您填写了 17 位")]
    [InlineData("91350100M000100Y44", "校验码不对")]
    [InlineData("", "请填写统一社会信用代码")]
    public async Task A_wrong_credit_code_is_refused_in_words_and_the_rest_stays(string code, string words)
    {
        var browser = await site.SignedInAsync(await site.PersonAsync());
        var page = await AccountSite.TextAsync(await AccountSite.SendAsync(browser, "/workspace/organization/new", New(code, "保留的名称")));
        Assert.Contains(words, page);
        Assert.Contains("value=\"保留的名称\"", page);
    }

    [Fact]
    public async Task A_code_that_is_there_already_leads_to_asking_to_join()
    {
        var organization = await site.OrganizationAsync("已有研究院");
        var owner = await site.PersonAsync(organization: organization);
        var asking = await site.PersonAsync();
        var browser = await site.SignedInAsync(asking);
        var page = await AccountSite.TextAsync(await AccountSite.SendAsync(browser, "/workspace/organization/new", New(organization.CreditCode.ToString()!)));
        Assert.Contains("已有研究院 已经登记", page);
        await AccountSite.SendAsync(browser, "/workspace/organization/new", new() { ["organization"] = organization.Id.ToString() }, "/workspace/organization/join");
        Assert.Equal("accounts.asked", (await site.MailToAsync(owner.Email)).Single().Template);

        var request = await site.WithDatabaseAsync(db => db.Set<Membership>().AsNoTracking().SingleAsync(m => m.PersonId == asking.Id));
        Assert.False(request.IsActive);
        var owners = await site.SignedInAsync(owner);
        await AccountSite.SendAsync(owners, "/workspace/organization/members", new() { ["id"] = request.Id.ToString(), ["role"] = "Contributor" }, "/workspace/organization/members?handler=Admit");
        Assert.True(await site.WithDatabaseAsync(db => db.Set<Membership>().AnyAsync(m => m.PersonId == asking.Id && m.State == MembershipState.Active && m.Role == OrganizationRole.Contributor)));
        Assert.Contains("accounts.admitted", (await site.MailToAsync(asking.Email)).Select(m => m.Template));
    }

    [Fact]
    public async Task An_organization_from_abroad_gives_country_and_number()
    {
        var browser = await site.SignedInAsync(await site.PersonAsync());
        var fields = new Dictionary<string, string> { ["Input.NameEn"] = "Institute Abroad", ["Input.Kind"] = "Institute", ["Input.Country"] = "DE" };
        Assert.Contains("请填写注册号", await AccountSite.TextAsync(await AccountSite.SendAsync(browser, "/workspace/organization/new", fields)));
        var answer = await AccountSite.SendAsync(browser, "/workspace/organization/new", new(fields) { ["Input.RegistrationNumber"] = $"HRB {Random.Shared.Next()}" });
        Assert.Equal("/workspace/organization/verification", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Verification_goes_from_documents_to_refusal_to_verified_to_expired()
    {
        var organization = await site.OrganizationAsync("待认证研究院");
        var owner = await site.PersonAsync(organization: organization);
        await HandInAsync(owner);
        var first = (await LoadAsync(organization.Id)).OpenVerification!;
        Assert.Single(first.Documents);

        var operators = await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator));
        Assert.Contains("请写明原因", await AccountSite.TextAsync(await DecideAsync(operators, first, "refuse")));
        await DecideAsync(operators, first, "refuse", "证书看不清。");
        Assert.False((await LoadAsync(organization.Id)).IsVerified(DateTimeOffset.UtcNow));
        Assert.Contains("证书看不清。", site.TextOf((await site.MailToAsync(owner.Email)).Last()));

        await HandInAsync(owner);
        await DecideAsync(operators, (await LoadAsync(organization.Id)).OpenVerification!, "verify");
        var verified = await LoadAsync(organization.Id);
        Assert.True(verified.IsVerified(DateTimeOffset.UtcNow));
        Assert.Contains("accounts.verified", (await site.MailToAsync(owner.Email)).Select(m => m.Template));
        Assert.False(verified.IsVerified(DateTimeOffset.UtcNow.AddDays(366)));
        Assert.True(verified.ExpireVerification(DateTimeOffset.UtcNow.AddDays(366)));
        Assert.Contains(verified.Verifications, v => v.State == VerificationState.Expired);

        var events = await site.WithDatabaseAsync(db => db.Events.AsNoTracking().Where(e => e.Subject == organization.Id).OrderBy(e => e.Position).Select(e => e.Type).ToListAsync());
        Assert.Equal(["OrganizationVerificationSubmitted", "OrganizationVerificationRefused", "OrganizationVerificationSubmitted", "OrganizationVerified"], events.Where(e => e.StartsWith("OrganizationVeri")));
    }

    [Fact]
    public async Task What_is_no_document_is_refused_by_its_content()
    {
        var organization = await site.OrganizationAsync();
        var answer = await HandInAsync(await site.PersonAsync(organization: organization), "<script>alert(1)</script>"u8.ToArray());
        Assert.Contains("不是 PDF、JPG 或 PNG", await AccountSite.TextAsync(answer));
        Assert.Null((await LoadAsync(organization.Id)).OpenVerification);
    }

    [Fact]
    public async Task Documents_are_for_operators_and_own_managers_only()
    {
        var organization = await site.OrganizationAsync();
        var owner = await site.PersonAsync(organization: organization);
        await HandInAsync(owner);
        var document = (await LoadAsync(organization.Id)).OpenVerification!.Documents.Single();
        var path = $"/organizations/verification-documents/{document.FileId}?organization={organization.Id}";
        var own = await (await site.SignedInAsync(owner)).GetAsync(path);
        Assert.Equal(Pdf, await own.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", own.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.OK, (await (await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator))).GetAsync(path)).StatusCode);
        var stranger = await site.SignedInAsync(await site.PersonAsync(organization: await site.OrganizationAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Nobody_acts_for_an_organization_that_is_not_theirs()
    {
        var other = await site.OrganizationAsync();
        var browser = await site.SignedInAsync(await site.PersonAsync(organization: await site.OrganizationAsync()));
        var answer = await AccountSite.SendAsync(browser, "/account/password", new() { ["organization"] = other.Id.ToString() }, "/account/acting-organization");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_member_of_two_organizations_chooses_whom_to_act_for()
    {
        var (one, two) = (await site.OrganizationAsync("甲研究院"), await site.OrganizationAsync("乙研究院"));
        var person = await site.PersonAsync(organization: one);
        await site.WithDatabaseAsync(async db =>
        {
            db.Add(new Membership(person.Id, two.Id, OrganizationRole.Viewer, MembershipState.Active, DateTimeOffset.UtcNow));
            return await db.SaveChangesAsync();
        });
        var browser = await site.SignedInAsync(person);
        Assert.Contains("<b>甲研究院</b>", await AccountSite.TextAsync(await browser.GetAsync("/account")));
        var answer = await AccountSite.SendAsync(browser, "/account", new() { ["organization"] = two.Id.ToString(), ["returnUrl"] = "/account" }, "/account/acting-organization");
        Assert.Equal("/account", answer.Headers.Location!.OriginalString);
        Assert.Contains("<b>乙研究院</b>", await AccountSite.TextAsync(await browser.GetAsync("/account")));
    }

    [Fact]
    public async Task The_last_owner_can_neither_leave_nor_step_down()
    {
        var organization = await site.OrganizationAsync();
        var owner = await site.PersonAsync(organization: organization);
        var browser = await site.SignedInAsync(owner);
        var membership = await site.WithDatabaseAsync(db => db.Set<Membership>().AsNoTracking().SingleAsync(m => m.PersonId == owner.Id));
        foreach (var (handler, role) in new[] { ("Remove", ""), ("Role", "Viewer") })
        {
            await AccountSite.SendAsync(browser, "/workspace/organization/members", new() { ["id"] = membership.Id.ToString(), ["role"] = role }, $"/workspace/organization/members?handler={handler}");
            Assert.Contains("至少要有一位负责人", await AccountSite.TextAsync(await browser.GetAsync("/workspace/organization/members")));
        }
        Assert.True(await site.WithDatabaseAsync(db => db.Set<Membership>().AnyAsync(m => m.Id == membership.Id && m.Role == OrganizationRole.Owner)));
        Assert.Contains("唯一的负责人", await AccountSite.TextAsync(await browser.GetAsync("/account/close")));

        await site.PersonAsync(organization: organization);
        await AccountSite.SendAsync(browser, "/workspace/organization/members", new() { ["id"] = membership.Id.ToString() }, "/workspace/organization/members?handler=Remove");
        Assert.False(await site.WithDatabaseAsync(db => db.Set<Membership>().AnyAsync(m => m.Id == membership.Id)));
    }

    [Fact]
    public async Task Members_who_are_no_owners_change_no_roles()
    {
        var organization = await site.OrganizationAsync();
        var owner = await site.PersonAsync(organization: organization);
        var manager = await site.PersonAsync(organization: organization, role: OrganizationRole.Manager);
        var target = await site.WithDatabaseAsync(db => db.Set<Membership>().AsNoTracking().SingleAsync(m => m.PersonId == owner.Id));
        var browser = await site.SignedInAsync(manager);
        var answer = await AccountSite.SendAsync(browser, "/workspace/organization/members", new() { ["id"] = target.Id.ToString(), ["role"] = "Viewer" }, "/workspace/organization/members?handler=Role");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_invitation_makes_who_registers_from_it_a_member_without_another_mail()
    {
        var organization = await site.OrganizationAsync("邀请人研究院");
        var browser = await site.SignedInAsync(await site.PersonAsync(organization: organization));
        var email = $"invited{Guid.NewGuid():N}@example.org";
        await AccountSite.SendAsync(browser, "/workspace/organization/members", new() { ["Input.Email"] = email, ["Input.Role"] = "Manager" }, "/workspace/organization/members?handler=Invite");
        var link = await site.LinkInLastMailToAsync(email);
        var guest = site.Browser();
        Assert.Contains("邀请人研究院", await AccountSite.TextAsync(await guest.GetAsync(link)));
        var register = $"/account/register?invitation={link.Split("secret=")[1]}";
        await AccountSite.SendAsync(guest, register, new() { ["Input.Name"] = "客人", ["Input.Email"] = email, ["Input.Password"] = AccountSite.Password, ["Input.Agree"] = "true", ["invitation"] = link.Split("secret=")[1] });
        Assert.Equal(HttpStatusCode.Redirect, (await AccountSite.SignInAsync(guest, email, AccountSite.Password)).StatusCode);
        Assert.Contains("<b>邀请人研究院</b>", await AccountSite.TextAsync(await guest.GetAsync("/account")));
        Assert.Contains("邀请已失效", await AccountSite.TextAsync(await guest.GetAsync(link)));
    }

    [Fact]
    public async Task The_name_of_a_verified_organization_stays_and_of_two_savers_the_second_is_told()
    {
        var organization = await site.OrganizationAsync("原名研究院", verified: true);
        var browser = await site.SignedInAsync(await site.PersonAsync(organization: organization));
        var fields = new Dictionary<string, string> { ["Input.NameZh"] = "新名研究院", ["Input.Kind"] = "Institute", ["Input.Version"] = organization.Version.ToString() };
        Assert.Contains("名称不能修改", await AccountSite.TextAsync(await AccountSite.SendAsync(browser, "/workspace/organization", fields)));
        fields["Input.NameZh"] = "原名研究院";
        Assert.Equal(HttpStatusCode.Redirect, (await AccountSite.SendAsync(browser, "/workspace/organization", new(fields) { ["Input.AboutZh"] = "先保存的简介" })).StatusCode);
        var second = await AccountSite.TextAsync(await AccountSite.SendAsync(browser, "/workspace/organization", new(fields) { ["Input.AboutZh"] = "后保存的简介" }));
        Assert.Contains("别人刚刚修改过", second);
        Assert.Contains("先保存的简介", second);
        Assert.Contains("后保存的简介", second);
    }

    private async Task<HttpResponseMessage> HandInAsync(Person person, byte[]? content = null)
    {
        var browser = await site.SignedInAsync(person);
        var html = await browser.GetStringAsync("/workspace/organization/verification");
        var form = new MultipartFormDataContent { { new StringContent(AccountSite.TokenIn(html)), "__RequestVerificationToken" }, { new ByteArrayContent(content ?? Pdf), "Documents", "licence.pdf" } };
        return await browser.PostAsync("/workspace/organization/verification", form);
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient browser, Verification verification, string decision, string reason = "") =>
        AccountSite.SendAsync(browser, $"/admin/verifications/{verification.Id}", new() { ["decision"] = decision, ["Reason"] = reason });
}
