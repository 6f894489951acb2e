using System.Security.Cryptography;
using Marketplace.Modularity;
using Microsoft.AspNetCore.DataProtection;

namespace Marketplace.Search.Saved;

/// <summary>Links in the mail of a followed search by which whoever holds the mail ends its mail, without signing in and without an end date.</summary>
internal sealed class AlertLinks(IDataProtectionProvider protection, SiteAddress address)
{
    private readonly IDataProtector protector = protection.CreateProtector("Marketplace.Search.Alerts");

    public string For(SavedSearch search) => address.Absolute(search.Language, "/mail/searches/" + protector.Protect(search.Id.ToString("N")));

    /// <summary>The search's id, or null where the token is not ours.</summary>
    public Guid? Read(string token)
    {
        try { return Guid.ParseExact(protector.Unprotect(token), "N"); }
        catch (Exception problem) when (problem is CryptographicException or FormatException) { return null; }
    }
}
