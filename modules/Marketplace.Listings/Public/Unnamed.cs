using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>A demand without what reveals its owner: the name wherever it was written, file names and the district.</summary>
public static class Unnamed
{
    private const string Mark = "＊＊＊";

    public static ListingContent Of(ListingContent content, Organization owner) => Of(content, [.. Revealing(owner.Name, owner.CreditCode?.ToString(), owner.Website)]);

    /// <summary>What names an organization: its names, its number, its website and the host of it.</summary>
    internal static IEnumerable<string?> Revealing(Bilingual name, string? number, string? website) =>
        [name.Zh, name.En, number, website, Uri.TryCreate(website, UriKind.Absolute, out var address) && address.Host.Length > 3 ? Host(address.Host) : null];

    private static string Host(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;

    internal static ListingContent Of(ListingContent content, params string?[] revealing)
    {
        var text = JsonTextOptions.Write(content);
        foreach (var name in revealing)
        {
            if (string.IsNullOrWhiteSpace(name)) { continue; }
            text = text.Replace(JsonEncodedText.Encode(name.Trim(), JsonTextOptions.Options.Encoder).ToString(), Mark, StringComparison.OrdinalIgnoreCase);
        }
        var without = JsonTextOptions.Read<ListingContent>(text);
        return without with { Attachments = [], ContactShown = false, Region = City(without.Region) };
    }

    /// <summary>GB/T 2260: the last two digits are the district; in the four municipalities the last four.</summary>
    private static string? City(string? region) => region switch
    {
        not { Length: 6 } => region,
        ['1', '1' or '2', ..] or ['3', '1', ..] or ['5', '0', ..] => region[..2] + "0000",
        _ => region[..4] + "00",
    };
}
