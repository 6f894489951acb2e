using System.Text.RegularExpressions;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

[Authorize(Policy = Permissions.Edit)]
public sealed partial class PageEditModel(MarketplaceDbContext db, Texts texts, TimeProvider clock) : PageModel
{
    private const int LongestTitle = 200;

    public sealed class Form
    {
        public string? Path { get; set; }
        public string? TitleZh { get; set; }
        public string? TitleEn { get; set; }
        public string? TextZh { get; set; }
        public string? TextEn { get; set; }
    }

    [BindProperty(SupportsGet = true)] public Guid? Id { get; set; }

    /// <summary>Version that the editor began with.</summary>
    [BindProperty] public int Seen { get; set; }
    [BindProperty] public Form Input { get; set; } = new();

    /// <summary>What somebody else stored meanwhile.</summary>
    public ContentPage? Theirs { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Id is null) { return Page(); }
        var page = await db.Set<ContentPage>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == Id, cancel);
        if (page is null) { return NotFound(); }
        Seen = page.Version;
        Input = new Form { Path = page.Path, TitleZh = page.Title.Zh, TitleEn = page.Title.En, TextZh = page.Markdown.Zh, TextEn = page.Markdown.En };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var page = Id is null ? null : await db.Set<ContentPage>().SingleOrDefaultAsync(p => p.Id == Id, cancel);
        if (Id is not null && page is null) { return NotFound(); }
        await CheckAsync(cancel);
        if (!ModelState.IsValid) { return Page(); }
        if (page is not null && page.Version != Seen) { return Conflict(page); }
        if (page is null) { db.Add(page = new ContentPage(Input.Path!)); }
        page.Write(new(Input.TitleZh, Input.TitleEn), new(Input.TextZh, Input.TextEn), clock.GetUtcNow());
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return Conflict(await db.Set<ContentPage>().AsNoTracking().SingleAsync(p => p.Id == Id, cancel));
        }
        TempData.Say(texts["content.pages.saved"]);
        return Redirect(Request.PathBase + "/admin/pages");
    }

    private PageResult Conflict(ContentPage theirs)
    {
        Theirs = theirs;
        Seen = theirs.Version;
        ModelState.AddModelError("", texts["content.pages.conflict"]);
        return Page();
    }

    private async Task CheckAsync(CancellationToken cancel)
    {
        if (Id is null && (Input.Path is null || Input.Path.Length > 200 || !PathShape().IsMatch(Input.Path))) { ModelState.AddModelError("Input.Path", texts["content.pages.pathWrong"]); }
        else if (Id is null && await db.Set<ContentPage>().AnyAsync(p => p.Path == Input.Path, cancel)) { ModelState.AddModelError("Input.Path", texts["content.pages.pathTaken"]); }
        if (string.IsNullOrWhiteSpace(Input.TitleZh) && string.IsNullOrWhiteSpace(Input.TitleEn)) { ModelState.AddModelError("Input.TitleZh", texts["content.pages.titleNeeded"]); }
        CheckLength("Input.TitleZh", Input.TitleZh, LongestTitle, "content.pages.titleTooLong");
        CheckLength("Input.TitleEn", Input.TitleEn, LongestTitle, "content.pages.titleTooLong");
        CheckLength("Input.TextZh", Input.TextZh, ContentPage.LongestMarkdown, "content.pages.tooLong");
        CheckLength("Input.TextEn", Input.TextEn, ContentPage.LongestMarkdown, "content.pages.tooLong");
    }

    private void CheckLength(string name, string? value, int longest, string key)
    {
        if (value?.Length > longest) { ModelState.AddModelError(name, texts[key, longest]); }
    }

    [GeneratedRegex("^[a-z0-9]+(?:[-/][a-z0-9]+)*$")]
    private static partial Regex PathShape();
}
