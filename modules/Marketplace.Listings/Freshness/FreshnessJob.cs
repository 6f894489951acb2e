using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketplace.Listings.Freshness;

/// <summary>
/// Daily: asks owners 30, 7 and 1 days before the end to confirm, and ends what nobody confirmed. Each listing is one unit of work, so that a second run, or one that
/// was cut off, neither mails twice nor forgets one.
/// </summary>
public sealed class FreshnessJob(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FreshnessJob> logger) : ScheduledJob
{
    private const int Batch = 200;

    public override async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var soonest = now + TimeSpan.FromDays(Listing.ReminderDays.Max());
        var (after, reminded, expired) = (Guid.Empty, 0, 0);
        while (await NextAsync(soonest, after, cancel) is { Count: > 0 } ids)
        {
            foreach (var id in ids)
            {
                switch (await TendAsync(id, now, cancel))
                {
                    case true: expired++; break;
                    case false: reminded++; break;
                }
            }
            after = ids[^1];
        }
        logger.LogInformation("{Reminded} listings reminded, {Expired} expired", reminded, expired);
    }

    private async Task<List<Guid>> NextAsync(DateTimeOffset soonest, Guid after, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        return await db.Set<Listing>().AsNoTracking()
            .Where(l => (l.State == ListingState.Published || l.State == ListingState.Paused) && l.Expires <= soonest && l.Id.CompareTo(after) > 0)
            .OrderBy(l => l.Id).Select(l => l.Id).Take(Batch).ToListAsync(cancel);
    }

    /// <returns>True where it expired, false where its owner was reminded, null where nothing was due.</returns>
    private async Task<bool?> TendAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Actor>().IsProgram("freshness");
        var (db, mail, links) = (services.GetRequiredService<MarketplaceDbContext>(), services.GetRequiredService<ListingMail>(), services.GetRequiredService<ConfirmationLinks>());
        if (await db.Set<Listing>().SingleOrDefaultAsync(l => l.Id == id, cancel) is not { } listing) { return null; }
        var clockBegan = listing.Confirmed?.UtcTicks ?? 0;
        var hasExpired = listing.ExpireIfDue(now);
        var due = hasExpired ? null : listing.TakeDueReminder(now);
        if (!hasExpired && due is null) { return null; }
        await mail.TellAsync(listing, hasExpired ? "listings.expired" : "listings.reminder",
            language => new() { ["days"] = $"{due}", ["day"] = Moments.Day(listing.Expires!.Value), ["confirm"] = links.For(listing, language) },
            $"freshness:{id:N}:{clockBegan}:{due ?? 0}", cancel);
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateConcurrencyException) { return null; }
        return hasExpired;
    }
}
