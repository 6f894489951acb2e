using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.House;

public sealed class EndpointsAreGuarded(SiteFactory site) : IClassFixture<SiteFactory>
{
    [Fact]
    public void Each_endpoint_says_who_may_use_it()
    {
        var silent = site.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != "{**path:file}") // static files, found at the build or beside it
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.RoutePattern.RawText).Distinct();
        Assert.Empty(silent);
    }

    [Fact]
    public void What_lies_under_workspace_and_admin_is_never_open_to_visitors()
    {
        var open = site.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText is { } route && (route.TrimStart('/').StartsWith("workspace", StringComparison.Ordinal) || route.TrimStart('/').StartsWith("admin", StringComparison.Ordinal)))
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => e.RoutePattern.RawText);
        Assert.Empty(open);
    }
}
