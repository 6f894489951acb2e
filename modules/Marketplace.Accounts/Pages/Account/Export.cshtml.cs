using System.Text.Json;
using Marketplace.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Account;

/// <summary>Everything that the site keeps about the person, and everything they changed, as one JSON file.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class ExportModel(CurrentMember member, MarketplaceDbContext db) : PageModel
{
    private static readonly JsonSerializerOptions Readable = new(JsonTextOptions.Options) { WriteIndented = true };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var person = member.Person!;
        var deeds = await db.Audit.AsNoTracking().Where(a => a.PersonId == person.Id).OrderBy(a => a.At).ThenBy(a => a.Id)
            .Select(a => new { a.At, a.Address, a.Action, a.SubjectKind, a.SubjectId, a.Changes }).ToListAsync(cancel);
        var all = new
        {
            person.Id, person.Email, person.Name, person.Language, person.SiteRole, person.CreatedAt, person.LastSeenAt,
            Memberships = member.Memberships.Select(m => new { Organization = m.Organization.Name, m.OrganizationId, m.Role, m.Since }),
            Changes = deeds,
        };
        return File(JsonSerializer.SerializeToUtf8Bytes(all, Readable), "application/json", "my-data.json");
    }
}
