using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Marketplace.Media;

/// <summary>
/// On a page model whose form carries files: <c>[AcceptsFiles]</c>, or <c>[AcceptsFiles(200)]</c> for several at once. A longer request is refused before it is read.
/// </summary>
/// <param name="megabytes">Longest request, in MiB.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AcceptsFilesAttribute(int megabytes = 52) : Attribute, IAuthorizationFilter, IOrderedFilter, IRequestSizeLimitMetadata
{
    private const long Overhang = 512L << 20;

    private long Most => (long)megabytes << 20;

    /// <summary>The server cuts the line beyond this, and a browser whose line is cut shows no answer; so what is refused here may still be sent, and is dropped.</summary>
    public long? MaxRequestBodySize => Most + Overhang;

    /// <summary>Before the antiforgery token is looked for in the body.</summary>
    public int Order => -1000;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (request.ContentLength > Most) { context.Result = new StatusCodeResult(StatusCodes.Status413PayloadTooLarge); return; }
        var features = context.HttpContext.Features;
        if (request.HasFormContentType && features.Get<IFormFeature>() is not { Form: not null })
        {
            features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = Most }));
        }
    }
}
