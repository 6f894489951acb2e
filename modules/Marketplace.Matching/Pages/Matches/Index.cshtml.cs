using System.Globalization;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Matches;

public enum InboxPart { Open, Useful, Contacted, Dismissed }

/// <summary>The match inbox: what was found for all listings of the acting organization, newest first.</summary>
[Authorize(Permissions.Read)]
internal sealed class IndexModel(MarketplaceDbContext db, CurrentMember member, MatchViews views) : PageModel
{
    private const int PageSize = 25;

    [BindProperty(SupportsGet = true)] public string? Show { get; set; }
    [BindProperty(SupportsGet = true)] public string? After { get; set; }

    public InboxPart Part { get; private set; }
    public IReadOnlyList<MatchView> Views { get; private set; } = [];
    public IReadOnlyDictionary<Guid, Bilingual> Titles { get; private set; } = new Dictionary<Guid, Bilingual>();
    public IReadOnlyDictionary<Guid, string> ShortIds { get; private set; } = new Dictionary<Guid, string>();
    public string? Next { get; private set; }
    public string? First { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Part = Enum.TryParse<InboxPart>(Show, ignoreCase: true, out var part) && Enum.IsDefined(part) ? part : InboxPart.Open;
        var organization = member.Organization!;
        var rows = Of(db.Set<Match>().AsNoTracking().Where(m => m.Organization == organization.Id));
        if (ReadCursor() is var (at, id)) { rows = rows.Where(m => m.FoundAt < at || (m.FoundAt == at && m.Id.CompareTo(id) < 0)); }
        var found = await rows.OrderByDescending(m => m.FoundAt).ThenByDescending(m => m.Id).Take(PageSize + 1).ToListAsync(cancel);
        Views = [.. (await views.OfAsync([.. found.Take(PageSize)], organization, cancel)).Where(v => v.Holds || Part != InboxPart.Open)];
        var listings = found.Select(m => m.Listing).Distinct().ToList();
        var mine = await db.Set<Listing>().AsNoTracking().Where(l => listings.Contains(l.Id)).Select(l => new { l.Id, l.Title, l.ShortId }).ToListAsync(cancel);
        (Titles, ShortIds) = (mine.ToDictionary(l => l.Id, l => l.Title), mine.ToDictionary(l => l.Id, l => l.ShortId));
        var address = Part == InboxPart.Open ? "~/workspace/matches?" : $"~/workspace/matches?show={ListingWords.Key(Part)}&";
        First = After is null ? null : address.TrimEnd('?', '&');
        Next = found.Count > PageSize ? $"{address}after={found[PageSize - 1].FoundAt.UtcTicks}.{found[PageSize - 1].Id:N}" : null;
    }

    private IQueryable<Match> Of(IQueryable<Match> matches) => Part switch
    {
        InboxPart.Useful => matches.Where(m => m.IsOpen && m.State == MatchState.Useful),
        InboxPart.Contacted => matches.Where(m => m.State == MatchState.Contacted),
        InboxPart.Dismissed => matches.Where(m => m.State == MatchState.Dismissed),
        _ => matches.Where(m => m.State != MatchState.Dismissed).Pushed(),
    };

    private (DateTimeOffset At, Guid Id)? ReadCursor() =>
        After?.Split('.') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParse(id, out var last)
            ? (new DateTimeOffset(at, TimeSpan.Zero), last) : null;
}
