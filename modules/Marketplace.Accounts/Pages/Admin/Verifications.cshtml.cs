using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Admin;

/// <summary>The queue, oldest first, and the decision; the owners hear of it by mail.</summary>
[Authorize(Permissions.VerifyOrganizations)]
internal sealed class VerificationsModel(CurrentMember member, MarketplaceDbContext db, Members members, AccountMail mail, CodeLists lists, Texts texts, TimeProvider clock) : PageModel
{
    private const int MostShown = 50;

    public sealed record Waiting(Verification Verification, Organization Organization);

    [BindProperty, StringLength(2000)] public string? Reason { get; set; }
    public IReadOnlyList<Waiting> Queue { get; private set; } = [];
    public Organization? Chosen { get; private set; }
    public Person? SubmittedBy { get; private set; }
    public CodeLists Lists => lists;

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken cancel)
    {
        await LoadAsync(id, cancel);
        return id is null || Chosen is not null ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, string? decision, CancellationToken cancel)
    {
        await LoadAsync(id, cancel);
        if (Chosen is not { OpenVerification: not null } organization) { return RedirectToPage(new { id = (Guid?)null }); }
        if (decision == "refuse" && string.IsNullOrWhiteSpace(Reason)) { ModelState.AddModelError("Reason", texts["admin.verifications.reason.needed"]); }
        if (decision is not ("verify" or "refuse")) { ModelState.AddModelError("Reason", texts["accounts.choose"]); }
        if (!ModelState.IsValid) { return Page(); }
        if (decision == "verify") { organization.Verify(member.PersonId, clock.GetUtcNow()); } else { organization.RefuseVerification(member.PersonId, Reason!.Trim(), clock.GetUtcNow()); }
        await TellOwnersAsync(organization, cancel);
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateConcurrencyException)
        {
            // A colleague was quicker.
            TempData.Say(texts["admin.verifications.decided", organization.Name], NoticeTone.Warn);
            return RedirectToPage(new { id = (Guid?)null });
        }
        TempData.Say(texts[decision == "verify" ? "admin.verifications.verified" : "admin.verifications.refused", organization.Name]);
        return RedirectToPage(new { id = (Guid?)null });
    }

    private async Task TellOwnersAsync(Organization organization, CancellationToken cancel)
    {
        foreach (var owner in await members.OwnersAsync(organization.Id, cancel))
        {
            if (organization.LastVerification is { State: VerificationState.Refused } refused) { mail.Refused(owner, organization, refused.Reason!); }
            else { mail.Verified(owner, organization, organization.VerifiedUntil!.Value); }
        }
    }

    private async Task LoadAsync(Guid? id, CancellationToken cancel)
    {
        Queue = await db.Set<Verification>().AsNoTracking().Where(v => v.State == VerificationState.Submitted).OrderBy(v => v.SubmittedAt).ThenBy(v => v.Id)
            .Join(db.Set<Organization>().AsNoTracking(), v => v.OrganizationId, o => o.Id, (v, o) => new Waiting(v, o)).Take(MostShown).ToListAsync(cancel);
        if (id is null) { return; }
        Chosen = await db.Set<Organization>().Include(o => o.Verifications).SingleOrDefaultAsync(o => o.Verifications.Any(v => v.Id == id && v.State == VerificationState.Submitted), cancel);
        var by = Chosen?.OpenVerification?.SubmittedBy;
        SubmittedBy = by is null ? null : await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == by, cancel);
    }
}
