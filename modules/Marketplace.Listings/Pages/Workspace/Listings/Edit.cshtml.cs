using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Comparing;
using Marketplace.Listings.Editing;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Workspace.Listings;

/// <summary>The editor. Whatever is typed is kept; what is wrong stands beside its field and must be mended before review.</summary>
[Authorize(Permissions.Write)]
public sealed class EditModel(MarketplaceDbContext db, CurrentMember member, TimeProvider clock, Texts texts, Taxonomies taxonomies, FileStore files) : PageModel
{
    private readonly DraftKeeping keeping = new(db, member, taxonomies, files, clock);

    [FromRoute] public string ShortId { get; set; } = "";
    [BindProperty] public ListingForm Input { get; set; } = new();
    [BindProperty] public List<IFormFile> NewPictures { get; set; } = [];
    [BindProperty] public List<IFormFile> NewAttachments { get; set; } = [];

    public Listing Listing { get; private set; } = null!;
    public Completeness Completeness { get; private set; } = null!;
    public IReadOnlyList<FormProblem> Problems { get; private set; } = [];
    public IReadOnlyList<Difference>? Conflict { get; private set; }
    public IReadOnlyList<SelectListItem> People { get; private set; } = [];
    public Choices Choices { get; private set; } = null!;
    public bool OrganizationIsVerified => member.Organization!.IsVerified(clock.GetUtcNow());
    /// <summary>Whether the part <c>listings.missing.{part}</c> must be there before review.</summary>
    public bool Needs(string part) => Completeness.NeededFor(Listing.Kind).Contains($"listings.missing.{part}");
    public Refusal? Refusal => Listing.Refused is null ? null : Listing.Refusals.LastOrDefault();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await keeping.FindAsync(ShortId, cancel) is not { } listing) { return NotFound(); }
        if (!listing.IsEditable) { TempData.Say(texts["listings.rule.closed"], NoticeTone.Warn); return Redirect(Request.Link("~/workspace/listings")); }
        var result = keeping.Check(listing);
        return await ShowAsync(listing, FormFilling.Of(listing.Draft, listing.Unread), result, cancel);
    }

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "do")] string? button, CancellationToken cancel)
    {
        if (await keeping.FindAsync(ShortId, cancel) is not { } listing) { return NotFound(); }
        var refused = await UploadAsync(cancel);
        if (button is not null) { FormRows.Remove(Input, button); }
        Kept kept;
        try { kept = await keeping.KeepAsync(listing, Input, cancel); }
        catch (RuleBroken broken) { return await BrokenAsync(listing, broken, cancel); }
        if (kept.IsConflict) { return await ShowConflictAsync(listing, kept, cancel); }
        if (kept.IsTooLong) { return await ShowTooLongAsync(listing, kept, cancel); }
        if (FormRows.IsRowButton(button) || refused.Count > 0)
        {
            var form = FormFilling.Of(listing.Draft, listing.Unread);
            if (button is not null) { FormRows.Add(form, button); }
            return await ShowAsync(listing, form, kept.Result, cancel, refused);
        }
        return button == "submit" ? await SubmitAsync(listing, kept.Result, cancel) : Saved(kept.Result);
    }

    /// <summary>Quietly while typing. Answers 200 with the new version, 409 where somebody else has saved, 422 where nothing could be kept.</summary>
    public async Task<IActionResult> OnPostAutosaveAsync(CancellationToken cancel)
    {
        if (await keeping.FindAsync(ShortId, cancel) is not { } listing) { return NotFound(); }
        Kept kept;
        try { kept = await keeping.KeepAsync(listing, Input, cancel); }
        catch (RuleBroken broken) { return new JsonResult(new { error = texts[broken.TextKey].Value }) { StatusCode = StatusCodes.Status422UnprocessableEntity }; }
        if (kept.IsConflict) { return new JsonResult(new { error = texts["listings.conflict"].Value }) { StatusCode = StatusCodes.Status409Conflict }; }
        if (kept.IsTooLong) { return new JsonResult(new { error = texts["listings.tooLong"].Value }) { StatusCode = StatusCodes.Status422UnprocessableEntity }; }
        var completeness = Completeness.Of(kept.Result.Content);
        return new JsonResult(new
        {
            version = DraftMark.Of(kept.Result.Content),
            completeness = completeness.Score,
            missing = completeness.Missing.Select(key => new { text = texts[key].Value, field = MissingFields.Of(key, listing.Kind) }),
            problems = kept.Result.Problems.Select(p => new { field = $"Input.{p.Field}", text = texts[p.TextKey, p.Arguments].Value }),
        });
    }

    /// <summary>The sides of the editor alone, as they are after what was saved last.</summary>
    public async Task<IActionResult> OnGetCompletenessAsync(CancellationToken cancel)
    {
        if (await keeping.FindAsync(ShortId, cancel) is not { } listing) { return NotFound(); }
        var result = keeping.Check(listing);
        (Listing, Problems, Completeness) = (listing, result.Problems, Completeness.Of(result.Content));
        return Partial("_Progress", this);
    }

    private RedirectResult Saved(FormResult result)
    {
        if (result.Problems.Count == 0) { TempData.Say(texts["listings.saved"]); }
        else { TempData.Say(texts["listings.saved.problems", result.Problems.Count], NoticeTone.Warn); }
        return Redirect(Request.Link($"~/workspace/listings/{ShortId}/edit"));
    }

    private async Task<IActionResult> SubmitAsync(Listing listing, FormResult result, CancellationToken cancel)
    {
        if (!member.May(Permissions.Submit)) { return Forbid(); }
        if (result.Problems.Count > 0) { return Saved(result); }
        try
        {
            listing.Submit(OrganizationIsVerified, clock.GetUtcNow());
            await db.SaveChangesAsync(cancel);
        }
        catch (Exception problem) when (problem is RuleBroken or DbUpdateConcurrencyException)
        {
            TempData.Say(texts[problem is RuleBroken broken ? broken.TextKey : "listings.conflict"], NoticeTone.Warn);
            return Redirect(Request.Link($"~/workspace/listings/{ShortId}/edit"));
        }
        TempData.Say(texts["listings.submitted.said"]);
        return Redirect(Request.Link("~/workspace/listings"));
    }

    /// <summary>What was uploaded becomes a row of the form; what was refused is told.</summary>
    private async Task<List<string>> UploadAsync(CancellationToken cancel)
    {
        var owner = new FileOwner(member.OrganizationId, member.PersonId);
        var refused = new List<string>();
        foreach (var upload in NewPictures.Take(ListingForm.MostRows))
        {
            var outcome = await files.SaveImageAsync(upload, owner, cancel);
            if (outcome.IsStored) { Input.Pictures.Add(new PictureForm { File = outcome.File.Id }); } else { refused.Add($"{upload.FileName}: {outcome.Message(texts)}"); }
        }
        foreach (var upload in NewAttachments.Take(ListingForm.MostRows))
        {
            var outcome = await files.SaveAttachmentAsync(upload, owner, cancel);
            if (outcome.IsStored) { Input.Attachments.Add(new AttachmentForm { File = outcome.File.Id, Name = outcome.File.Name, Stage = Stage.Members }); } else { refused.Add($"{upload.FileName}: {outcome.Message(texts)}"); }
        }
        return refused;
    }

    /// <summary>Both versions side by side; the form keeps what was typed, and sending it again overwrites theirs.</summary>
    private async Task<IActionResult> ShowConflictAsync(Listing listing, Kept kept, CancellationToken cancel)
    {
        Conflict = new ListingFacts(texts, taxonomies).Between(kept.Theirs!, kept.Result.Content);
        Response.StatusCode = StatusCodes.Status409Conflict;
        var typed = Input;
        typed.Version = DraftMark.Of(kept.Theirs!);
        return await ShowAsync(listing, typed, kept.Result, cancel);
    }

    private async Task<IActionResult> ShowTooLongAsync(Listing listing, Kept kept, CancellationToken cancel)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(listing, Input, kept.Result, cancel, [texts["listings.tooLong"].Value]);
    }

    /// <summary>Closed while somebody was writing: the text stays on the screen.</summary>
    private async Task<IActionResult> BrokenAsync(Listing listing, RuleBroken broken, CancellationToken cancel)
    {
        Response.StatusCode = StatusCodes.Status409Conflict;
        return await ShowAsync(listing, Input, keeping.Read(Input, listing.Kind), cancel, [texts[broken.TextKey].Value]);
    }

    private async Task<IActionResult> ShowAsync(Listing listing, ListingForm form, FormResult result, CancellationToken cancel, IEnumerable<string>? more = null)
    {
        (Listing, Input, Problems) = (listing, form, result.Problems);
        Completeness = Completeness.Of(result.Content);
        Choices = new Choices(texts, taxonomies);
        ModelState.Clear();
        foreach (var problem in result.Problems) { ModelState.AddModelError($"Input.{problem.Field}", texts[problem.TextKey, problem.Arguments]); }
        foreach (var words in more ?? []) { ModelState.AddModelError("", words); }
        var contact = listing.Contact?.ToString();
        form.Contact ??= contact;
        var people = await db.Set<Membership>().AsNoTracking().Where(m => m.OrganizationId == listing.Organization && m.State == MembershipState.Active)
            .OrderBy(m => m.Id).Take(200).Select(m => new { m.PersonId, m.Person.Name }).ToListAsync(cancel);
        People = [.. people.Select(p => new SelectListItem(p.Name.ToString(), p.PersonId.ToString()))];
        return Page();
    }
}
