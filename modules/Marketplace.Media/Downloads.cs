using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Marketplace.Media;

/// <summary>Pictures under <c>/media</c> and downloads under <c>/files</c>. Whoever may not read a file learns nothing of it: 404.</summary>
internal static class Downloads
{
    private const string ForEver = "public, max-age=31536000, immutable", ForDay = "public, max-age=86400", ForReader = "private, max-age=3600";
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    public static void MapDownloads(this WebApplication app)
    {
        // A page of pictures is one visit; what rendering may cost is limited by itself.
        app.MapMethods("/media/cover/{field}/{seed}.jpg", Read, CoverAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        app.MapMethods("/media/{file}/{name}", Read, PictureAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        app.MapMethods("/files/{file}/{name?}", Read, FileAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> PictureAsync(string file, string name, FileDoor door, PictureShelf shelf, HttpContext http)
    {
        var (rendition, extension) = (Rendition.Named(Path.GetFileNameWithoutExtension(name)), Path.GetExtension(name));
        if (rendition is null || extension is not (".webp" or ".jpg")) { return Missing(http); }
        if (await door.FindAsync(file, http.RequestAborted) is not { File.Kind: FileKind.Image } found) { return Missing(http); }
        return await SendRenditionAsync(found, rendition.Name + extension, shelf, http, download: null);
    }

    private static async Task<IResult> FileAsync(string file, FileDoor door, PictureShelf shelf, Blobs blobs, HttpContext http)
    {
        if (await door.FindAsync(file, http.RequestAborted) is not { } found) { return Missing(http); }
        // A photograph tells where it was taken; only its owner gets it as it was uploaded.
        if (found.File.Kind == FileKind.Image && !found.IsOwn)
        {
            return await SendRenditionAsync(found, "full.jpg", shelf, http, Path.ChangeExtension(found.File.Name, ".jpg"));
        }
        var path = blobs.PathOf(found.File.Sha256);
        if (!File.Exists(path)) { return Missing(http); }
        Protect(http, found.Readers == FileReaders.Everyone ? ForDay : "private, no-store");
        var type = found.File.ContentType is FileContent.Text or FileContent.Csv ? found.File.ContentType + "; charset=utf-8" : found.File.ContentType;
        return TypedResults.PhysicalFile(path, type, found.File.Name, found.File.Created, new EntityTagHeaderValue($"\"{found.File.Sha256[..32]}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> SendRenditionAsync(ReadableFile found, string name, PictureShelf shelf, HttpContext http, string? download)
    {
        var (path, refusal) = await shelf.PathOfAsync(found.File, name);
        if (path is null && refusal == FileRefusal.Busy)
        {
            http.Response.Headers.RetryAfter = "5";
            return Quietly(http, TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable));
        }
        if (path is null) { return Missing(http); }
        Protect(http, found.Readers == FileReaders.Everyone ? ForEver : ForReader);
        var tag = new EntityTagHeaderValue($"\"{found.File.Sha256[..32]}-{name}\"");
        return TypedResults.PhysicalFile(path, name.EndsWith(".webp", StringComparison.Ordinal) ? PictureHeader.Webp : PictureHeader.Jpeg, download, found.File.Created, tag, enableRangeProcessing: true);
    }

    private static async Task<IResult> CoverAsync(string field, string seed, CoverArt covers, HttpContext http)
    {
        var path = await covers.PathOfAsync(field, seed, http.RequestAborted);
        Protect(http, ForDay);
        return TypedResults.PhysicalFile(path, PictureHeader.Jpeg, entityTag: new EntityTagHeaderValue($"\"{Path.GetFileNameWithoutExtension(path)}\""));
    }

    /// <summary>What people uploaded is what its type says, whatever a browser takes it for.</summary>
    private static void Protect(HttpContext http, string cache)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = cache;
        headers.XContentTypeOptions = "nosniff";
    }

    private static IResult Missing(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        // A person who follows an old link to a file gets the page that says so; a picture on a page needs none.
        return http.Request.Path.StartsWithSegments("/media") ? Quietly(http, TypedResults.NotFound()) : TypedResults.NotFound();
    }

    private static IResult Quietly(HttpContext http, IResult result)
    {
        if (http.Features.Get<IStatusCodePagesFeature>() is { } pages) { pages.Enabled = false; }
        return result;
    }
}
