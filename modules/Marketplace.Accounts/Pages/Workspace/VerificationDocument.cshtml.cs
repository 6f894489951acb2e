using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Workspace;

/// <summary>Downloads a document, for those who verify and for managers of the organization that handed it in.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class VerificationDocumentModel(CurrentMember member, MarketplaceDbContext db, VerificationFiles files) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? organization, CancellationToken cancel)
    {
        var of = organization is { } asked && member.May(Permissions.VerifyOrganizations) ? asked : member.Organization?.Id;
        if (of is null || !(member.May(Permissions.VerifyOrganizations) || member.May(Permissions.EditOrganization))) { return NotFound(); }
        var verifications = await db.Set<Verification>().AsNoTracking().Where(v => v.OrganizationId == of).ToListAsync(cancel);
        var document = verifications.SelectMany(v => v.Documents).FirstOrDefault(d => d.FileId == id);
        if (document is null) { return NotFound(); }
        Response.Headers.XContentTypeOptions = "nosniff";
        Response.Headers.CacheControl = "no-store";
        return File(files.Open(id), "application/octet-stream", document.Name);
    }
}
