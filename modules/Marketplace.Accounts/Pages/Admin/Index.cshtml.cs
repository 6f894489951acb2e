using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Admin;

/// <summary>First what waits for the operator, from the counts of all modules.</summary>
[Authorize(Permissions.UseAdmin)]
internal sealed class AdminModel(MarketplaceDbContext db, Texts texts, TimeProvider clock) : PageModel
{
    public DeskMenu Menu { get; private set; } = null!;
    public int Organizations { get; private set; }
    public int Verified { get; private set; }
    public int People { get; private set; }
    public int NewThisWeek { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var week = now.AddDays(-7);
        Menu = await DeskMenu.OfAsync(HttpContext, texts);
        Organizations = await db.Set<Organization>().CountAsync(cancel);
        Verified = await db.Set<Organization>().CountAsync(o => o.VerifiedUntil > now, cancel);
        People = await db.Set<Person>().CountAsync(p => p.DeactivatedAt == null, cancel);
        NewThisWeek = await db.Set<Person>().CountAsync(p => p.CreatedAt > week, cancel);
    }
}

/// <summary>Organizations that wait to be verified.</summary>
internal sealed class VerificationsWaiting(MarketplaceDbContext db, CurrentMember member) : IDeskCount
{
    public const string CountName = "verifications";
    public string Name => CountName;

    public async Task<int> CountAsync(CancellationToken cancel) =>
        member.May(Permissions.VerifyOrganizations) ? await db.Set<Verification>().CountAsync(v => v.State == VerificationState.Submitted, cancel) : 0;
}
