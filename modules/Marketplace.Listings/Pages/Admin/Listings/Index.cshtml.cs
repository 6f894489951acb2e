using System.Globalization;
using System.Text;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Editing;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Admin.Listings;

/// <summary>All listings of all organizations, and the same as CSV.</summary>
[Authorize(Permissions.Oversee)]
public sealed class IndexModel(MarketplaceDbContext db, Texts texts, Taxonomies taxonomies) : PageModel
{
    [BindProperty(SupportsGet = true)] public string? Q { get; set; }
    [BindProperty(SupportsGet = true)] public string? Kind { get; set; }
    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    [BindProperty(SupportsGet = true)] public string? After { get; set; }

    public IReadOnlyList<ListingLine> Lines { get; private set; } = [];
    public Dictionary<Guid, Bilingual> Organizations { get; private set; } = [];
    public string? Next { get; private set; }
    public string? First { get; private set; }
    public string Export => "~/admin/listings" + Query(("handler", "Csv"), ("after", null));
    public IReadOnlyList<SelectListItem> Kinds { get; } = new Choices(texts, taxonomies).Names<ListingKind>();
    public IReadOnlyList<SelectListItem> States { get; } = new Choices(texts, taxonomies).Names<ListingState>();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var place = Place.Parse(After);
        (Lines, var next) = await Found().PageAsync(place, cancel);
        Next = next is null ? null : "~/admin/listings" + Query(("after", next.ToString()));
        First = place is null ? null : "~/admin/listings" + Query(("after", null));
        var ids = Lines.Select(l => l.Organization).Distinct().ToList();
        Organizations = await db.Set<Organization>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
    }

    /// <summary>Written as it is read: a hundred thousand lines need no memory.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=listings.csv";
        await using var writer = new StreamWriter(Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 << 10);
        await writer.WriteLineAsync(Csv("listings.id", "listings.kind", "listings.state", "listings.title", "listings.en", "listings.organization", "listings.completeness", "listings.published", "listings.confirmed", "listings.expires.at"));
        var rows = from l in Found()
                   join o in db.Set<Organization>() on l.Organization equals o.Id
                   orderby l.Id descending
                   select new { l.ShortId, l.Kind, l.State, l.Title, o.Name, l.Completeness, l.Published, l.Confirmed, l.Expires };
        await foreach (var r in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            await writer.WriteLineAsync(Line(r.ShortId, ListingWords.Of(texts, r.Kind), ListingWords.Of(texts, r.State), r.Title.Zh, r.Title.En, r.Name.ToString(), r.Completeness.ToString(CultureInfo.InvariantCulture), Day(r.Published), Day(r.Confirmed), Day(r.Expires)));
        }
        return new EmptyResult();
    }

    private IQueryable<Listing> Found()
    {
        var found = db.Set<Listing>().AsNoTracking();
        if (Enum.TryParse<ListingKind>(Kind, ignoreCase: true, out var kind)) { found = found.Where(l => l.Kind == kind); }
        if (Enum.TryParse<ListingState>(State, ignoreCase: true, out var state)) { found = found.Where(l => l.State == state); }
        foreach (var word in (Q ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(6))
        {
            found = found.Where(l => l.SearchText.Contains(word) || db.Set<Organization>().Any(o => o.Id == l.Organization && o.SearchText.Contains(word)));
        }
        return found;
    }

    private string Query(params (string Name, string? Value)[] more)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("q", Q), ("kind", Kind), ("state", State) }.Concat(more)) { if (!string.IsNullOrWhiteSpace(value)) { query.Add(name, value); } }
        return query.ToString();
    }

    private string Csv(params string[] keys) => Line([.. keys.Select(k => texts[k].Value)]);

    /// <summary>A cell that a spreadsheet would take for a formula gets an apostrophe in front.</summary>
    private static string Line(params string?[] cells) => string.Join(',', cells.Select(cell =>
    {
        var text = cell ?? "";
        if (text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r')) { text = "'" + text; }
        return text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }));

    private static string Day(DateTimeOffset? at) => at is { } time ? Theme.Moments.Here(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
}
