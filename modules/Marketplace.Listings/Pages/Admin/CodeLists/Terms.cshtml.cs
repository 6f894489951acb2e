using System.Text.RegularExpressions;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Admin.CodeLists;

/// <summary>The terms of one list: names change, terms are added, codes stay.</summary>
[Authorize(Permissions.EditTaxonomies)]
public sealed partial class TermsModel(MarketplaceDbContext db, Texts texts, Taxonomies taxonomies) : PageModel
{
    public const int LongestCode = 40, LongestName = 100;

    [FromRoute] public string List { get; set; } = "";

    /// <summary>Code of the term that is edited; null where one is added.</summary>
    [BindProperty(SupportsGet = true)] public string? Term { get; set; }
    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty] public int Version { get; set; }
    [BindProperty] public string? Code { get; set; }
    [BindProperty] public string? Zh { get; set; }
    [BindProperty] public string? En { get; set; }
    [BindProperty] public string? Parent { get; set; }

    public Taxonomy Taxonomy { get; private set; } = null!;
    public IEnumerable<Term> Shown => Taxonomy.Terms.Where(t => string.IsNullOrWhiteSpace(Q) || $"{t.Code} {t.Name.Zh} {t.Name.En}".Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase));
    public IReadOnlyList<SelectListItem> Parents => [.. Taxonomy.Terms.Where(t => t.Parent is null && t.Code != Term).Select(t => new SelectListItem(t.Name.ToString(), t.Code))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) { return NotFound(); }
        if (Term is not null)
        {
            if (Taxonomy.Terms.FirstOrDefault(t => t.Code == Term) is not { } term) { return NotFound(); }
            (Code, Zh, En, Parent) = (term.Code, term.Name.Zh, term.Name.En, term.Parent);
        }
        Version = Taxonomy.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) { return NotFound(); }
        ModelState.Clear();
        var known = Term is null ? null : Taxonomy.Terms.FirstOrDefault(t => t.Code == Term);
        if (Term is not null && known is null) { return NotFound(); }
        Check(known);
        if (Version != Taxonomy.Version) { ModelState.AddModelError("", texts["listings.taxonomies.conflict"]); Version = Taxonomy.Version; }
        if (!ModelState.IsValid) { return Page(); }
        var name = new Bilingual(Zh!.Trim(), En!.Trim());
        var parent = string.IsNullOrWhiteSpace(Parent) ? null : Parent;
        IReadOnlyList<Term> terms = known is null
            ? [.. Taxonomy.Terms, new Term(Code!.Trim(), name, parent)]
            : [.. Taxonomy.Terms.Select(t => t.Code == known.Code ? t with { Name = name, Parent = parent } : t)];
        Taxonomy.Become(Taxonomy.Name, Taxonomy.Edition, terms);
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateConcurrencyException)
        {
            ModelState.AddModelError("", texts["listings.taxonomies.conflict"]);
            db.ChangeTracker.Clear();
            await LoadAsync(cancel);
            Version = Taxonomy.Version;
            return Page();
        }
        taxonomies.Forget();
        TempData.Say(texts["listings.taxonomies.saved"]);
        return Redirect(Request.Link($"~/admin/taxonomies/{List}"));
    }

    private void Check(Term? known)
    {
        var code = Code?.Trim() ?? "";
        if (known is null && (code.Length > LongestCode || !CodeText().IsMatch(code))) { ModelState.AddModelError(nameof(Code), texts["listings.taxonomies.problem.code"]); }
        else if (known is null && Taxonomy.Terms.Any(t => t.Code == code)) { ModelState.AddModelError(nameof(Code), texts["listings.taxonomies.problem.twice"]); }
        if (Zh?.Trim() is not { Length: > 0 and <= LongestName }) { ModelState.AddModelError(nameof(Zh), texts["listings.taxonomies.problem.name"]); }
        if (En?.Trim() is not { Length: > 0 and <= LongestName }) { ModelState.AddModelError(nameof(En), texts["listings.taxonomies.problem.name"]); }
        var isOwnParent = known is not null && Parent == known.Parent;
        if (!string.IsNullOrWhiteSpace(Parent) && !isOwnParent && Parents.All(p => p.Value != Parent)) { ModelState.AddModelError(nameof(Parent), texts["listings.taxonomies.problem.parent"]); }
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (await db.Set<Taxonomy>().SingleOrDefaultAsync(t => t.Code == List, cancel) is not { } found) { return false; }
        Taxonomy = found;
        return true;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]
    private static partial Regex CodeText();
}
