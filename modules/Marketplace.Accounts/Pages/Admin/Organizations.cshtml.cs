using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Admin;

/// <summary>All organizations, newest first, page by page from where the last one ended.</summary>
[Authorize(Permissions.ViewOrganizations)]
internal sealed class OrganizationsModel(MarketplaceDbContext db, CodeLists lists, Texts texts, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty(SupportsGet = true)] public OrganizationKind? Kind { get; set; }
    [BindProperty(SupportsGet = true)] public bool? Verified { get; set; }
    [BindProperty(SupportsGet = true)] public Guid? After { get; set; }
    public IReadOnlyList<Organization> Rows { get; private set; } = [];
    public string? Next { get; private set; }
    public string? First => After is null ? null : Url.Page("Organizations", new { Q, Kind, Verified, After = (Guid?)null });
    public string? Csv => Url.Page("Organizations", "Csv", new { Q, Kind, Verified, After = (Guid?)null });
    public DateTimeOffset Now => clock.GetUtcNow();
    public CodeLists Lists => lists;
    public IEnumerable<SelectListItem> Kinds => Workspace.OrganizationModel.KindsIn(texts);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var query = Filtered();
        if (After is { } after) { query = query.Where(o => o.Id < after); }
        var rows = await query.OrderByDescending(o => o.Id).Take(PageSize + 1).ToListAsync(cancel);
        if (rows.Count > PageSize) { Next = Url.Page("Organizations", new { Q, Kind, Verified, After = rows[PageSize - 1].Id }); }
        Rows = [.. rows.Take(PageSize)];
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        await using var csv = Accounts.Csv.Send(Response, "organizations");
        await csv.RowAsync("id", "name_zh", "name_en", "kind", "credit_code", "country", "registration_number", "ror", "region", "industry", "verified_until", "created_at", "sample");
        await foreach (var o in Filtered().OrderByDescending(o => o.Id).AsAsyncEnumerable().WithCancellation(cancel))
        {
            await csv.RowAsync(o.ShortId, o.Name.Zh, o.Name.En, o.Kind.ToString(), o.CreditCode?.ToString(), o.Country, o.RegistrationNumber, o.RorId, o.Region, o.Industry, o.VerifiedUntil?.ToString("O"), o.CreatedAt.ToString("O"), o.IsSample ? "1" : "0");
        }
        return new EmptyResult();
    }

    private IQueryable<Organization> Filtered()
    {
        var query = db.Set<Organization>().AsNoTracking();
        var now = Now;
        if (!string.IsNullOrWhiteSpace(Q)) { var text = Q.Trim().ToLowerInvariant(); query = query.Where(o => o.SearchText.Contains(text)); }
        if (Kind is { } kind) { query = query.Where(o => o.Kind == kind); }
        return Verified switch { true => query.Where(o => o.VerifiedUntil > now), false => query.Where(o => o.VerifiedUntil == null || o.VerifiedUntil <= now), null => query };
    }
}
