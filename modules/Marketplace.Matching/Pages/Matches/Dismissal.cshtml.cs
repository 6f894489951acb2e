using System.ComponentModel.DataAnnotations;
using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Marketplace.Matching.Pages.Matches;

/// <summary>A match is put aside, with the reason: it leaves the owner's list, and the reason is counted.</summary>
[Authorize(Permissions.Judge)]
internal sealed class DismissalModel(CurrentMember member, Judging judging, MatchViews views, Going going, Texts texts) : PageModel
{
    public sealed class Form
    {
        [Required(ErrorMessage = "matching.dismiss.choose")] public DismissalReason? Reason { get; set; }
        [StringLength(500)] public string? Words { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();

    public MatchView View { get; private set; } = null!;
    public string Back { get; private set; } = "";
    public IReadOnlyList<SelectListItem> Reasons { get; } = [.. Enum.GetValues<DismissalReason>().Select(r => new SelectListItem(texts[$"matching.reason.{ListingWords.Key(r)}"], r.ToString()))];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel) => await FindAsync(id, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel)) { return NotFound(); }
        if (!ModelState.IsValid || Input.Reason is not { } reason || !Enum.IsDefined(reason)) { return Page(); }
        await judging.DismissAsync(id, reason, string.IsNullOrWhiteSpace(Input.Words) ? null : Input.Words.Trim(), cancel);
        TempData.Say(texts["matching.said.dismissed"]);
        return LocalRedirect(Request.Link(Back));
    }

    private async Task<bool> FindAsync(Guid id, CancellationToken cancel)
    {
        if (await judging.FindAsync(id, cancel) is not { } match || (await views.OfAsync([match], member.Organization!, cancel)).SingleOrDefault() is not { } view) { return false; }
        (View, Back) = (view, await going.PathAsync(match.Listing, cancel));
        return true;
    }
}
