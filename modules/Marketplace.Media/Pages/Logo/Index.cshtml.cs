using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketplace.Media.Pages.Logo;

/// <summary>The organization's logo. It stands in this module because Accounts knows no files.</summary>
[Authorize(Accounts.Permissions.EditOrganization), AcceptsFiles(12)]
internal sealed class LogoModel(CurrentMember member, MarketplaceDbContext db, FileStore files, IOptions<MediaOptions> options, Texts texts) : PageModel
{
    [BindProperty] public IFormFile? Logo { get; set; }
    public Guid? Shown => member.Organization!.LogoFileId;
    public string OrganizationName => member.Organization!.Name.ToString();
    public int Megabytes => options.Value.ImageMegabytes;

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var outcome = await files.SaveImageAsync(Logo, member.AsFileOwner(), cancel);
        if (!outcome.IsStored)
        {
            ModelState.AddModelError(nameof(Logo), outcome.Message(texts));
            return Page();
        }
        return await ShowAsync(outcome.File.Id, texts["media.logo.saved"], cancel);
    }

    public Task<IActionResult> OnPostRemovalAsync(CancellationToken cancel) => ShowAsync(null, texts["media.logo.removed"], cancel);

    private async Task<IActionResult> ShowAsync(Guid? file, string said, CancellationToken cancel)
    {
        var organization = await db.Set<Organization>().SingleAsync(o => o.Id == member.OrganizationId, cancel);
        if (organization.LogoFileId is { } before) { await files.ReleaseAsync(organization.Id, [before], cancel); }
        if (file is { } now) { await files.AttachAsync(organization.Id, member.AsFileOwner(), [now], cancel); }
        organization.ShowLogo(file);
        await db.SaveChangesAsync(cancel);
        TempData.Say(said);
        return RedirectToPage();
    }
}
