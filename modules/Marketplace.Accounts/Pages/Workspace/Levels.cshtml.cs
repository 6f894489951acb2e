using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Workspace;

/// <summary>Levels that policy asks for, each with its certificate.</summary>
[Authorize(Permissions.ViewOrganization)]
internal sealed class LevelsModel(CurrentMember member, MarketplaceDbContext db, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [Required] public string Code { get; set; } = "";
        [Required, StringLength(60)] public string Certificate { get; set; } = "";
        [Required] public DateOnly? ValidUntil { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();
    public IReadOnlyList<OrganizationLevel> Levels => member.Organization!.Levels;
    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
    public bool MayEdit => member.May(Permissions.EditOrganization);
    public IEnumerable<SelectListItem> Codes => OrganizationLevel.Codes.Select(c => new SelectListItem(texts[$"accounts.level.{c}"], c));

    public IActionResult OnGet() => member.Organization is null ? RedirectToPage("NewOrganization") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (member.Organization is null || !MayEdit) { return Forbid(); }
        if (!OrganizationLevel.Codes.Contains(Input.Code)) { ModelState.AddModelError("Input.Code", texts["accounts.choose"]); }
        if (Input.ValidUntil < Today) { ModelState.AddModelError("Input.ValidUntil", texts["accounts.levels.past"]); }
        if (!ModelState.IsValid) { return Page(); }
        var added = new OrganizationLevel(Input.Code, Input.Certificate.Trim(), Input.ValidUntil!.Value);
        return await SetAsync(levels => [.. levels.Where(l => l.Code != added.Code), added], cancel);
    }

    public Task<IActionResult> OnPostRemoveAsync(string code, string certificate, CancellationToken cancel) =>
        member.Organization is null || !MayEdit ? Task.FromResult<IActionResult>(Forbid()) : SetAsync(levels => [.. levels.Where(l => l.Code != code || l.Certificate != certificate)], cancel);

    private async Task<IActionResult> SetAsync(Func<IReadOnlyList<OrganizationLevel>, IEnumerable<OrganizationLevel>> change, CancellationToken cancel)
    {
        var organization = await db.Set<Organization>().SingleAsync(o => o.Id == member.OrganizationId, cancel);
        organization.SetLevels(change(organization.Levels));
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["accounts.saved"]);
        return RedirectToPage();
    }
}
