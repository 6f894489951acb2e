using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Claims;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketplace.Tests.Listings;

/// <summary>A site with a verified university, a verified company and people of both.</summary>
public class PublicSite : SiteFactory, IAsyncLifetime
{
    public Organization University { get; private set; } = null!;
    public Organization Company { get; private set; } = null!;
    public Person Scientist { get; private set; } = null!;
    public Person Buyer { get; private set; } = null!;
    public Person Operator { get; private set; } = null!;
    public Person Loner { get; private set; } = null!;

    public CountQueries Queries { get; } = new();

    protected override void Replace(IServiceCollection services) => services.ConfigureDbContext<MarketplaceDbContext>(options => options.AddInterceptors(Queries));

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<MarketplaceDbContext>();
            University = Verified(new("海河理工大学", "Haihe University of Technology"), OrganizationKind.University, "HRU1");
            Company = Verified(new("绿源水务有限公司", "Lvyuan Water"), OrganizationKind.Enterprise, "LYW1");
            Scientist = Someone("scientist@example.org");
            Buyer = Someone("buyer@example.org");
            Operator = Someone("operator@example.org");
            Loner = Someone("loner@example.org");
            Operator.TakeSiteRole(SiteRole.Operator);
            db.AddRange(University, Company, Scientist, Buyer, Operator, Loner);
            db.Add(new Membership(Scientist.Id, University.Id, OrganizationRole.Owner, MembershipState.Active, Now));
            db.Add(new Membership(Buyer.Id, Company.Id, OrganizationRole.Owner, MembershipState.Active, Now));
            await db.SaveChangesAsync();
        });
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static Organization Verified(Bilingual name, OrganizationKind kind, string number)
    {
        var organization = new Organization(name, kind, new ForeignRegistration("CN", number, null), Now);
        organization.SubmitForVerification(null, [], Now);
        organization.Verify(null, Now);
        return organization;
    }

    private static Person Someone(string email)
    {
        var person = new Person(email, new Bilingual(email.Split('@')[0]), Language.Zh, Now) { NormalizedEmail = email.ToUpperInvariant(), SecurityStamp = Guid.NewGuid().ToString("N") };
        person.Confirm();
        return person;
    }

    public Task<Listing> PublishAsync(Organization owner, ListingContent content, Action<Listing>? then = null) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var listing = new Listing(owner.Id, content, null, Now);
        db.Add(listing);
        db.Add(listing.PublishAtOnce(Now));
        then?.Invoke(listing);
        await db.SaveChangesAsync();
        return listing;
    });

    public Task ChangeAsync(Listing listing, Action<Listing, MarketplaceDbContext> change) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        change(await db.Set<Listing>().SingleAsync(l => l.Id == listing.Id), db);
        await db.SaveChangesAsync();
    });

    /// <summary>A browser in which that person has signed in.</summary>
    public Task<HttpClient> SignedInAsync(Person person) => InScopeAsync(async services =>
    {
        var principal = await services.GetRequiredService<IUserClaimsPrincipalFactory<Person>>().CreateAsync(person);
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(principal.Identities), new AuthenticationProperties { IssuedUtc = Now, ExpiresUtc = Now.AddDays(1) }, IdentityConstants.ApplicationScheme);
        var browser = Browser();
        browser.DefaultRequestHeaders.Add("Cookie", $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}");
        return browser;
    });

    public static AchievementContent Achievement(string title = "膜蒸馏浓缩装置", string? english = "Membrane distillation unit") => new()
    {
        Title = new(title, english),
        Summary = new("把高盐废水浓缩到近饱和。", "Concentrates saline waste water to near saturation."),
        Blocks =
        [
            new(BlockKind.Description, Stage.Teaser, new("公开的说明文字。", "Open description.")),
            new(BlockKind.Applications, Stage.Members, new("会员才能看的应用。", "Applications for members.")),
            new(BlockKind.Cooperation, Stage.Nda, new("签了保密协议才能看的配方。", "Recipe after the agreement.")),
            new(BlockKind.Advantages, Stage.DealRoom, new("交易室里的底价。", "Lowest price in the deal room.")),
        ],
        Fields = ["environment"],
        Keywords = new Keywords { Zh = ["膜蒸馏", "高盐废水"], En = ["membrane distillation"] },
        Region = "120104",
        Trl = 7,
        Price = new Price(PriceKind.Range, 500000, 800000),
        Evidence = [new(new("产水电导率", "Conductivity"), "8", "20", "µS/cm", null, null)],
    };

    public static DemandContent AnonymousDemand() => new()
    {
        Title = new("绿源水务有限公司要降低加药费用", "Lvyuan Water wants to dose less"),
        Summary = new("两座厂合起来日进水六万吨。", "Two plants of Lvyuan Water take 60,000 m3/d."),
        Blocks = [new(BlockKind.Problem, Stage.Teaser, new("绿源水务有限公司的老厂没有地再盖池子。", "No land for new tanks."))],
        Attachments = [new(Guid.NewGuid(), "lvyuan-plan.pdf", Stage.Teaser)],
        Fields = ["environment"],
        Region = "120114",
        Anonymous = true,
        Metrics = [new(new("出水总氮", "Total nitrogen"), Comparator.AtMost, "9", null, "mg/L")],
    };
}

/// <summary>What requests ask the database. What readers and jobs ask beside them is not counted.</summary>
public sealed class CountQueries : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> asked = new();
    private readonly HttpContextAccessor request = new();

    public IReadOnlyList<string> Take()
    {
        var taken = asked.ToList();
        asked.Clear();
        return taken;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (request.HttpContext is not null) { asked.Enqueue(command.CommandText); }
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }
}
