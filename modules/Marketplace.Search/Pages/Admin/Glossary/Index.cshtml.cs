using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search.Query;
using Marketplace.Search.Terms;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Pages.Admin.Glossary;

/// <summary>Names of the same thing that operators add to those of the site, with what an entry would change before it is added.</summary>
[Authorize(Permissions.EditGlossary)]
internal sealed class IndexModel(MarketplaceDbContext db, GlossaryFiles files, GlossaryTrial trial, KeepingGlossary keeping, Texts texts, TimeProvider clock) : PageModel
{
    private const int MostShown = 60;
    public const int LongestNames = 800;

    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty] public GlossaryKind Kind { get; set; }

    /// <summary>One name a line.</summary>
    [BindProperty] public string? Names { get; set; }

    /// <summary>A query to try the entry on.</summary>
    [BindProperty] public string? Typed { get; set; }

    public IReadOnlyList<GlossaryEntry> Entries { get; private set; } = [];
    public IReadOnlyList<(GlossaryKind Kind, IReadOnlyList<string> Names)> Shipped { get; private set; } = [];
    public int ShippedCount => files.Entries.Count;
    public Meant? Before { get; private set; }
    public Meant? After { get; private set; }

    public List<SelectListItem> Kinds => [.. Enum.GetValues<GlossaryKind>().Select(k => new SelectListItem(texts[$"search.glossary.{k}"].Value, k.ToString()))];

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var names = await CheckedAsync(cancel);
        if (names is null) { return Page(); }
        db.Add(new GlossaryEntry(Kind, names, clock.GetUtcNow()));
        return await SaveAsync("search.glossary.added", string.Join(" / ", names), cancel);
    }

    /// <summary>Shows what the entry, or the glossary as it is where none is written, does to a query. Nothing is saved.</summary>
    public async Task<IActionResult> OnPostTryAsync(CancellationToken cancel)
    {
        var written = !string.IsNullOrWhiteSpace(Names);
        IReadOnlyList<string>? names = null;
        if (written) { names = await CheckedAsync(cancel); } else { ModelState.Clear(); await LoadAsync(cancel); }
        var typed = Typed?.Trim() is { Length: > 0 } given ? given[..Math.Min(given.Length, 200)] : names?[0];
        if (typed is null) { ModelState.AddModelError(nameof(Typed), texts["search.glossary.problem.typed"]); }
        if (!ModelState.IsValid) { return Page(); }
        Typed = typed;
        try
        {
            Before = await trial.RunAsync(typed!, null, cancel);
            if (names is not null) { After = await trial.RunAsync(typed!, [.. Entries.Select(e => e.Same), new SameThing(Kind == GlossaryKind.Translation, names)], cancel); }
        }
        catch (SearchUnavailableException) { ModelState.AddModelError("", texts["search.glossary.away"]); }
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancel)
    {
        if (await db.Set<GlossaryEntry>().SingleOrDefaultAsync(e => e.Id == id, cancel) is not { } entry) { return NotFound(); }
        entry.Drop();
        db.Remove(entry);
        return await SaveAsync("search.glossary.deleted", string.Join(" / ", entry.Names), cancel);
    }

    private async Task<IActionResult> SaveAsync(string said, string names, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        // Here at once; other processes hear of it by the event log.
        await keeping.LoadAsync(db, cancel);
        TempData.Say(texts[said, names]);
        return Redirect(Request.Link("~/admin/glossary"));
    }

    private async Task<IReadOnlyList<string>?> CheckedAsync(CancellationToken cancel)
    {
        ModelState.Remove(nameof(Q));
        await LoadAsync(cancel);
        if (Names?.Length > LongestNames) { ModelState.AddModelError(nameof(Names), texts["search.glossary.problem.tooMuch"]); return null; }
        string[] names = [.. (Names ?? "").Split(['\n', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var known = files.Entries.Concat((await db.Set<GlossaryEntry>().AsNoTracking().ToListAsync(cancel)).Select(e => (e.Kind, e.Names))).ToList();
        foreach (var problem in GlossaryChecks.Of(Kind, names, known)) { ModelState.AddModelError(nameof(Names), texts[problem.TextKey, problem.Named]); }
        return ModelState.IsValid ? names : null;
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        Entries = await db.Set<GlossaryEntry>().AsNoTracking().OrderByDescending(e => e.Id).ToListAsync(cancel);
        Shipped = Q is { Length: > 0 } ? [.. files.With(Q).Take(MostShown)] : [];
    }
}
