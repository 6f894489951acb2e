using Marketplace.Accounts;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Marketplace.Media;

/// <summary>An upload by script: <c>POST /workspace/media?kind=image|attachment</c>, multipart, the antiforgery token in its header. The first file counts.</summary>
internal static class Uploads
{
    /// <summary>Boundaries and headers around the file.</summary>
    private const long Around = 64 << 10;

    /// <summary>What is refused may still be sent and is dropped: a browser whose line is cut shows no answer.</summary>
    private const long Overhang = 512L << 20;
    private const int LongestBoundary = 100;
    private const int MostFields = 20;

    public static void MapUploads(this WebApplication app)
    {
        var most = app.Services.GetRequiredService<IOptions<MediaOptions>>().Value;
        app.MapPost("/workspace/media", PostAsync).RequireAuthorization(Permissions.Upload)
            .WithMetadata(new RequestSizeLimitAttribute(Math.Max(most.AttachmentBytes, most.ImageBytes) + Around + Overhang)).ExcludeFromDescription();
    }

    private static async Task<IResult> PostAsync(HttpContext http, FileStore files, CurrentMember member, Texts texts, IAntiforgery antiforgery, IOptions<MediaOptions> options, [FromQuery] string? kind)
    {
        var wanted = kind == "attachment" ? FileKind.Attachment : FileKind.Image;
        if (http.Request.ContentLength > (wanted == FileKind.Image ? options.Value.ImageBytes : options.Value.AttachmentBytes) + Around)
        {
            return Refuse(FileOutcome.Refused(FileRefusal.TooBig, options.Value, wanted), texts);
        }
        // Without the header the token would be looked for in the body, which would be read whole first.
        if (!http.Request.Headers.ContainsKey("RequestVerificationToken") || !await antiforgery.IsRequestValidAsync(http)) { return TypedResults.Problem(statusCode: 400, title: texts["media.refused"]); }
        if (await FirstFileAsync(http.Request, http.RequestAborted) is not var (name, content)) { return Refuse(FileOutcome.Refused(FileRefusal.Missing, options.Value, wanted), texts); }
        var owner = member.AsFileOwner();
        var outcome = wanted == FileKind.Image
            ? await files.SaveImageAsync(content, name, owner, length: null, http.RequestAborted)
            : await files.SaveAttachmentAsync(content, name, owner, length: null, http.RequestAborted);
        return outcome.IsStored ? TypedResults.Json(Uploaded.Of(outcome.File), statusCode: StatusCodes.Status201Created) : Refuse(outcome, texts);
    }

    /// <summary>The body is read as it comes, so that nothing beyond the limit is kept anywhere.</summary>
    private static async Task<(string Name, Stream Content)?> FirstFileAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) { return null; }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary) { return null; }
        var reader = new MultipartReader(boundary, request.Body) { BodyLengthLimit = null };
        try
        {
            for (var fields = 0; fields < MostFields && await reader.ReadNextSectionAsync(cancel) is { } section; fields++)
            {
                if (section.AsFileSection() is { FileStream: { } content } file) { return (file.FileName, content); }
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException and not BadHttpRequestException) { /* the body is no form, or breaks off */ }
        return null;
    }

    private static ProblemHttpResult Refuse(FileOutcome outcome, Texts texts) => TypedResults.Problem(
        title: texts["media.refused"],
        detail: outcome.Message(texts),
        statusCode: outcome.Refusal switch
        {
            FileRefusal.TooBig => StatusCodes.Status413PayloadTooLarge,
            FileRefusal.TooMany => StatusCodes.Status429TooManyRequests,
            FileRefusal.Busy or FileRefusal.NotStored => StatusCodes.Status503ServiceUnavailable,
            FileRefusal.Missing => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?> { ["reason"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{outcome.Refusal}") });

    /// <summary>What a script learns of a stored file.</summary>
    private sealed record Uploaded(Guid Id, string Name, string ContentType, long Size, int? Width, int? Height, string Download, IReadOnlyDictionary<string, string>? Pictures)
    {
        public static Uploaded Of(StoredFile file) => new(file.Id, file.Name, file.ContentType, file.Size, file.Width, file.Height, MediaUrls.Download(file),
            file.Kind == FileKind.Image ? Rendition.All.ToDictionary(r => r.Name, r => MediaUrls.Picture(file.Id, r)) : null);
    }
}

public static class UploadsOnPages
{
    /// <summary>Uploads belong to the organization acted for, or to the person where there is none.</summary>
    public static FileOwner AsFileOwner(this CurrentMember member) => new(member.Organization?.Id, member.PersonId);
}
