using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Workspace;

/// <summary>Hands in documents, and shows what became of it.</summary>
[Authorize(Permissions.ViewOrganization)]
internal sealed class VerificationModel(CurrentMember member, MarketplaceDbContext db, VerificationFiles files, Texts texts, TimeProvider clock) : PageModel
{
    [BindProperty] public List<IFormFile> Documents { get; set; } = [];
    public Organization Organization { get; private set; } = null!;
    public DateTimeOffset Now => clock.GetUtcNow();
    public bool MaySubmit => member.May(Permissions.EditOrganization) && Organization.MaySubmit(Now);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (member.Organization is null) { return RedirectToPage("NewOrganization"); }
        await LoadAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (member.Organization is null) { return Forbid(); }
        await LoadAsync(cancel);
        if (!MaySubmit) { return Forbid(); }
        if (Documents.Count is 0 or > VerificationFiles.Most) { ModelState.AddModelError("Documents", texts["accounts.verification.documents.count", VerificationFiles.Most]); }
        foreach (var file in Documents.Take(VerificationFiles.Most))
        {
            var problem = await VerificationFiles.ProblemOfAsync(file, cancel);
            if (problem != VerificationFileProblem.None) { ModelState.AddModelError("Documents", texts[$"accounts.file.{problem}", file.FileName]); }
        }
        if (!ModelState.IsValid) { return Page(); }
        var kept = new List<VerificationDocument>();
        foreach (var file in Documents) { kept.Add(await files.KeepAsync(file, cancel)); }
        Organization.SubmitForVerification(member.PersonId, kept, Now);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["accounts.verification.submitted"]);
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken cancel) => Organization = await db.Set<Organization>().Include(o => o.Verifications).SingleAsync(o => o.Id == member.OrganizationId, cancel);
}
