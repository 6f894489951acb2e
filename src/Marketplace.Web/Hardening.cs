using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Marketplace.Web;

/// <summary>Headers on every answer, and limits on how fast one address may ask.</summary>
internal static class Hardening
{
    /// <summary>Pages hold no inline script or style, so <c>'self'</c> is enough and cached pages need no nonce.</summary>
    public static IApplicationBuilder UseHardHeaders(this IApplicationBuilder app, bool https)
    {
        var policies = new HeaderPolicyCollection()
            .AddFrameOptionsDeny()
            .AddContentTypeOptionsNoSniff()
            .AddReferrerPolicyStrictOriginWhenCrossOrigin()
            .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
            .AddPermissionsPolicy(policy => { policy.AddCamera().None(); policy.AddMicrophone().None(); policy.AddGeolocation().None(); })
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().Self();
                csp.AddImgSrc().Self().Data().Blob();
                csp.AddObjectSrc().None();
                csp.AddBaseUri().Self();
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
            });
        if (https) { policies.AddStrictTransportSecurityMaxAgeIncludeSubDomains(); }
        return app.UseSecurityHeaders(policies);
    }

    /// <summary>
    /// A ceiling for one address on what is answered anew: generous to a reader and to an office behind one address, narrow for a script.
    /// Pages from the output cache and static files do not count. <c>RateLimits:RequestsPerMinute</c> changes it; 0 switches it off.
    /// </summary>
    public static IServiceCollection AddRequestCeiling(this IServiceCollection services, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("RateLimits:RequestsPerMinute", 1200);
        return services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            if (perMinute <= 0) { return; }
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new TokenBucketRateLimiterOptions { TokenLimit = perMinute, TokensPerPeriod = Math.Max(1, perMinute / 6), ReplenishmentPeriod = TimeSpan.FromSeconds(10), QueueLimit = 0 }));
        });
    }
}
