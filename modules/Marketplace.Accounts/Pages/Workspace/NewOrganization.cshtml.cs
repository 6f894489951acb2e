using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Workspace;

/// <summary>Looks for an organization to join, or adds one whose first owner the person is.</summary>
[Authorize(Permissions.UseWorkspace)]
internal sealed class NewOrganizationModel(CurrentMember member, MarketplaceDbContext db, CodeLists lists, Texts texts, TimeProvider clock) : PageModel
{
    private const int MostFound = 20;

    public sealed class Form
    {
        [StringLength(Organization.LongestName)] public string? NameZh { get; set; }
        [StringLength(Organization.LongestName)] public string? NameEn { get; set; }
        [Required] public OrganizationKind? Kind { get; set; }
        public string? CreditCode { get; set; }
        public string? Country { get; set; }
        [StringLength(60)] public string? RegistrationNumber { get; set; }
        public string? RorId { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();
    [BindProperty(SupportsGet = true)] public string? Q { get; set; }

    /// <summary>A page that needed an organization and is gone back to when there is one.</summary>
    [BindProperty(SupportsGet = true)] public string? ReturnUrl { get; set; }
    public IReadOnlyList<Organization> Found { get; private set; } = [];

    /// <summary>The organization that has the code or number already.</summary>
    public Organization? Taken { get; private set; }
    public CodeLists Lists => lists;
    public IEnumerable<SelectListItem> Kinds => OrganizationModel.KindsIn(texts);
    public bool IsAbroad => !string.IsNullOrWhiteSpace(Input.Country) || !string.IsNullOrWhiteSpace(Input.RegistrationNumber) || !string.IsNullOrWhiteSpace(Input.RorId);

    public bool Belongs(Organization organization) => member.Memberships.Any(m => m.OrganizationId == organization.Id);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(Q)) { return; }
        var text = Q.Trim().ToLowerInvariant();
        Found = await db.Set<Organization>().AsNoTracking().Where(o => o.SearchText.Contains(text)).OrderBy(o => o.Id).Take(MostFound).ToListAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var name = new Bilingual(Plain(Input.NameZh), Plain(Input.NameEn));
        if (name.IsEmpty) { ModelState.AddModelError("Input.NameZh", texts["accounts.organization.name.needed"]); }
        var organization = IsAbroad ? await FromAbroadAsync(name, cancel) : await FromChinaAsync(name, cancel);
        if (!ModelState.IsValid || organization is null) { return Page(); }
        var now = clock.GetUtcNow();
        db.Add(organization);
        db.Add(new Membership(member.PersonId, organization.Id, OrganizationRole.Owner, MembershipState.Active, now));
        // Two at the same moment: the database keeps the codes apart, and the second is told so.
        try { await db.SaveChangesAsync(cancel); }
        catch (DbUpdateException) { ModelState.AddModelError("Input.CreditCode", texts["accounts.organization.exists"]); return Page(); }
        (await db.Set<Person>().SingleAsync(p => p.Id == member.PersonId, cancel)).ActFor(organization.Id);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["accounts.organization.created"]);
        return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage("Verification");
    }

    private async Task<Organization?> FromChinaAsync(Bilingual name, CancellationToken cancel)
    {
        if (!CreditCode.TryParse(Input.CreditCode, out var code, out var problem))
        {
            ModelState.AddModelError("Input.CreditCode", Words(texts, Input.CreditCode, problem));
            return null;
        }
        Taken = await db.Set<Organization>().AsNoTracking().SingleOrDefaultAsync(o => o.CreditCode == code, cancel);
        if (Taken is not null) { ModelState.AddModelError("Input.CreditCode", texts["accounts.organization.exists"]); }
        return ModelState.IsValid ? new Organization(name, Input.Kind!.Value, code, clock.GetUtcNow()) : null;
    }

    private async Task<Organization?> FromAbroadAsync(Bilingual name, CancellationToken cancel)
    {
        var (country, number, ror) = (Plain(Input.Country), Plain(Input.RegistrationNumber), RorOf(Input.RorId));
        if (Plain(Input.RorId) is not null && ror is null) { ModelState.AddModelError("Input.RorId", texts["accounts.ror.wrong"]); }
        if (ror is null || country is not null || number is not null)
        {
            if (country is null || !lists.IsCountry(country)) { ModelState.AddModelError("Input.Country", texts["accounts.country.needed"]); }
            else if (country == "CN") { ModelState.AddModelError("Input.CreditCode", texts["accounts.country.china"]); }
            if (number is null) { ModelState.AddModelError("Input.RegistrationNumber", texts["accounts.registrationNumber.needed"]); }
        }
        Taken = await db.Set<Organization>().AsNoTracking().FirstOrDefaultAsync(o => (ror != null && o.RorId == ror) || (country != null && o.Country == country && o.RegistrationNumber == number), cancel);
        if (Taken is not null) { ModelState.AddModelError("Input.RegistrationNumber", texts["accounts.organization.exists"]); }
        return ModelState.IsValid ? new Organization(name, Input.Kind!.Value, new ForeignRegistration(country, number, ror), clock.GetUtcNow()) : null;
    }

    internal static string Words(Texts texts, string? typed, CreditCodeProblem problem) =>
        texts[$"accounts.creditCode.{problem}", (typed ?? "").Count(c => !char.IsWhiteSpace(c) && c != '-')];

    /// <summary>The nine characters after ror.org/, which begin with 0 and end in two digits.</summary>
    private static string? RorOf(string? text)
    {
        var id = (Plain(text) ?? "").Split('/').Last().ToLowerInvariant();
        return id.Length == 9 && id[0] == '0' && id.All(char.IsAsciiLetterOrDigit) && char.IsAsciiDigit(id[7]) && char.IsAsciiDigit(id[8]) ? id : null;
    }

    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
