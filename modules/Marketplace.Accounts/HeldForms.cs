using System.Security.Cryptography;
using System.Text.Json;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Marketplace.Accounts;

/// <summary>
/// A form sent by somebody who is not, or no longer, signed in is not lost: its text fields are kept encrypted, and after sign-in the page opens filled with them.
/// A page needs to do nothing for it: whatever it binds with <c>[BindProperty]</c> is filled after its OnGet (<see cref="FillHeldForm"/>), with a sentence above.
/// A page that only has a POST (an action) sends people back to the page they came from; there they press the button again.
/// Files are not kept. To read the fields yourself: <c>await heldForms.FindAsync(HttpContext, cancel)</c>.
/// Only the browser that sent the form (cookie <c>mp.held</c>) gets it back, for two hours.
/// </summary>
public sealed class HeldForms(MarketplaceDbContext db, IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Query = "held";
    private const string CookieName = PublicPages.CookiePrefix + "held";
    private const int LargestBytes = 256 << 10;
    private static readonly string[] NotKept = ["__RequestVerificationToken"];

    private readonly IDataProtector protector = protection.CreateProtector("HeldForm");

    /// <summary>Keeps the form of this request; the address of the page to come back to (with path base), or null where there is nothing to keep.</summary>
    public async Task<string?> HoldAsync(HttpContext http, CancellationToken cancel)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType) { return null; }
        var page = await PageToFillAsync(http);
        if (page is null) { return null; }
        var fields = await ReadAsync(http.Request, cancel);
        if (fields is null) { return page; }
        var held = new HeldForm
        {
            SecretHash = Invitation.HashOf(SecretOf(http)),
            Path = page,
            Encrypted = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(fields)),
            ExpiresAt = clock.GetUtcNow() + HeldForm.Lasts,
        };
        db.Add(held);
        await db.SaveChangesAsync(cancel);
        return QueryHelpers.AddQueryString(page, Query, held.Id.ToString("N"));
    }

    /// <summary>The fields that were held for this page and this browser, or null.</summary>
    public async Task<Dictionary<string, StringValues>?> FindAsync(HttpContext http, CancellationToken cancel)
    {
        if (!Guid.TryParse(http.Request.Query[Query], out var id) || http.Request.Cookies[CookieName] is not { Length: > 0 } secret) { return null; }
        var now = clock.GetUtcNow();
        var hash = Invitation.HashOf(secret);
        var held = await db.Set<HeldForm>().AsNoTracking().SingleOrDefaultAsync(h => h.Id == id && h.SecretHash == hash && h.ExpiresAt > now, cancel);
        // Only the page that it was meant for: a link cannot put one page's words into another's form.
        if (held is null || !held.Path.Split('?')[0].Equals(http.Request.PathBase + http.Request.Path, StringComparison.OrdinalIgnoreCase)) { return null; }
        try { return JsonSerializer.Deserialize<Dictionary<string, string[]>>(protector.Unprotect(held.Encrypted))!.ToDictionary(f => f.Key, f => new StringValues(f.Value)); }
        catch (CryptographicException) { return null; }
    }

    public Task<int> ForgetExpiredAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return db.Set<HeldForm>().Where(h => h.ExpiresAt < now).ExecuteDeleteAsync(cancel);
    }

    private static async Task<string?> PageToFillAsync(HttpContext http)
    {
        var request = http.Request;
        var here = request.PathBase + request.Path + QueryString.Create(request.Query.Where(q => q.Key is not ("handler" or Query)));
        if (http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
        {
            var compiled = await http.RequestServices.GetRequiredService<PageLoader>().LoadAsync(page, new EndpointMetadataCollection());
            if (compiled.HandlerMethods.Any(m => m.HttpMethod.Equals("GET", StringComparison.OrdinalIgnoreCase))) { return here; }
        }
        return Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value ? from.PathAndQuery : null;
    }

    private static async Task<Dictionary<string, string[]>?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        IFormCollection form;
        try { form = await request.ReadFormAsync(cancel); }
        catch (Exception problem) when (problem is InvalidDataException or BadHttpRequestException) { return null; }
        var fields = form.Where(f => !NotKept.Contains(f.Key) && !f.Key.Contains("password", StringComparison.OrdinalIgnoreCase)).ToDictionary(f => f.Key, f => f.Value.Select(v => v ?? "").ToArray());
        var characters = fields.Sum(f => f.Key.Length + f.Value.Sum(v => v.Length));
        return fields.Count > 0 && characters <= LargestBytes ? fields : null;
    }

    /// <summary>One secret a browser: several forms may wait for one sign-in.</summary>
    private static string SecretOf(HttpContext http)
    {
        if (http.Request.Cookies[CookieName] is { Length: >= 32 } known) { return known; }
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(CookieName, secret, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", MaxAge = HeldForm.Lasts, IsEssential = true });
        return secret;
    }
}

/// <summary>Drops held forms after their two hours.</summary>
internal sealed class ForgetHeldFormsJob(HeldForms held) : ScheduledJob
{
    public override Task RunAsync(CancellationToken cancel) => held.ForgetExpiredAsync(cancel);
}

internal static class SiteCookies
{
    /// <summary>After signing out the browser is a visitor again, whose pages come from the cache.</summary>
    public static void Forget(HttpContext http)
    {
        foreach (var name in http.Request.Cookies.Keys.Where(k => k.StartsWith(PublicPages.CookiePrefix, StringComparison.Ordinal) && k != SignIn.CookieName))
        {
            http.Response.Cookies.Delete(name, new CookieOptions { Path = "/" });
        }
    }
}
