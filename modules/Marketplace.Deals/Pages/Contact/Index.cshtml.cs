using System.ComponentModel.DataAnnotations;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Media;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals.Pages.Contact;

/// <summary>Asks the organization of a listing. Everyone may write; sending needs a signed-in member of an organization, and the text survives the way there.</summary>
[AllowAnonymous]
internal sealed class IndexModel(MarketplaceDbContext db, CurrentMember member, EnquiryDesk desk, MessageFiles files, HeldForms held, Texts texts, TimeProvider clock) : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Enquiry.LongestSubject)] public string Subject { get; set; } = "";
        [Required, StringLength(Words.Longest)] public string Text { get; set; } = "";

        /// <summary>Files that are stored already and wait for the message.</summary>
        public List<Guid> Files { get; set; } = [];

        /// <summary>Hidden from people; a program that fills everything fills it too.</summary>
        public string? Homepage { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();
    [BindProperty] public List<IFormFile> Uploads { get; set; } = [];

    public Listing Listing { get; private set; } = null!;
    public string Owner { get; private set; } = "";
    public Bilingual Title { get; private set; } = Bilingual.Empty;
    public bool IsOwn => member.Organization?.Id == Listing.Organization;
    public bool IsMember => member.Organization is not null;
    public bool IsSignedIn => member.IsSignedIn;
    public bool MaySpeak => member.May(Permissions.Speak);
    public bool IsVerified => member.Organization?.IsVerified(clock.GetUtcNow()) == true;
    public IReadOnlyList<StoredFile> KeptFiles { get; private set; } = [];

    /// <summary>A conversation about the same listing that is still open.</summary>
    public Guid? Going { get; private set; }

    public async Task<IActionResult> OnGetAsync(string listing, CancellationToken cancel) => await FindAsync(listing, cancel) ?? Page();

    public async Task<IActionResult> OnPostAsync(string listing, CancellationToken cancel)
    {
        if (await FindAsync(listing, cancel) is { } elsewhere) { return elsewhere; }
        if (!member.IsSignedIn) { return Challenge(); }
        if (!IsMember) { return Redirect(await OrganizationFirstAsync(cancel)); }
        if (!MaySpeak) { return Forbid(); }
        if (IsOwn) { return Page(); }
        if (!string.IsNullOrEmpty(Input.Homepage)) { ModelState.AddModelError("", texts["deals.rule.program"]); }
        KeptFiles = await files.KeepAsync(Uploads, Input.Files, ModelState, cancel);
        if (!ModelState.IsValid) { return Page(); }
        try
        {
            var enquiry = await desk.OpenAsync(Listing, Input.Subject.Trim(), Input.Text, [.. KeptFiles.Select(f => f.Id)], cancel);
            return LocalRedirect(Url.Content("~" + EnquiryPaths.Thread(enquiry)));
        }
        catch (RuleBroken broken)
        {
            ModelState.AddModelError("", texts[broken.TextKey]);
            return Page();
        }
    }

    /// <summary>Null where the page can be shown.</summary>
    private async Task<IActionResult?> FindAsync(string shortId, CancellationToken cancel)
    {
        if (await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(l => l.ShortId == shortId, cancel) is not { IsPublic: true } found) { return NotFound(); }
        Listing = found;
        if (!MaySee()) { return member.IsSignedIn || Listing.Approved!.Visibility == Visibility.Invited ? NotFound() : Challenge(); }
        var isHidden = Listing.Approved is DemandContent { Anonymous: true };
        var owner = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == found.Organization, cancel);
        Owner = isHidden ? texts["deals.anonymous"] : owner.Name.ToString();
        Title = (isHidden ? Unnamed.Of(found.Approved!, owner) : found.Approved!).Title;
        if (member.Organization?.Id is { } own && own != found.Organization && member.May(Permissions.Read))
        {
            Going = await db.Set<Enquiry>().Where(e => e.Listing == found.Id && e.FromOrganization == own && e.State != EnquiryState.Closed).OrderByDescending(e => e.LastMessageAt).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(cancel);
        }
        return null;
    }

    private bool MaySee() => IsOwn || member.IsStaff || Listing.Approved!.Visibility switch
    {
        Visibility.Public => true,
        Visibility.Members => member.IsSignedIn,
        Visibility.Verified => IsVerified,
        _ => false,
    };

    /// <summary>The page where one makes or joins an organization, with the way back to this form.</summary>
    private async Task<string> OrganizationFirstAsync(CancellationToken cancel)
    {
        var back = await held.HoldAsync(HttpContext, cancel) ?? Request.PathBase + Request.Path;
        return Request.PathBase + "/workspace/organization/new" + QueryString.Create("returnUrl", back);
    }
}
