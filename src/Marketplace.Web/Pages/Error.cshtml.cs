using System.Diagnostics;
using Marketplace.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Web;

/// <summary>The page for every refused or failed request that a person made.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true)]
public sealed class ErrorModel(CurrentMember member) : PageModel
{
    /// <summary>Part of the text key: empty for our own failures.</summary>
    public string Kind { get; private set; } = "";
    public string? TraceId { get; private set; }

    public void OnGet(int? status) => Show(status);
    public void OnPost(int? status) => Show(status);

    private void Show(int? status)
    {
        Kind = status switch { 404 => "notFound.", 401 or 403 => member.IsStaff ? "deniedStaff." : "denied.", 429 => "tooMany.", >= 400 and < 500 => "bad.", _ => "" };
        if (Kind.Length == 0) { TraceId = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier; }
    }
}
