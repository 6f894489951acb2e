using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Hosting;

namespace Marketplace.Theme.Pages.Style;

/// <summary>The signed-in pages' layout with sample entries, in Development only.</summary>
[AllowAnonymous]
public sealed class DeskModel(IHostEnvironment environment, Texts texts) : PageModel
{
    public IActionResult OnGet()
    {
        if (!environment.IsDevelopment()) { return NotFound(); }
        string[] icons = ["home", "clipboard-list", "arrows-exchange", "messages", "briefcase", "bookmark", "users"];
        ViewData["DeskMenu"] = new DeskMenu(MenuPlace.Workspace,
            [.. icons.Select((icon, i) => new DeskEntry(texts[$"theme.style.menu.{i + 1}"], "/style/desk", icon, i == 1, i is 2 or 3 ? i * 2 : 0))], Other: true);
        return Page();
    }

    /// <summary>Takes what autosave sends and keeps nothing.</summary>
    public IActionResult OnPut() => environment.IsDevelopment() ? new JsonResult(new { }) : NotFound();

    public IActionResult OnPost() => environment.IsDevelopment() ? RedirectToPage() : NotFound();
}
