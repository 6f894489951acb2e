using System.ComponentModel.DataAnnotations;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching.Pages.Matches;

/// <summary>One message to several: an enquiry each, within the limits of enquiries. Those that could not be sent stay chosen, with the reason.</summary>
[Authorize(Marketplace.Deals.Permissions.Speak)]
internal sealed class ContactModel(MarketplaceDbContext db, CurrentMember member, MatchViews views, Judging judging, Asking asking, Going going, Texts texts) : PageModel
{
    private const int MostShown = 20;
    private const int Tries = 5;

    public sealed class Form
    {
        [Required, StringLength(Enquiry.LongestSubject)] public string Subject { get; set; } = "";
        [Required, StringLength(Words.Longest)] public string Text { get; set; } = "";
    }

    /// <summary>The chosen matches.</summary>
    [BindProperty(SupportsGet = true, Name = "match")] public List<Guid> Chosen { get; set; } = [];
    [BindProperty] public Form Input { get; set; } = new();

    public IReadOnlyList<MatchView> Views { get; private set; } = [];

    /// <summary>Those of the chosen with whom a conversation about the listing is open: it goes on there.</summary>
    public IReadOnlyList<MatchView> UnderWay { get; private set; } = [];
    public string Back { get; private set; } = "";
    public int MostAtOnce => asking.MostAtOnce;

    /// <summary>The owner of an anonymous demand shows itself by writing.</summary>
    public bool ShowsItself { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        if (!await ReadAsync(cancel)) { return NotFound(); }
        if (Views.Count == 0) { return Nothing(); }
        var listing = Views[0].Match.Listing;
        var title = await db.Set<Listing>().Where(l => l.Id == listing).Select(l => l.Title).SingleAsync(cancel);
        Input.Subject = Cut(texts[$"matching.contact.subject.{(Views[0].Match.Kind == MatchKind.Demand ? "supply" : "demand")}", title].Value, Enquiry.LongestSubject);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel)) { return NotFound(); }
        if (Views.Count == 0) { return Nothing(); }
        if (Views.Count > MostAtOnce) { ModelState.AddModelError("", texts["matching.contact.tooMany", MostAtOnce]); }
        if (!ModelState.IsValid) { return Page(); }
        var sent = new List<Guid>();
        foreach (var view in Views)
        {
            if (await SendAsync(view, cancel) is { } problem) { ModelState.AddModelError("", $"{view.Title}{texts["matching.colon"]}{problem}"); } else { sent.Add(view.Match.Id); }
        }
        if (ModelState.IsValid)
        {
            TempData.Say(texts["matching.contact.sent", sent.Count]);
            return LocalRedirect(Request.Link(Back));
        }
        Chosen = [.. Chosen.Except(sent)];
        Views = [.. Views.Where(v => !sent.Contains(v.Match.Id))];
        if (sent.Count > 0) { ModelState.AddModelError("", texts["matching.contact.sentSome", sent.Count]); }
        return Page();
    }

    /// <summary>
    /// What went wrong, or null. Two clicks at once make one enquiry: the match is changed with it, and only one of both can be the first. The reckoning may change it at the same moment too: then it is
    /// sent on a second look.
    /// </summary>
    private async Task<string?> SendAsync(MatchView view, CancellationToken cancel)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            db.ChangeTracker.Clear();
            var match = await db.Set<Match>().SingleAsync(m => m.Id == view.Match.Id, cancel);
            if (match.Enquiry is not null) { return texts["matching.rule.contacted"]; }
            var listing = await db.Set<Listing>().AsNoTracking().SingleAsync(l => l.Id == match.Counterpart, cancel);
            try
            {
                await asking.OpenAsync(listing, Input.Subject.Trim(), Input.Text, await judging.ContactAsync(match, cancel), cancel);
                return null;
            }
            catch (RuleBroken broken) { return texts[broken.TextKey]; }
            catch (DbUpdateException) { continue; }
            finally { db.ChangeTracker.Clear(); }
        }
        return texts["matching.contact.busy"];
    }

    /// <summary>False where one of the chosen is not the organization's.</summary>
    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        Chosen = [.. Chosen.Distinct().Take(MostShown)];
        var organization = member.Organization!;
        var rows = await db.Set<Match>().AsNoTracking().Where(m => Chosen.Contains(m.Id) && m.Organization == organization.Id && m.Kind != MatchKind.Organization).OrderByDescending(m => m.Score).ToListAsync(cancel);
        if (rows.Count < Chosen.Count) { return false; }
        var all = await views.OfAsync(rows, organization, cancel);
        (Views, UnderWay) = ([.. all.Where(v => v.MayBeContacted)], [.. all.Where(v => v.Conversation is not null)]);
        if (rows.Count == 0) { return true; }
        Back = await going.PathAsync(rows[0].Listing, cancel);
        var listings = rows.Select(r => r.Listing).ToList();
        ShowsItself = await db.Set<Listing>().AnyAsync(l => listings.Contains(l.Id) && l.IsAnonymous, cancel);
        return true;
    }

    /// <summary>Nothing was chosen, or all of it was contacted already; with one the conversation goes on.</summary>
    private LocalRedirectResult Nothing()
    {
        if (UnderWay is [{ Conversation: { } only }])
        {
            TempData.Say(texts["matching.contact.isGoing"], NoticeTone.Warn);
            return LocalRedirect(Request.Link("~" + Asking.PathOf(only)));
        }
        TempData.Say(texts[Chosen.Count == 0 ? "matching.contact.nothing" : "matching.rule.contacted"], NoticeTone.Warn);
        return LocalRedirect(Request.Link(Back.Length > 0 ? Back : "~/workspace/matches"));
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..(length - 1)] + "…" : text;
}
