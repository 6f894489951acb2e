using System.Security.Cryptography;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Marketplace.Web;

/// <summary>The demonstration city: filled in at the first start where it is enabled, its accounts printed.</summary>
internal static class Demonstration
{
    private const string PasswordKey = "Marketplace:Demo:Password";
    private static readonly string[] Accounts = ["admin", "operator", "editor", "university", "company", "agency"];

    public static async Task PrepareAsync(WebApplication app, CancellationToken cancel)
    {
        if (!app.Configuration.GetValue<bool>("Marketplace:Demo:Enabled")) { return; }
        if (!await IsFreshAsync(app, cancel)) { return; }
        var given = app.Configuration[PasswordKey];
        var password = string.IsNullOrEmpty(given) ? MakePassword() : given;
        app.Configuration[PasswordKey] = password;
        await AnsiConsole.Status().StartAsync("Loading the demonstration city", _ => Seed.RunAsync(app.Services, "demo-city", _ => { }, cancel));
        AnsiConsole.WriteLine("The demonstration city is loaded. Accounts, all with one password:");
        foreach (var account in Accounts) { AnsiConsole.WriteLine($"  {account}@example.org"); }
        AnsiConsole.WriteLine(string.IsNullOrEmpty(given) ? $"  password (shown this once): {password}" : "  password: the one in Marketplace:Demo:Password");
    }

    /// <summary>Nobody has an account yet, or the recipe was ended half-way: running it again fills what is missing.</summary>
    private static async Task<bool> IsFreshAsync(WebApplication app, CancellationToken cancel)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>();
        return !await db.Set<Person>().AnyAsync(cancel) || !await db.Set<Listings.Listing>().AnyAsync(cancel);
    }

    /// <summary>Letters and digits that are not mistaken for each other; 78 bits.</summary>
    private static string MakePassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
}
