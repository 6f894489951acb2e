using System.ComponentModel.DataAnnotations;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Hosting;

namespace Marketplace.Theme.Pages.Style;

/// <summary>Every component in every state, in Development only: made to be looked at after each change of the look.</summary>
[AllowAnonymous]
public sealed class IndexModel(IHostEnvironment environment, Texts texts, TimeProvider clock) : PageModel
{
    [BindProperty] public Sample Input { get; set; } = new();
    public DateTimeOffset Now => clock.GetUtcNow();

    public IActionResult OnGet() => environment.IsDevelopment() ? Page() : NotFound();

    public IActionResult OnGetSuggestions(string? q) =>
        new JsonResult(Cards.Take(4).Select(c => new { text = $"{q} {c.Title}", note = texts[$"theme.kind.{c.Kind}"].Value }));

    public IActionResult OnGetPiece() => Partial("_ListingLine", new ListingCardView(Cards[0], 3, Microsoft.AspNetCore.Html.HtmlString.Empty));

    public IActionResult OnPost()
    {
        if (!environment.IsDevelopment()) { return NotFound(); }
        if (!ModelState.IsValid) { return Page(); }
        TempData.Say(texts["theme.style.saved"]);
        TempData.Say(texts["theme.style.warned"], NoticeTone.Warn);
        return RedirectToPage();
    }

    public IEnumerable<SelectListItem> Fields => Choices("field", "a", "b", "c");
    public IEnumerable<SelectListItem> Ways => Choices("way", "a", "b", "c", "d");

    public IReadOnlyList<ListingCard> Cards =>
    [
        Card("achievement", "new-it") with { Trl = 7, Lead = Money.Short(texts, null, null, "CNY"), Verified = true },
        Card("achievement", "equipment") with { Trl = 5, Lead = Money.Short(texts, 800_000, 1_200_000, "CNY", "range"), Verified = true, Title = texts["theme.style.long"] },
        Card("demand", "materials") with { Lead = Money.Short(texts, 2_000_000, 3_000_000, "CNY", "range"), Facts = [texts["theme.style.left"]] },
        Card("service", "bio") with { Lead = Money.Short(texts, 5_000, null, "CNY", "range"), Status = "expired" },
        Card("organization", "nev") with { Verified = true },
        Card("achievement", "energy") with { Trl = 1, Lead = Money.Short(texts, 120_000_000, null, "CNY") },
        Card("achievement", "environment") with { Trl = 9, Lead = Money.Short(texts, null, null, "CNY", "equity") },
        Card("achievement", "digital") with { Trl = 3, Lead = Money.Short(texts, 3_000_000, null, "USD") },
        Card("service", "services") with { Lead = Money.Short(texts, null, 90_000, "EUR") },
    ];

    private ListingCard Card(string kind, string field) => new(kind, "~/style", texts["theme.style.title"])
    {
        Field = field,
        Summary = texts["theme.style.summary"],
        Organization = texts["theme.style.organization"],
        OrganizationHref = "~/style",
        Tags = [texts["theme.style.field.a"], texts["theme.style.way.a"]],
        Facts = [texts["theme.style.fact"]],
    };

    private IEnumerable<SelectListItem> Choices(string group, params string[] names) =>
        names.Select(n => new SelectListItem(texts[$"theme.style.{group}.{n}"], n));

    public sealed class Sample
    {
        [Required, StringLength(40)] public string Title { get; set; } = "";
        [StringLength(200)] public string? Summary { get; set; }
        [Required, EmailAddress] public string? Email { get; set; }
        [Range(0, 1_000_000)] public decimal? From { get; set; } = 260;
        public int? Count { get; set; }
        public DateOnly? Day { get; set; }
        public string? Field { get; set; }
        [MinLength(1)] public List<string> Ways { get; set; } = ["b"];
        public string? Way { get; set; } = "a";
        public bool Agree { get; set; }
        public List<Row> Rows { get; set; } = [new()];
    }

    public sealed class Row
    {
        public string? Metric { get; set; }
        public string? Value { get; set; }
    }
}
