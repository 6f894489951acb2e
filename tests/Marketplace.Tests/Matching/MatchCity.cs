using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Marketplace.Tests.Matching;

/// <summary>The demonstration city with everything in it matched, and a clock that tests move forward.</summary>
public sealed class MatchCity : CitySite, IAsyncLifetime
{
    public Clock Time { get; } = new();
    public WhileAnEnquiryIsSaved Meanwhile { get; } = new();

    // No mail server answers, so that what was queued stays to be read.
    protected override IEnumerable<string> Settings => [.. base.Settings, "--Mail:Smtp:Host=127.0.0.1", "--Mail:Smtp:Port=1", "--Mail:Smtp:Security=None", "--Logging:LogLevel:Marketplace.Notifications=None"];

    // Jobs run by hand only: the scheduler goes by the same clock, and would make up for days that tests leave out.
    protected override void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        services.ConfigureDbContext<MarketplaceDbContext>(options => options.AddInterceptors(Meanwhile));
        services.Remove(services.Single(s => s.ImplementationType == typeof(StartSchedules)));
    }

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await SettledAsync();
    }

    /// <summary>What another does between the reading and the saving, once.</summary>
    public sealed class WhileAnEnquiryIsSaved : SaveChangesInterceptor
    {
        public Func<Task>? Happens { get; set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (Happens is { } happening && eventData.Context!.ChangeTracker.Entries<Enquiry>().Any(e => e.State == EntityState.Added))
            {
                Happens = null;
                await happening();
            }
            return await base.SavingChangesAsync(eventData, result, cancellationToken);
        }
    }

    public sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    /// <summary>Until everything that was published is matched.</summary>
    public async Task SettledAsync()
    {
        for (var tries = 0; tries < 1_200; tries++)
        {
            var behind = await WithDatabaseAsync(async db => await db.Events.MaxAsync(e => e.Position) - await db.ReaderPositions.Where(p => p.Reader == "matching").Select(p => p.Position).SingleOrDefaultAsync());
            if (behind == 0) { return; }
            await Task.Delay(100);
        }
        Assert.Fail("The matching does not keep up.");
    }

    public Task<Listing> ListingAsync(string key) => WithDatabaseAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync(l => l.ImportKey == "recipe:" + key));

    public Task<List<Match>> MatchesAsync(Guid listing) => WithDatabaseAsync(db => db.Set<Match>().AsNoTracking().Where(m => m.Listing == listing).OrderByDescending(m => m.Score).ToListAsync());

    public Task<Match> MatchAsync(Guid listing, Guid counterpart) => WithDatabaseAsync(db => db.Set<Match>().AsNoTracking().SingleAsync(m => m.Listing == listing && m.Counterpart == counterpart));

    /// <summary>Somebody of a listing's organization, signed in.</summary>
    public async Task<(Reader Reader, Person Person)> OwnerAsync(Listing listing, OrganizationRole role = OrganizationRole.Contributor) => await MemberAsync(listing.Organization, role);

    public async Task<(Reader Reader, Person Person)> MemberAsync(Guid organization, OrganizationRole role = OrganizationRole.Contributor)
    {
        var name = $"m{Guid.NewGuid():N}";
        var person = await InScopeAsync(async services =>
        {
            var made = new Person($"{name}@example.org", new Bilingual("李工"), Language.Zh, Time.GetUtcNow());
            Assert.True((await services.GetRequiredService<UserManager<Person>>().CreateAsync(made, Password)).Succeeded);
            made.Confirm();
            made.ActFor(organization);
            var db = services.GetRequiredService<MarketplaceDbContext>();
            db.Add(new Membership(made.Id, organization, role, MembershipState.Active, Time.GetUtcNow()));
            await db.SaveChangesAsync();
            return made;
        });
        return (await ReaderAsync(name), person);
    }

    public Task<Organization> OrganizationAsync(string name, bool verified = true, OrganizationKind kind = OrganizationKind.Enterprise, string? about = null) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var organization = new Organization(new Bilingual(name), kind, Deals.DealsSite.FreeCode(), Time.GetUtcNow());
        if (about is not null) { organization.Edit(organization.Name, kind, new Bilingual(about), organization.Region, null, null, Interests.None); }
        if (verified) { organization.SubmitForVerification(null, [], Time.GetUtcNow()); organization.Verify(null, Time.GetUtcNow()); }
        db.Add(organization);
        await db.SaveChangesAsync();
        return organization;
    });

    /// <summary>Published and matched.</summary>
    public async Task<Listing> PublishAsync(Guid organization, ListingContent content, bool settle = true)
    {
        var listing = await WithDatabaseAsync(async db =>
        {
            var made = new Listing(organization, content, null, Time.GetUtcNow());
            db.Add(made);
            db.Add(made.PublishAtOnce(Time.GetUtcNow()));
            await db.SaveChangesAsync();
            return made;
        });
        if (settle) { await SettledAsync(); }
        return listing;
    }

    public async Task ChangeAsync(Guid listing, Action<Listing> change)
    {
        await WithDatabaseAsync(async db =>
        {
            change(await db.Set<Listing>().SingleAsync(l => l.Id == listing));
            return await db.SaveChangesAsync();
        });
        await SettledAsync();
    }

    /// <summary>Says something else of itself, and is matched anew.</summary>
    public async Task ChangeAsync(Organization organization, OrganizationKind? kind = null, Interests? interests = null)
    {
        await WithDatabaseAsync(async db =>
        {
            var now = await db.Set<Organization>().SingleAsync(o => o.Id == organization.Id);
            now.Edit(now.Name, kind ?? now.Kind, now.About, now.Region, now.Industry, now.Website, interests ?? now.Interests);
            return await db.SaveChangesAsync();
        });
        await SettledAsync();
    }

    /// <summary>Says something else from now on, and is matched anew.</summary>
    public async Task EditAsync(Guid listing, ListingContent content)
    {
        await WithDatabaseAsync(async db =>
        {
            var edited = await db.Set<Listing>().SingleAsync(l => l.Id == listing);
            edited.Edit(content, Time.GetUtcNow());
            db.Add(edited.PublishAtOnce(Time.GetUtcNow()));
            return await db.SaveChangesAsync();
        });
        await SettledAsync();
    }

    /// <summary>The daily digest goes out.</summary>
    public Task DigestAsync() => InScopeAsync(services => ActivatorUtilities.GetServiceOrCreateInstance<DigestJob>(services).RunAsync(default));

    public Task<List<OutgoingMail>> MailAsync(string address) => WithDatabaseAsync(db => db.Set<OutgoingMail>().AsNoTracking().Where(m => m.To == address).OrderBy(m => m.Id).ToListAsync());

    public static string PathOf(Listing listing) => $"/workspace/listings/{listing.ShortId}/matches";
}
