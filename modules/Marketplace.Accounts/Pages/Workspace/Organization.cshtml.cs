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

/// <summary>The profile of the organization acted for.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class OrganizationModel(CurrentMember member, MarketplaceDbContext db, CodeLists lists, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [StringLength(Accounts.Organization.LongestName)] public string? NameZh { get; set; }
        [StringLength(Accounts.Organization.LongestName)] public string? NameEn { get; set; }
        public OrganizationKind Kind { get; set; }
        public string? Region { get; set; }
        public string? Industry { get; set; }
        [StringLength(Accounts.Organization.LongestAbout)] public string? AboutZh { get; set; }
        [StringLength(Accounts.Organization.LongestAbout)] public string? AboutEn { get; set; }
        [Url, StringLength(300)] public string? Website { get; set; }
        [StringLength(1000)] public string? InterestsZh { get; set; }
        [StringLength(1000)] public string? InterestsEn { get; set; }

        /// <summary>Of the organization that the form was filled from.</summary>
        public int Version { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();
    public Organization Organization => member.Organization!;
    public bool MayEdit => member.May(Permissions.EditOrganization);
    public DateTimeOffset Now => clock.GetUtcNow();
    public CodeLists Lists => lists;
    public IEnumerable<SelectListItem> Kinds => KindsIn(texts);

    internal static IEnumerable<SelectListItem> KindsIn(Texts texts) => Enum.GetValues<OrganizationKind>().Select(k => new SelectListItem(texts[$"accounts.kind.{k}"], k.ToString()));

    public IActionResult OnGet()
    {
        if (member.Organization is not { } organization) { return RedirectToPage("NewOrganization"); }
        Input = new Form
        {
            NameZh = organization.Name.Zh, NameEn = organization.Name.En, Kind = organization.Kind, Region = organization.Region, Industry = organization.Industry,
            AboutZh = organization.About.Zh, AboutEn = organization.About.En, Website = organization.Website,
            InterestsZh = Lines(organization.Interests.Zh), InterestsEn = Lines(organization.Interests.En), Version = organization.Version,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (member.Organization is null || !MayEdit) { return Forbid(); }
        var name = new Bilingual(Plain(Input.NameZh), Plain(Input.NameEn));
        Check(name);
        if (!ModelState.IsValid) { return Page(); }
        var organization = await db.Set<Organization>().SingleAsync(o => o.Id == member.OrganizationId, cancel);
        if (organization.Version != Input.Version) { return Outdated(); }
        organization.Edit(name, Input.Kind, new Bilingual(Plain(Input.AboutZh), Plain(Input.AboutEn)), Plain(Input.Region), Plain(Input.Industry), Plain(Input.Website), new Interests(Split(Input.InterestsZh), Split(Input.InterestsEn)));
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateConcurrencyException) { return Outdated(); }
        TempData.Say(texts["accounts.saved"]);
        return RedirectToPage();
    }

    private void Check(Bilingual name)
    {
        if (name.IsEmpty) { ModelState.AddModelError("Input.NameZh", texts["accounts.organization.name.needed"]); }
        else if (Organization.VerifiedUntil is not null && name != Organization.Name) { ModelState.AddModelError("Input.NameZh", texts["accounts.organization.name.fixed"]); }
        if (!Enum.IsDefined(Input.Kind)) { ModelState.AddModelError("Input.Kind", texts["accounts.choose"]); }
        if (Plain(Input.Region) is { } region && !lists.IsRegion(region)) { ModelState.AddModelError("Input.Region", texts["accounts.choose"]); }
        if (Plain(Input.Industry) is { } industry && !lists.IsIndustry(industry)) { ModelState.AddModelError("Input.Industry", texts["accounts.choose"]); }
        if (Plain(Input.Website) is { } site && !(Uri.TryCreate(site, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")) { ModelState.AddModelError("Input.Website", texts["accounts.organization.website.wrong"]); }
    }

    /// <summary>What was typed stays; the version of the other save stands in the form, so that sending again overwrites knowingly.</summary>
    private PageResult Outdated()
    {
        ModelState.Remove("Input.Version");
        Input.Version = Organization.Version;
        ModelState.AddModelError("Input.NameZh", texts["accounts.organization.outdated", Organization.Name, Organization.About]);
        return Page();
    }

    private static string Lines(IReadOnlyList<string>? phrases) => string.Join('\n', phrases ?? []);
    private static List<string> Split(string? text) => [.. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(10)];
    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
