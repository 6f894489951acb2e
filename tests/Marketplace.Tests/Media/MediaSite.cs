using System.Net.Http.Headers;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Marketplace.Tests.Media;

/// <summary>The site with members of two organizations, a clock that can be set forward, and a rule that opens what <see cref="Shown"/> names.</summary>
public class MediaSite : SiteFactory
{
    internal LaterClock Clock { get; } = new();

    /// <summary>Subjects whose files everybody may read.</summary>
    public HashSet<Guid> Shown { get; } = [];

    protected override IEnumerable<string> Settings => ["--Media:UploadsPerMinute=1000", "--Media:RenderSeconds=60"];

    protected override void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        services.AddSingleton(Shown).AddScoped<IFileRule, ShownRule>();
    }

    internal async Task<Member> MemberAsync(Guid? organization = null, string? siteRole = null, OrganizationRole role = OrganizationRole.Contributor)
    {
        await using var scope = Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var person = new Person($"m{Guid.NewGuid():N}@example.org", new Bilingual("李四", "Li Si"), Language.Zh, DateTimeOffset.UtcNow);
        var people = services.GetRequiredService<UserManager<Person>>();
        Assert.True((await people.CreateAsync(person, "correct horse battery")).Succeeded);
        person.Confirm();
        person.TakeSiteRole(siteRole);
        if (organization is { } id)
        {
            db.Add(new Membership(person.Id, id, role, MembershipState.Active, DateTimeOffset.UtcNow));
            person.ActFor(id);
        }
        await db.SaveChangesAsync();
        return new Member(await BrowserOfAsync(services, person), new FileOwner(organization, person.Id));
    }

    /// <summary>The session cookie and the antiforgery token as the site itself would hand them out.</summary>
    private async Task<HttpClient> BrowserOfAsync(IServiceProvider services, Person person)
    {
        var principal = await services.GetRequiredService<IUserClaimsPrincipalFactory<Person>>().CreateAsync(person);
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var session = options.TicketDataFormat.Protect(new AuthenticationTicket(principal, new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddDays(60) }, IdentityConstants.ApplicationScheme));
        var tokens = services.GetRequiredService<IAntiforgery>().GetTokens(new DefaultHttpContext { RequestServices = services, User = principal });
        var browser = Browser();
        browser.DefaultRequestHeaders.Add("Cookie", $"{options.Cookie.Name}={session}; mp.form={tokens.CookieToken}");
        browser.DefaultRequestHeaders.Add("RequestVerificationToken", tokens.RequestToken);
        return browser;
    }

    public Task<Guid> OrganizationAsync(string name = "示例研究院") => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var organization = new Organization(new Bilingual(name), OrganizationKind.Institute, new ForeignRegistration("DE", Guid.NewGuid().ToString("N")[..12], null), DateTimeOffset.UtcNow);
        db.Add(organization);
        await db.SaveChangesAsync();
        return organization.Id;
    });

    internal Task<FileOutcome> SaveImageAsync(byte[] content, string name, FileOwner? owner = null) =>
        InScopeAsync(services => services.GetRequiredService<FileStore>().SaveImageAsync(new MemoryStream(content), name, owner ?? Nobody, content.Length, CancellationToken.None));

    internal Task<FileOutcome> SaveAttachmentAsync(byte[] content, string name, FileOwner? owner = null) =>
        InScopeAsync(services => services.GetRequiredService<FileStore>().SaveAttachmentAsync(new MemoryStream(content), name, owner ?? Nobody, content.Length, CancellationToken.None));

    /// <summary>Ties the file to a new thing, which everybody may see or not.</summary>
    internal Task<Guid> AttachAsync(StoredFile file, bool shown) => InScopeAsync(async services =>
    {
        var subject = Guid.CreateVersion7();
        await services.GetRequiredService<FileStore>().AttachAsync(subject, new FileOwner(file.OrganizationId, file.UploadedBy), [file.Id], CancellationToken.None);
        await services.GetRequiredService<MarketplaceDbContext>().SaveChangesAsync();
        if (shown) { Shown.Add(subject); }
        return subject;
    });

    internal Task<StoredFile?> FindAsync(Guid id) => WithDatabaseAsync(db => db.Set<StoredFile>().AsNoTracking().SingleOrDefaultAsync(f => f.Id == id));

    internal Blobs Blobs => Services.GetRequiredService<Blobs>();
    internal IEnumerable<string> TemporaryFiles => Directory.EnumerateFileSystemEntries(Path.Combine(Folder, "files", "temporary"));

    internal Task SweepAsync() => InScopeAsync(services => services.GetRequiredService<FileSweepJob>().RunAsync(CancellationToken.None));

    internal Task<List<string>> DoctorAsync() => InScopeAsync(async services =>
    {
        var found = new List<string>();
        await foreach (var problem in services.GetServices<IDoctorCheck>().Single(c => c.Name == "files").FindAsync(CancellationToken.None)) { found.Add(problem); }
        return found;
    });

    internal static FileOwner Nobody => new(null, Guid.CreateVersion7());

    internal static MultipartFormDataContent Form(byte[] content, string name, string type = "application/octet-stream")
    {
        var part = new ByteArrayContent(content);
        part.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new MultipartFormDataContent { { part, "file", name } };
    }

    internal sealed record Member(HttpClient Browser, FileOwner Owner);

    internal sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }

    private sealed class ShownRule(HashSet<Guid> shown) : IFileRule
    {
        public Task<FileReaders> WhoReadsAsync(StoredFile file, CancellationToken cancel) =>
            Task.FromResult(file.Uses.Any(u => shown.Contains(u.Subject)) ? FileReaders.Everyone : FileReaders.None);
    }
}
