using System.Net.Mail;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Content;

[Authorize(Policy = Permissions.Settings)]
public sealed class SettingsModel(MarketplaceDbContext db, CurrentProfile current, Texts texts) : PageModel
{
    private const int Longest = 60;

    public sealed class Form
    {
        public string? NameZh { get; set; }
        public string? NameEn { get; set; }
        public string? CityZh { get; set; }
        public string? CityEn { get; set; }
        public string? OperatorZh { get; set; }
        public string? OperatorEn { get; set; }
        public string? Email { get; set; }
    }

    [BindProperty] public Form Input { get; set; } = new();

    public void OnGet()
    {
        var profile = current.Value;
        Input = new Form
        {
            NameZh = profile.SiteName.Zh, NameEn = profile.SiteName.En, CityZh = profile.City.Zh, CityEn = profile.City.En,
            OperatorZh = profile.OperatorName.Zh, OperatorEn = profile.OperatorName.En, Email = profile.ContactEmail,
        };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Check();
        if (!ModelState.IsValid) { return Page(); }
        var settings = await db.Set<SiteSettings>().SingleOrDefaultAsync(cancel);
        if (settings is null) { db.Add(settings = new SiteSettings()); }
        var profile = settings.Profile with
        {
            SiteName = new(Input.NameZh, Input.NameEn), City = new(Input.CityZh, Input.CityEn), OperatorName = new(Input.OperatorZh, Input.OperatorEn), ContactEmail = Input.Email,
        };
        settings.Become(profile);
        await db.SaveChangesAsync(cancel);
        current.Value = profile;
        TempData.Say(texts["content.settings.saved"]);
        return Redirect(Request.PathBase + "/admin/settings");
    }

    private void Check()
    {
        if (string.IsNullOrWhiteSpace(Input.NameZh) && string.IsNullOrWhiteSpace(Input.NameEn)) { ModelState.AddModelError("Input.NameZh", texts["content.settings.nameNeeded"]); }
        foreach (var (name, value) in new[] { ("NameZh", Input.NameZh), ("NameEn", Input.NameEn), ("CityZh", Input.CityZh), ("CityEn", Input.CityEn), ("OperatorZh", Input.OperatorZh), ("OperatorEn", Input.OperatorEn) })
        {
            if (value?.Length > Longest) { ModelState.AddModelError($"Input.{name}", texts["content.settings.nameTooLong", Longest]); }
        }
        if (!string.IsNullOrWhiteSpace(Input.Email) && (Input.Email.Length > 200 || !MailAddress.TryCreate(Input.Email, out _))) { ModelState.AddModelError("Input.Email", texts["content.settings.emailWrong"]); }
    }
}
