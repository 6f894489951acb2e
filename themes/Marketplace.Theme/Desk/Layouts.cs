using Microsoft.AspNetCore.Http;

namespace Marketplace.Theme;

public static class Layouts
{
    /// <summary>The layout of a page that names none: the desk below <c>/workspace</c> and <c>/admin</c>, else the public one.</summary>
    public static string For(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/workspace") || context.Request.Path.StartsWithSegments("/admin") ? "_Desk" : "_Layout";
}
