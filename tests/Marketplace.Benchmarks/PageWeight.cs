using System.Text.RegularExpressions;

namespace Marketplace.Benchmarks;

/// <summary>What a first view costs: the page and every style, script, picture and font that it names, as compressed on the wire.</summary>
internal static partial class PageWeight
{
    public static async Task<long> OfAsync(Uri site, string path)
    {
        using var plain = new HttpClient(new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = site };
        var html = await plain.GetStringAsync(path);
        using var wire = new HttpClient { BaseAddress = site };
        wire.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        wire.DefaultRequestHeaders.Add("Accept", "image/webp,*/*");
        var total = (await wire.GetByteArrayAsync(path)).LongLength;
        foreach (var asset in Assets().Matches(html).Select(m => m.Groups[1].Value).Where(a => a.StartsWith('/') && !a.StartsWith("//")).Distinct())
        {
            total += (await wire.GetByteArrayAsync(System.Net.WebUtility.HtmlDecode(asset))).LongLength;
        }
        return total;
    }

    [GeneratedRegex("""(?:<link[^>]+rel="(?:stylesheet|icon|modulepreload)"[^>]+href|<script[^>]+src|<img[^>]+src)="([^"]+)""")]
    private static partial Regex Assets();
}
