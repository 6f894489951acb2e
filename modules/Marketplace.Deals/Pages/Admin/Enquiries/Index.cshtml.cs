using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals.Pages.Admin.Enquiries;

/// <summary>What operators see: enquiries that wait too long, or all of them.</summary>
[Authorize(Policy = Permissions.Oversee)]
internal sealed class IndexModel(MarketplaceDbContext db, Inbox inbox) : PageModel
{
    private const int PageSize = 40;

    public IReadOnlyList<Enquiry> Enquiries { get; private set; } = [];
    public IReadOnlyDictionary<Guid, Bilingual> Names { get; private set; } = new Dictionary<Guid, Bilingual>();
    public bool All { get; private set; }
    public string? Next { get; private set; }
    public string? First { get; private set; }

    public async Task OnGetAsync(string? show, Guid? before, CancellationToken cancel)
    {
        All = show == "all";
        var rows = db.Set<Enquiry>().AsNoTracking().Include(e => e.Steps).AsQueryable();
        if (!All) { rows = rows.Where(e => e.State == EnquiryState.Open && e.Steps.Any()); }
        if (before is { } last) { rows = rows.Where(e => e.Id.CompareTo(last) < 0); }
        var found = await rows.OrderByDescending(e => e.Id).Take(PageSize + 1).ToListAsync(cancel);
        Enquiries = [.. found.Take(PageSize)];
        Names = await inbox.NamesAsync(Enquiries.SelectMany(e => new[] { e.FromOrganization, e.ToOrganization }), cancel);
        var address = All ? "~/admin/enquiries?show=all" : "~/admin/enquiries?show=overdue";
        First = before is null ? null : address;
        Next = found.Count > PageSize ? $"{address}&before={Enquiries[^1].Id}" : null;
    }
}
