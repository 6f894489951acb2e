using Marketplace.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Admin;

[Authorize(Permissions.ViewPeople)]
internal sealed class PeopleModel(MarketplaceDbContext db) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty(SupportsGet = true)] public string? Role { get; set; }
    [BindProperty(SupportsGet = true)] public Guid? After { get; set; }
    public IReadOnlyList<Person> Rows { get; private set; } = [];
    public string? Next { get; private set; }
    public string? First => After is null ? null : Url.Page("People", new { Q, Role, After = (Guid?)null });
    public string? Csv => Url.Page("People", "Csv", new { Q, Role, After = (Guid?)null });

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var query = Filtered();
        if (After is { } after) { query = query.Where(p => p.Id < after); }
        var rows = await query.OrderByDescending(p => p.Id).Take(PageSize + 1).ToListAsync(cancel);
        if (rows.Count > PageSize) { Next = Url.Page("People", new { Q, Role, After = rows[PageSize - 1].Id }); }
        Rows = [.. rows.Take(PageSize)];
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        await using var csv = Accounts.Csv.Send(Response, "people");
        await csv.RowAsync("id", "email", "name_zh", "name_en", "site_role", "confirmed", "language", "created_at", "last_seen_at", "deactivated_at");
        await foreach (var p in Filtered().OrderByDescending(p => p.Id).AsAsyncEnumerable().WithCancellation(cancel))
        {
            await csv.RowAsync(p.Id.ToString(), p.Email, p.Name.Zh, p.Name.En, p.SiteRole, p.EmailConfirmed ? "1" : "0", p.Language, p.CreatedAt.ToString("O"), p.LastSeenAt?.ToString("O"), p.DeactivatedAt?.ToString("O"));
        }
        return new EmptyResult();
    }

    private IQueryable<Person> Filtered()
    {
        var query = db.Set<Person>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Q)) { var text = Q.Trim().ToLowerInvariant(); query = query.Where(p => p.SearchText.Contains(text)); }
        return string.IsNullOrEmpty(Role) ? query : query.Where(p => p.SiteRole == Role);
    }
}
