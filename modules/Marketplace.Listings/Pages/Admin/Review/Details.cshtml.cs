using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Comparing;
using Marketplace.Listings.Editing;
using Marketplace.Listings.Reviewing;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings.Pages.Admin.Review;

/// <summary>One listing before a reviewer: what changed, who asks, approve or refuse.</summary>
[Authorize(Permissions.Review)]
public sealed class DetailsModel(MarketplaceDbContext db, CurrentMember member, TimeProvider clock, Texts texts, Taxonomies taxonomies, MailQueue queue, NoticeBoard notices, SiteAddress address) : PageModel
{
    public const int LongestText = 2000;

    [FromRoute] public string ShortId { get; set; } = "";

    /// <summary>The version that the reviewer has before them; another decision or edit makes it stale.</summary>
    [BindProperty] public int Version { get; set; }
    [BindProperty] public List<RefusalReason> Reasons { get; set; } = [];
    [BindProperty] public string? Text { get; set; }

    public Listing Listing { get; private set; } = null!;
    public Organization Organization { get; private set; } = null!;
    public Person? Author { get; private set; }
    public IReadOnlyList<ReviewList> Lists { get; private set; } = [];
    public IReadOnlyList<FormProblem> Problems { get; private set; } = [];
    public IReadOnlyList<QueueLine> Queue { get; private set; } = [];
    public IReadOnlyList<SelectListItem> ReasonChoices { get; } = new Choices(texts, taxonomies).Names<RefusalReason>();
    public bool RightsLapsed => Listing.OnlyRightHasLapsed(Listing.Draft);

    /// <summary>Listings of others with the same title.</summary>
    public IReadOnlyList<ListingLine> Alike { get; private set; } = [];
    public bool IsOrganizationVerified => Organization.IsVerified(clock.GetUtcNow());

    /// <summary>Which submission it is, and what it is compared with.</summary>
    public string Told()
    {
        var changed = Lists[0].Lines.Count;
        if (Listing.Refusals.LastOrDefault() is not { } last) { return Listing.Approved is null ? texts["listings.review.first"] : texts["listings.review.differs", changed, Listing.ApprovedNumber]; }
        var number = Listing.Refusals.Count + 1;
        return Listing.RefusedContent is null ? texts["listings.review.resubmitted.whole", number, Moments.Day(last.At)] : texts["listings.review.resubmitted", number, Moments.Day(last.At), changed];
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await ShowAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostApprovalAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } listing) { return NotFound(); }
        return await DecideAsync(listing, "listings.approved", () => db.Add(listing.Approve(member.PersonId, clock.GetUtcNow())), _ => [], cancel);
    }

    public async Task<IActionResult> OnPostRefusalAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } listing) { return NotFound(); }
        var text = string.IsNullOrWhiteSpace(Text) ? null : Text.ReplaceLineEndings("\n").Trim();
        var reasons = Reasons.Where(Enum.IsDefined).Distinct().Order().ToList();
        ModelState.Clear();
        if (reasons.Count == 0) { ModelState.AddModelError(nameof(Reasons), texts["listings.rule.reasonNeeded"]); }
        if (reasons.Contains(RefusalReason.Other) && text is null) { ModelState.AddModelError(nameof(Text), texts["listings.rule.reasonTextNeeded"]); }
        if (text?.Length > LongestText) { ModelState.AddModelError(nameof(Text), texts["listings.problem.tooLong", LongestText, text.Length]); }
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ShowAsync(cancel) ? Page() : NotFound();
        }
        return await DecideAsync(listing, "listings.refused", () => listing.Refuse(new Refusal(reasons, text, member.PersonId, clock.GetUtcNow())), language => new()
        {
            ["reasons"] = string.Join("\n", reasons.Select(r => "- " + texts.Both($"listings.refusalReason.{ListingWords.Key(r)}").In(language))) + (text is null ? "" : "\n\n" + text),
        }, cancel);
    }

    /// <summary>One decision for one version: whoever comes second is told, and nothing is decided twice.</summary>
    private async Task<IActionResult> DecideAsync(Listing listing, string template, Action decide, Func<string, Dictionary<string, string>> values, CancellationToken cancel)
    {
        if (Version != listing.Version) { return await StaleAsync(cancel); }
        var submitted = listing.Submitted?.UtcTicks;
        try
        {
            decide();
            await new ListingMail(db, queue, notices, address, texts).TellAsync(listing, template, values, $"{template}:{listing.Id:N}:{submitted}", cancel);
            await db.SaveChangesAsync(cancel);
        }
        catch (RuleBroken broken) when (broken.TextKey == "listings.rule.lapsed")
        {
            TempData.Say(texts[broken.TextKey], NoticeTone.Warn);
            return Redirect(Request.Link($"~/admin/review/{ShortId}"));
        }
        catch (Exception problem) when (problem is RuleBroken or DbUpdateConcurrencyException) { return await StaleAsync(cancel); }
        TempData.Say(texts[$"{template}.said", listing.Title]);
        return Redirect(Request.Link(await NextAsync(listing, cancel)));
    }

    private async Task<IActionResult> StaleAsync(CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        var listing = await FindAsync(cancel);
        var decided = listing is { AwaitsReview: false };
        TempData.Say(texts[decided ? "listings.review.decided" : "listings.review.changed"], NoticeTone.Warn);
        return Redirect(Request.Link($"~/admin/review/{ShortId}"));
    }

    /// <summary>The next that waits, else the queue.</summary>
    private async Task<string> NextAsync(Listing done, CancellationToken cancel)
    {
        var next = await db.Set<Listing>().AsNoTracking().Waiting().Where(l => l.Id != done.Id).OrderBy(l => l.Submitted).ThenBy(l => l.Id).Select(l => l.ShortId).FirstOrDefaultAsync(cancel);
        return next is null ? "~/admin/review" : $"~/admin/review/{next}";
    }

    private Task<Listing?> FindAsync(CancellationToken cancel) => db.Set<Listing>().SingleOrDefaultAsync(l => l.ShortId == ShortId, cancel);

    private async Task<bool> ShowAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } listing) { return false; }
        Listing = listing;
        Version = listing.Version;
        Organization = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == listing.Organization, cancel);
        Author = await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == listing.Author, cancel);
        Lists = ReviewLists.Of(listing, new ListingFacts(texts, taxonomies));
        Problems = FormReading.Check(listing, taxonomies, DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime)).Problems;
        Alike = await db.Set<Listing>().AsNoTracking().Where(l => l.Title == listing.Title && l.Id != listing.Id && l.State != ListingState.Withdrawn).OrderBy(l => l.Id).Take(3).Lines().ToListAsync(cancel);
        Queue = (await db.QueueAsync(null, null, cancel)).Lines;
        return true;
    }
}
