using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using Marketplace.Modularity;

namespace Marketplace.Web;

/// <summary>What search engines ask for: <c>/robots.txt</c>, <c>/sitemap.xml</c> and its pieces, each page in both languages with links between them.</summary>
internal static class Sitemap
{
    /// <summary>Two addresses a page: pieces of at most 10,000 addresses.</summary>
    public const int PagesInPiece = 5_000;

    private const string Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string Xhtml = "http://www.w3.org/1999/xhtml";
    private const string ContentType = "application/xml; charset=utf-8";
    private static readonly string[] NotForRobots = ["/account", "/workspace", "/admin", "/setup", "/contact/", "/search", "/api/", "/files/"];
    private static readonly XmlWriterSettings Settings = new() { Async = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public static void MapSitemap(this WebApplication app)
    {
        var files = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        files.MapGet("/robots.txt", (SiteAddress site) => Results.Text(Robots(site)));
        files.MapGet("/sitemap.xml", WriteIndexAsync).CacheOutput(PublicPages.Policy);
        files.MapGet("/sitemaps/{part}-{piece:int:min(1)}.xml", WritePieceAsync);
    }

    private static string Robots(SiteAddress site) => string.Join('\n',
        ["User-agent: *", .. NotForRobots.SelectMany(path => Language.All.Select(language => $"Disallow: {Language.PathIn(language, path)}")), "", $"Sitemap: {site.Url}/sitemap.xml", ""]);

    private static async Task WriteIndexAsync(HttpContext http, IEnumerable<ISitemapPart> parts, SiteAddress site)
    {
        http.Response.ContentType = ContentType;
        await using var xml = XmlWriter.Create(http.Response.Body, Settings);
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "sitemapindex", Schema);
        foreach (var part in parts)
        {
            var pieces = (await part.CountAsync(http.RequestAborted) + PagesInPiece - 1) / PagesInPiece;
            for (var piece = 1; piece <= pieces; piece++)
            {
                await xml.WriteStartElementAsync(null, "sitemap", Schema);
                await xml.WriteElementStringAsync(null, "loc", Schema, string.Create(CultureInfo.InvariantCulture, $"{site.Url}/sitemaps/{part.Name}-{piece}.xml"));
                await xml.WriteEndElementAsync();
            }
        }
        await xml.WriteEndElementAsync();
    }

    private static async Task WritePieceAsync(string part, int piece, HttpContext http, IEnumerable<ISitemapPart> parts, SiteAddress site)
    {
        var found = parts.FirstOrDefault(p => p.Name == part);
        if (found is null || piece > int.MaxValue / PagesInPiece) { http.Response.StatusCode = StatusCodes.Status404NotFound; return; }
        http.Response.ContentType = ContentType;
        await using var xml = XmlWriter.Create(http.Response.Body, Settings);
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "urlset", Schema);
        await xml.WriteAttributeStringAsync("xmlns", "xhtml", null, Xhtml);
        await foreach (var page in found.ReadAsync((piece - 1) * PagesInPiece, PagesInPiece, http.RequestAborted))
        {
            foreach (var language in Language.All) { await WriteAsync(xml, page, language, site); }
        }
        await xml.WriteEndElementAsync();
    }

    private static async Task WriteAsync(XmlWriter xml, SitemapPage page, string language, SiteAddress site)
    {
        var path = new PathString(page.Path).ToUriComponent();
        await xml.WriteStartElementAsync(null, "url", Schema);
        await xml.WriteElementStringAsync(null, "loc", Schema, site.Absolute(language, path));
        if (page.Changed is { } changed) { await xml.WriteElementStringAsync(null, "lastmod", Schema, changed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)); }
        foreach (var other in Language.All) { await LinkAsync(xml, other, site.Absolute(other, path)); }
        await LinkAsync(xml, "x-default", site.Absolute(Language.Zh, path));
        await xml.WriteEndElementAsync();
    }

    private static async Task LinkAsync(XmlWriter xml, string language, string address)
    {
        await xml.WriteStartElementAsync("xhtml", "link", Xhtml);
        await xml.WriteAttributeStringAsync(null, "rel", null, "alternate");
        await xml.WriteAttributeStringAsync(null, "hreflang", null, language);
        await xml.WriteAttributeStringAsync(null, "href", null, address);
        await xml.WriteEndElementAsync();
    }
}

/// <summary>The pages where everything begins.</summary>
internal sealed class EntrancePages : ISitemapPart
{
    private static readonly string[] Paths = ["/", "/achievements", "/demands", "/services", "/organizations"];

    public string Name => "site";

    public Task<int> CountAsync(CancellationToken cancel) => Task.FromResult(Paths.Length);

    public async IAsyncEnumerable<SitemapPage> ReadAsync(int skip, int take, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var path in Paths.Skip(skip).Take(take)) { yield return new SitemapPage(path); }
    }
}
