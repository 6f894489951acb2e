using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>Ends verifications whose year is over, and tells owners 30 days before.</summary>
internal sealed class VerificationJob(MarketplaceDbContext db, Members members, AccountMail mail, Actor actor, TimeProvider clock) : ScheduledJob
{
    private static readonly TimeSpan ToldBefore = TimeSpan.FromDays(30);

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
        await db.SaveChangesAsync(cancel);
    }
}
