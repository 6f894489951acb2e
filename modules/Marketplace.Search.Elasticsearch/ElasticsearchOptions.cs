using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Section <c>Search:Elasticsearch</c>.</summary>
public sealed class ElasticsearchOptions
{
    public const string Section = "Search:Elasticsearch";

    /// <summary>Address of a node, or of several, parted by commas: <c>https://one:9200,https://two:9200</c>.</summary>
    public string Url { get; set; } = "http://localhost:9200";

    /// <summary>Basic authentication.</summary>
    public string? Username { get; set; }
    public string? Password { get; set; }

    /// <summary>An API key as Kibana shows it (encoded), instead of a user.</summary>
    public string? ApiKey { get; set; }

    /// <summary>SHA-256 of the cluster's certificate authority, 64 hexadecimal digits: trusted in place of what the machine trusts.</summary>
    public string? CertificateFingerprint { get; set; }

    /// <summary>Name that readers search by; generations add a number to it. For several sites on one cluster.</summary>
    public string Index { get; set; } = "marketplace";

    /// <summary>How long a question that somebody waits for may take before the database answers instead: 1 to 120.</summary>
    public int SecondsToAnswer { get; set; } = 4;

    /// <summary>The same cluster under another name of the index.</summary>
    internal ElasticsearchOptions WithIndex(string index)
    {
        var same = (ElasticsearchOptions)MemberwiseClone();
        same.Index = index;
        return same;
    }

    internal IReadOnlyList<string> Urls => Url.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal ElasticsearchClientSettings ClientSettings(ElasticsearchClientSettings.SourceSerializerFactory serializer)
    {
        var nodes = Urls.Select(u => new Uri(u)).ToList();
        var settings = new ElasticsearchClientSettings(nodes is [var one] ? new SingleNodePool(one) : new StaticNodePool(nodes), serializer);
        if (!string.IsNullOrEmpty(Username)) { settings.Authentication(new BasicAuthentication(Username, Password ?? "")); }
        if (!string.IsNullOrEmpty(ApiKey)) { settings.Authentication(new Base64ApiKey(ApiKey)); }
        if (!string.IsNullOrEmpty(CertificateFingerprint)) { settings.CertificateFingerprint(CertificateFingerprint); }
        return settings;
    }
}

/// <summary>Stops the start on a setting that cannot work, and names its key.</summary>
internal sealed class ElasticsearchOptionsAreRight : IValidateOptions<ElasticsearchOptions>
{
    private const int LongestIndex = 100;
    private const int MostSeconds = 120;

    public ValidateOptionsResult Validate(string? name, ElasticsearchOptions options)
    {
        var wrong = Wrong(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(ElasticsearchOptions options)
    {
        static string Key(string of) => $"{ElasticsearchOptions.Section}:{of}";
        if (options.Urls.Count == 0 || options.Urls.Any(u => !IsAddress(u))) { yield return $"{Key("Url")} has to be an address such as https://search.example.org:9200, or several, parted by commas."; }
        else if (options.Urls.Any(u => new Uri(u).UserInfo.Length > 0)) { yield return $"{Key("Url")} has a user in it; {Key("Username")} and {Key("Password")} are the place for that."; }
        if (string.IsNullOrEmpty(options.Username) != string.IsNullOrEmpty(options.Password)) { yield return $"{Key("Username")} and {Key("Password")} belong together; one of them is missing."; }
        if (!string.IsNullOrEmpty(options.Username) && !string.IsNullOrEmpty(options.ApiKey)) { yield return $"{Key("ApiKey")} stands beside {Key("Username")}; one of them is enough."; }
        if (options.ApiKey is { Length: > 0 } key && !System.Buffers.Text.Base64.IsValid(key)) { yield return $"{Key("ApiKey")} has to be the encoded key (Base64)."; }
        if (options.CertificateFingerprint is { Length: > 0 } print && !IsFingerprint(print)) { yield return $"{Key("CertificateFingerprint")} has to be a SHA-256 fingerprint: 64 hexadecimal digits."; }
        if (options.SecondsToAnswer is < 1 or > MostSeconds) { yield return $"{Key("SecondsToAnswer")} has to be 1 to {MostSeconds}."; }
        if (!IsIndexName(options.Index)) { yield return $"{Key("Index")} may have small letters, digits and hyphens, and begins with a letter."; }
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static bool IsFingerprint(string text) => text.Replace(":", "", StringComparison.Ordinal) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit);

    private static bool IsIndexName(string text) =>
        text.Length is > 0 and <= LongestIndex && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
