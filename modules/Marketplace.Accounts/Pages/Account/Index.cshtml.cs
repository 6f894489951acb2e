using System.ComponentModel.DataAnnotations;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts.Pages.Account;

[Authorize(Permissions.UseWorkspace)]
internal sealed class ProfileModel(CurrentMember member, MarketplaceDbContext db, Texts texts) : PageModel
{
    public sealed class Form
    {
        [StringLength(Person.LongestName)] public string? NameZh { get; set; }
        [StringLength(Person.LongestName)] public string? NameEn { get; set; }
        [Required] public string Language { get; set; } = Modularity.Language.Zh;
    }

    [BindProperty] public Form Input { get; set; } = new();
    public string Email => member.Person!.Email;
    public IReadOnlyList<Membership> Memberships => member.Memberships;
    public IEnumerable<SelectListItem> Languages => [new("中文", Language.Zh), new("English", Language.En)];

    public void OnGet()
    {
        var person = member.Person!;
        Input = new Form { NameZh = person.Name.Zh, NameEn = person.Name.En, Language = person.Language };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var name = new Bilingual(Plain(Input.NameZh), Plain(Input.NameEn));
        if (name.IsEmpty) { ModelState.AddModelError(Language.IsEnglish ? "Input.NameEn" : "Input.NameZh", texts["accounts.name.needed"]); }
        if (!Language.All.Contains(Input.Language)) { ModelState.AddModelError("Input.Language", texts["accounts.language.needed"]); }
        if (!ModelState.IsValid) { return Page(); }
        var person = await db.Set<Person>().SingleAsync(p => p.Id == member.PersonId, cancel);
        if (person.Name != name) { person.Rename(name); }
        person.Speak(Input.Language);
        await db.SaveChangesAsync(cancel);
        TempData.Say(texts["accounts.saved"]);
        return RedirectToPage();
    }

    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
