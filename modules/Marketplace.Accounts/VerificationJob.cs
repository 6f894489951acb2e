using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>Ends verifications whose year is over, tells owners 30 days before, and says of whom a level has ended.</summary>
internal sealed class VerificationJob(MarketplaceDbContext db, Members members, AccountMail mail, Actor actor, TimeProvider clock) : ScheduledJob
{
    private static readonly TimeSpan ToldBefore = TimeSpan.FromDays(30);

    /// <summary>More than one, for nights on which the site did not run; saying it again does no harm.</summary>
    private const int NightsLooked = 3;

    public override async Task RunAsync(CancellationToken cancel)
    {
        actor.IsProgram("verification");
        var now = clock.GetUtcNow();
        foreach (var organization in await db.Set<Organization>().Include(o => o.Verifications).Where(o => o.VerifiedUntil <= now).ToListAsync(cancel)) { organization.ExpireVerification(now); }
        var soon = now + ToldBefore;
        foreach (var organization in await db.Set<Organization>().Where(o => o.VerifiedUntil > now && o.VerifiedUntil <= soon && !o.IsSample).ToListAsync(cancel))
        {
            foreach (var owner in await members.OwnersAsync(organization.Id, cancel)) { mail.Expiring(owner, organization, organization.VerifiedUntil!.Value); }
        }
        await EndLevelsAsync(now, cancel);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Nobody changes an organization when a certificate ends, and yet what lists and cards say of it differs.</summary>
    private async Task EndLevelsAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(Moments.Here(now).DateTime);
        var all = await db.Set<Organization>().Where(o => o.VerifiedAt != null).Select(o => new { o.Id, o.Levels }).ToListAsync(cancel);
        var ended = all.Where(o => o.Levels.Any(l => l.ValidUntil < today && l.ValidUntil >= today.AddDays(-NightsLooked))).Select(o => o.Id).ToList();
        foreach (var organization in await db.Set<Organization>().Where(o => ended.Contains(o.Id)).ToListAsync(cancel)) { organization.LevelHasEnded(); }
    }
}
