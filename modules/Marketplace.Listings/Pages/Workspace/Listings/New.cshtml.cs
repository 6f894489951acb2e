using Marketplace.Theme;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings.Editing;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Listings.Pages.Workspace.Listings;

/// <summary>A title makes a draft; everything else has time.</summary>
[Authorize(Accounts.Permissions.UseWorkspace)]
public sealed class NewModel(MarketplaceDbContext db, CurrentMember member, TimeProvider clock, Texts texts) : PageModel
{
    [FromRoute] public string? Kind { get; set; }
    [BindProperty] public BothText Title { get; set; } = new();
    public ListingKind? Chosen => Enum.TryParse<ListingKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(Kind![0]) ? kind : null;

    /// <summary>Why the member cannot write now; null where they can.</summary>
    public string? ObstacleKey => member.Organization is null ? "listings.new.noOrganization" : member.May(Permissions.Write) ? null : "listings.new.viewer";

    /// <param name="title">What was looked for and not found, to begin with.</param>
    public IActionResult OnGet([FromQuery(Name = "title")] string? title)
    {
        if (Kind is not null && Chosen is null) { return NotFound(); }
        var most = Language.IsEnglish ? FormReading.LongestTitleEn : FormReading.LongestTitleZh;
        var words = title?.Trim() is { Length: > 0 } given ? given[..Math.Min(given.Length, most)] : null;
        Title = Language.IsEnglish ? new BothText { En = words } : new BothText { Zh = words };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Chosen is not { } kind) { return NotFound(); }
        if (ObstacleKey is not null) { return Forbid(); }
        ModelState.Clear();
        if (Title.IsEmpty) { ModelState.AddModelError(Language.IsEnglish ? "Title.En" : "Title.Zh", texts["listings.problem.titleNeeded"]); }
        if (!ModelState.IsValid) { return Page(); }
        var content = Empty(kind) with { Title = new Bilingual(Title.Zh?.Trim(), Title.En?.Trim()), Region = member.Organization!.Region, Industry = kind == ListingKind.Demand ? member.Organization.Industry : null };
        var listing = new Listing(member.OrganizationId, content, member.PersonId, clock.GetUtcNow());
        listing.SetContact(member.PersonId);
        db.Add(listing);
        await db.SaveChangesAsync(cancel);
        return Redirect(Request.Link($"~/workspace/listings/{listing.ShortId}/edit"));
    }

    internal static ListingContent Empty(ListingKind kind) => kind switch
    {
        ListingKind.Achievement => new AchievementContent(),
        ListingKind.Demand => new DemandContent(),
        _ => new ServiceContent(),
    };
}
