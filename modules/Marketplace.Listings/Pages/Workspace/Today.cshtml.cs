using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Listings.Pages.Workspace;

/// <summary>One thing that waits, with the one button that deals with it.</summary>
/// <param name="Due">When it is over, in words; <paramref name="IsLate"/> when it is over already.</param>
public sealed record WaitingThing(string Text, string? Note, string Href, string Button, string? Due = null, bool IsLate = false, bool IsUrgent = false);

/// <summary>What waits for the acting organization, most urgent on top.</summary>
[Authorize(Accounts.Permissions.UseWorkspace)]
public sealed class TodayModel(MarketplaceDbContext db, CurrentMember member, TimeProvider clock, Texts texts, MenuRegistry menu, IAuthorizationService authorization) : PageModel
{
    /// <summary>Lines of each kind; where more wait, the last line leads to the list.</summary>
    private const int MostOfAKind = 5;
    private static readonly TimeSpan Pressing = TimeSpan.FromDays(7);

    public IReadOnlyList<WaitingThing> Things { get; private set; } = [];
    public IReadOnlyList<ListingLine> Newest { get; private set; } = [];
    public Organization? Organization => member.Organization;
    public bool MayWrite => member.Organization is not null && member.May(Permissions.Write);
    public bool IsVerified => member.Organization?.IsVerified(clock.GetUtcNow()) == true;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var things = await UnreadAsync(cancel);
        if (member.Organization is { } organization)
        {
            var listings = db.Set<Listing>().AsNoTracking();
            var expiring = await listings.Expiring(organization.Id, clock.GetUtcNow()).OrderBy(l => l.Expires).Take(MostOfAKind).Lines().ToListAsync(cancel);
            var now = clock.GetUtcNow();
            things.AddRange(expiring.Where(l => l.Expires < now + Pressing).Select(Expiring));
            things.AddRange(await ThingsAsync(listings.Expired(organization.Id), Expired, "expired", cancel));
            things.AddRange(await ThingsAsync(listings.Returned(organization.Id), Returned, "draft", cancel));
            things.AddRange(expiring.Where(l => l.Expires >= now + Pressing).Select(Expiring));
            things.AddRange(await ThingsAsync(listings.Drafts(organization.Id), Draft, "draft", cancel));
            things.AddRange(await ThingsAsync(listings.InReview(organization.Id), InReview, "inReview", cancel));
            Newest = (await listings.Where(l => l.Organization == organization.Id && l.State == ListingState.Published).OrderByDescending(l => l.DraftSaved).Take(MostOfAKind).Lines().ToListAsync(cancel));
        }
        Things = things;
    }

    /// <summary>What other modules count: unread enquiries, matches, notices.</summary>
    private async Task<List<WaitingThing>> UnreadAsync(CancellationToken cancel)
    {
        var things = new List<WaitingThing>();
        var counts = HttpContext.RequestServices.GetServices<IDeskCount>().ToDictionary(c => c.Name);
        foreach (var item in menu.In(MenuPlace.Workspace).Where(i => i.Count is not null and not "listings" && counts.ContainsKey(i.Count)))
        {
            if (!(await authorization.AuthorizeAsync(User, null, item.Permission)).Succeeded || await counts[item.Count!].CountAsync(cancel) is not (> 0 and var count)) { continue; }
            things.Add(new WaitingThing(texts["listings.today.unread", texts[item.TextKey], count], null, "~" + item.Path, texts["listings.today.look"], IsUrgent: true));
        }
        return things;
    }

    private async Task<List<WaitingThing>> ThingsAsync(IQueryable<Listing> waiting, Func<ListingLine, WaitingThing> tell, string state, CancellationToken cancel)
    {
        var lines = await waiting.OrderByDescending(l => l.DraftSaved).Take(MostOfAKind + 1).Lines().ToListAsync(cancel);
        var things = lines.Take(MostOfAKind).Select(tell).ToList();
        if (lines.Count > MostOfAKind) { things.Add(new WaitingThing(texts[$"listings.today.more.{state}"], null, $"~/workspace/listings?state={state}", texts["listings.today.look"])); }
        return things;
    }

    private WaitingThing Expiring(ListingLine line) => new(texts["listings.today.expiring", Title(line)], texts["listings.today.expiring.note"], To(line), texts["listings.today.confirm"], Moments.Relative(texts, line.Expires!.Value, clock.GetUtcNow()), IsUrgent: line.Expires < clock.GetUtcNow() + Pressing);
    private WaitingThing Expired(ListingLine line) => new(texts["listings.today.expired", Title(line)], texts["listings.today.expired.note"], To(line), texts["listings.today.confirm"], texts["listings.today.over"], IsLate: true);
    private WaitingThing Returned(ListingLine line) => new(texts["listings.today.returned", Title(line)], texts["listings.today.returned.note"], To(line) + "/edit", texts["listings.today.mend"]);
    private WaitingThing Draft(ListingLine line) => new(texts["listings.today.draft", Title(line)], texts["listings.today.draft.note", line.Completeness], To(line) + "/edit", texts["listings.today.continue"]);
    private WaitingThing InReview(ListingLine line) => new(texts["listings.today.inReview", Title(line)], line.Submitted is { } at ? texts["listings.today.inReview.note", Moments.Relative(texts, at, clock.GetUtcNow())].Value : null, To(line), texts["listings.today.look"]);

    private string Title(ListingLine line) => line.Title.IsEmpty ? texts["listings.untitled"].Value : line.Title.ToString();
    private static string To(ListingLine line) => $"~/workspace/listings/{line.ShortId}";
}
