using Marketplace.Data;
using Marketplace.Search.Saved;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search.Saved;

/// <summary>Followers are told by one who saves while another saves what it has just found.</summary>
public sealed class WhatIsFoundMeanwhileIsTold(WhatIsFoundMeanwhileIsTold.BusySite site) : IClassFixture<WhatIsFoundMeanwhileIsTold.BusySite>
{
    public sealed class BusySite : FollowingSite
    {
        public Meanwhile Meanwhile { get; } = new();

        protected override void Replace(IServiceCollection services)
        {
            base.Replace(services);
            services.ConfigureDbContext<MarketplaceDbContext>(options => options.AddInterceptors(Meanwhile));
        }
    }

    /// <summary>Does something once, when finds are about to be saved as told.</summary>
    public sealed class Meanwhile : SaveChangesInterceptor
    {
        private Func<Task>? next;

        public void Do(Func<Task> something) => next = something;

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken cancel = default)
        {
            if (data.Context!.ChangeTracker.Entries<SavedSearchFind>().Any(f => f.State == EntityState.Modified) && Interlocked.Exchange(ref next, null) is { } something) { await something(); }
            return result;
        }
    }

    [Fact]
    public async Task It_comes_with_the_next_mail()
    {
        var person = await site.PersonAsync();
        var search = await site.FollowAsync(await site.SignedInAsync(person), FollowingSite.New("search", "超导带材"), AlertPace.Daily);
        var late = await site.PublishAsync(SearchSite.Achievement("随后找到的成果"));
        await site.PublishAndTellAsync(SearchSite.Achievement("超导带材"));
        site.Meanwhile.Do(() => site.WithDatabaseAsync(db =>
        {
            db.Add(new SavedSearchFind { Search = search, Listing = late.Id, At = site.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        }));
        foreach (var mails in new[] { 1, 2 })
        {
            site.Clock.AdvanceTo(SavedSearch.NextMorning(site.Clock.GetUtcNow()));
            await site.FollowedAsync();
            Assert.Equal(mails, (await site.AlertsToAsync(person)).Count);
        }
        var texts = (await site.AlertsToAsync(person)).Select(site.TextOf).ToList();
        Assert.DoesNotContain("随后找到的成果", texts[0]);
        Assert.Contains("随后找到的成果", texts[1]);
    }
}
