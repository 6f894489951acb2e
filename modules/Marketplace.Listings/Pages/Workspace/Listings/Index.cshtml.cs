using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Workspace.Listings;

/// <summary>All listings of the acting organization.</summary>
[Authorize(Accounts.Permissions.UseWorkspace)]
public sealed class IndexModel(MarketplaceDbContext db, CurrentMember member, Texts texts, Taxonomies taxonomies) : PageModel
{
    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty(SupportsGet = true)] public string? Kind { get; set; }
    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    [BindProperty(SupportsGet = true)] public string? After { get; set; }

    public IReadOnlyList<ListingLine> Lines { get; private set; } = [];
    public string? Next { get; private set; }
    public string? First { get; private set; }
    public bool HasFilter => !string.IsNullOrWhiteSpace(Q + Kind + State);
    public bool MayWrite => member.May(Permissions.Write) && member.Organization is not null;
    public bool MaySubmit => member.May(Permissions.Submit) && member.Organization is not null;
    public IReadOnlyList<SelectListItem> Kinds { get; } = new Editing.Choices(texts, taxonomies).Names<ListingKind>();
    public IReadOnlyList<SelectListItem> States { get; } = new Editing.Choices(texts, taxonomies).Names<ListingState>();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (member.Organization is not { } organization) { return; }
        var found = db.Set<Listing>().AsNoTracking().Where(l => l.Organization == organization.Id).Matching(Q);
        if (Enum.TryParse<ListingKind>(Kind, ignoreCase: true, out var kind)) { found = found.Where(l => l.Kind == kind); }
        if (Enum.TryParse<ListingState>(State, ignoreCase: true, out var state)) { found = found.Where(l => l.State == state); }
        var place = Place.Parse(After);
        (Lines, var next) = await found.PageAsync(place, cancel);
        Next = next is null ? null : Url(next.ToString());
        First = place is null ? null : Url(null);
    }

    private new string Url(string? after)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("q", Q), ("kind", Kind), ("state", State), ("after", after) }) { if (!string.IsNullOrWhiteSpace(value)) { query.Add(name, value); } }
        return "~/workspace/listings" + query.ToQueryString();
    }
}
