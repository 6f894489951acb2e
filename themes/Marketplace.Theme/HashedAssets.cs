using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketplace.Theme;

public static partial class HashedAssets
{
    /// <summary>Files of the theme that carry their content's hash in the name are kept by browsers for good, and not asked for again.</summary>
    public static TBuilder KeepHashed<TBuilder>(this TBuilder assets) where TBuilder : IEndpointConventionBuilder
    {
        assets.Add(endpoint =>
        {
            if (endpoint is not RouteEndpointBuilder route || !Hashed().IsMatch(route.RoutePattern.RawText ?? "") || endpoint.RequestDelegate is not { } send) { return; }
            endpoint.RequestDelegate = context =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Task.CompletedTask;
                });
                return send(context);
            };
        });
        return assets;
    }

    [GeneratedRegex(@"_content/Marketplace\.Theme/[\w.-]+\.[A-Z0-9]{8}\.(css|js)$")]
    private static partial Regex Hashed();
}
