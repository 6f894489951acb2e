using System.Globalization;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Search.Indexing;
using Marketplace.Search.Statistics;
using Marketplace.Search.Vectors;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Search.Pages.Admin.Searches;

/// <summary>How the index stands; what people search for, what finds nothing, and how far down they open. By days in China, without anything of who asked.</summary>
[Authorize(Permissions.ViewStatistics)]
internal sealed class IndexModel(MarketplaceDbContext db, IndexStandings standings, Embeddings embeddings, TimeProvider clock) : PageModel
{
    private const int MostShown = 100;
    public static readonly IReadOnlyList<int> Periods = [7, 30, 90, 395];
    public static readonly IReadOnlyList<string> Orders = ["top", "empty", "unopened"];

    /// <summary>Last days looked at, today among them.</summary>
    [BindProperty(SupportsGet = true)] public int Days { get; set; } = 30;
    [BindProperty(SupportsGet = true)] public string? In { get; set; }

    /// <summary><c>top</c>, <c>empty</c> (found nothing) or <c>unopened</c> (found something that nobody opened).</summary>
    [BindProperty(SupportsGet = true)] public string Show { get; set; } = "top";

    public sealed record Line(string Text, string Language, string List, int Asked, int Empty, int Led, int Results, int First, int Second, int Third, int ToTenth, int Further)
    {
        public int Opened => First + Second + Third + ToTenth + Further;
    }

    public IReadOnlyList<Line> Lines { get; private set; } = [];
    public IndexStanding Index { get; private set; } = null!;

    /// <summary>A model is set, so documents are to have vectors.</summary>
    public bool HasModel => embeddings.IsOn;
    public Line Sum { get; private set; } = new("", "", "", 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (!Periods.Contains(Days)) { Days = 30; }
        if (!Orders.Contains(Show)) { Show = "top"; }
        Index = await standings.LookAsync(cancel);
        var all = Within();
        var lines = all.GroupBy(q => new { q.Text, q.Language, q.List }).Select(g => new
        {
            g.Key.Text, g.Key.Language, g.Key.List, Asked = g.Sum(q => q.Asked), Empty = g.Sum(q => q.Empty), Led = g.Sum(q => q.Led), Results = g.Max(q => q.Results),
            First = g.Sum(q => q.First), Second = g.Sum(q => q.Second), Third = g.Sum(q => q.Third), ToTenth = g.Sum(q => q.ToTenth), Further = g.Sum(q => q.Further),
        });
        lines = Show switch
        {
            "empty" => lines.Where(l => l.Empty > 0).OrderByDescending(l => l.Empty).ThenBy(l => l.Text),
            "unopened" => lines.Where(l => l.Led == 0 && l.Empty < l.Asked).OrderByDescending(l => l.Asked).ThenBy(l => l.Text),
            _ => lines.OrderByDescending(l => l.Asked).ThenBy(l => l.Text),
        };
        Lines = [.. (await lines.Take(MostShown).ToListAsync(cancel)).Select(l => new Line(l.Text, l.Language, l.List, l.Asked, l.Empty, l.Led, l.Results, l.First, l.Second, l.Third, l.ToTenth, l.Further))];
        var sum = await all.GroupBy(_ => 1).Select(g => new
        {
            Asked = g.Sum(q => q.Asked), Empty = g.Sum(q => q.Empty), Led = g.Sum(q => q.Led),
            First = g.Sum(q => q.First), Second = g.Sum(q => q.Second), Third = g.Sum(q => q.Third), ToTenth = g.Sum(q => q.ToTenth), Further = g.Sum(q => q.Further),
        }).SingleOrDefaultAsync(cancel);
        if (sum is not null) { Sum = new Line("", "", "", sum.Asked, sum.Empty, sum.Led, 0, sum.First, sum.Second, sum.Third, sum.ToTenth, sum.Further); }
    }

    /// <summary>Every day of every query of the period.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        if (!Periods.Contains(Days)) { Days = 30; }
        await using var csv = Csv.Send(Response, "searches");
        await csv.RowAsync("day", "query", "language", "list", "filters", "asked", "results", "empty", "led", "opened_1", "opened_2", "opened_3", "opened_4_10", "opened_further");
        await foreach (var q in Within().OrderByDescending(q => q.Day).ThenByDescending(q => q.Asked).AsAsyncEnumerable().WithCancellation(cancel))
        {
            int[] numbers = [q.Asked, q.Results, q.Empty, q.Led, q.First, q.Second, q.Third, q.ToTenth, q.Further];
            await csv.RowAsync([q.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), q.Text, q.Language, q.List, q.Filters, .. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        }
        return new EmptyResult();
    }

    public static string Share(int part, int whole) => whole == 0 ? "–" : ((double)part / whole).ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    private IQueryable<SearchedQuery> Within()
    {
        var from = DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime).AddDays(1 - Days);
        var queries = db.Set<SearchedQuery>().AsNoTracking().Where(q => q.Day >= from);
        return string.IsNullOrEmpty(In) ? queries : queries.Where(q => q.Language == In);
    }
}
