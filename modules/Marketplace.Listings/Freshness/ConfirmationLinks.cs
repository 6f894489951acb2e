using System.Globalization;
using System.Security.Cryptography;
using Marketplace.Modularity;
using Microsoft.AspNetCore.DataProtection;

namespace Marketplace.Listings.Freshness;

/// <summary>Links in mail by which the holder confirms one listing without signing in.</summary>
internal sealed class ConfirmationLinks(IDataProtectionProvider protection, SiteAddress address, TimeProvider clock)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(45);
    private readonly IDataProtector protector = protection.CreateProtector("Marketplace.Listings.Confirmation");

    public string TokenFor(Listing listing) =>
        protector.Protect($"{listing.Id:N} {(clock.GetUtcNow() + Lasts).UtcTicks.ToString(CultureInfo.InvariantCulture)}");

    public string For(Listing listing, string language) =>
        $"{address.Absolute(language, $"/listings/{listing.ShortId}/confirmation")}?token={Uri.EscapeDataString(TokenFor(listing))}";

    /// <summary>The listing's id, or null where the token is not ours or too old.</summary>
    public Guid? Read(string? token)
    {
        if (string.IsNullOrEmpty(token)) { return null; }
        try
        {
            return protector.Unprotect(token).Split(' ') is [var id, var until] && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().UtcTicks ? Guid.ParseExact(id, "N") : null;
        }
        catch (CryptographicException) { return null; }
    }
}
