using Marketplace.Accounts.Auditing;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Admin;

/// <summary>Who changed what and when, newest first; by person (address or id), subject (kind or id) and days as the site counts them.</summary>
[Authorize(Permissions.ViewAudit)]
internal sealed class AuditModel(MarketplaceDbContext db, AuditSentences sentences, Texts texts) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)] public string? Person { get; set; }
    [BindProperty(SupportsGet = true)] public string? Subject { get; set; }
    [BindProperty(SupportsGet = true)] public DateOnly? From { get; set; }
    [BindProperty(SupportsGet = true)] public DateOnly? To { get; set; }
    [BindProperty(SupportsGet = true)] public Guid? After { get; set; }
    public IReadOnlyList<AuditSentence> Rows { get; private set; } = [];
    public IEnumerable<(string Kind, string Words)> Kinds => sentences.Kinds();

    /// <summary>The one thing whose history is shown.</summary>
    public string? SubjectName => Guid.TryParse(Subject, out _) ? Rows.Select(r => r.Thing?.Name.ToString()).FirstOrDefault(n => n is not null) ?? Subject : null;
    public string? Next { get; private set; }
    public string? First => After is null ? null : Url.Page("Audit", Filter(null));
    public string? Csv => Url.Page("Audit", "Csv", Filter(null));

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var query = await FilteredAsync(cancel);
        if (After is { } after) { query = query.Where(a => a.Id < after); }
        var rows = await query.OrderByDescending(a => a.Id).Take(PageSize + 1).ToListAsync(cancel);
        if (rows.Count > PageSize) { Next = Url.Page("Audit", Filter(rows[PageSize - 1].Id)); }
        Rows = await sentences.OfAsync([.. rows.Take(PageSize)], cancel);
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        var query = await FilteredAsync(cancel);
        await using var csv = Accounts.Csv.Send(Response, "audit");
        await csv.RowAsync("at", "person_id", "actor", "address", "organization_id", "action", "subject_kind", "subject_id", "changes");
        await foreach (var a in query.OrderByDescending(a => a.Id).AsAsyncEnumerable().WithCancellation(cancel))
        {
            await csv.RowAsync(a.At.ToString("O"), a.PersonId?.ToString(), a.ActorName, a.Address, a.OrganizationId?.ToString(), a.Action, a.SubjectKind, a.SubjectId.ToString(), a.Changes);
        }
        return new EmptyResult();
    }

    public string Quoted(AuditName thing) => texts["audit.quoted", thing.Name].Value;

    /// <summary>Old → new; a value that came or went alone.</summary>
    public string Told(AuditChange change) => change switch
    {
        { Before: "" } => change.After,
        { After: "" } => texts["audit.removed", change.Before].Value,
        _ => $"{change.Before} → {change.After}",
    };

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(default), Moments.Here(new DateTimeOffset(day.ToDateTime(default), TimeSpan.Zero)).Offset);

    private object Filter(Guid? after) => new { Person, Subject, From = From?.ToString("yyyy-MM-dd"), To = To?.ToString("yyyy-MM-dd"), After = after };

    private async Task<IQueryable<AuditEntry>> FilteredAsync(CancellationToken cancel)
    {
        var query = db.Audit.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Person))
        {
            var text = Person.Trim().ToUpperInvariant();
            var id = Guid.TryParse(text, out var given) ? given : await db.Set<Person>().Where(p => p.NormalizedEmail == text).Select(p => p.Id).SingleOrDefaultAsync(cancel);
            query = query.Where(a => a.PersonId == id);
        }
        if (!string.IsNullOrWhiteSpace(Subject))
        {
            var text = Subject.Trim();
            query = Guid.TryParse(text, out var id) ? query.Where(a => a.SubjectId == id) : query.Where(a => a.SubjectKind == text);
        }
        if (From is { } from) { var at = Midnight(from).ToUniversalTime(); query = query.Where(a => a.At >= at); }
        if (To is { } to) { var at = Midnight(to.AddDays(1)).ToUniversalTime(); query = query.Where(a => a.At < at); }
        return query;
    }
}
