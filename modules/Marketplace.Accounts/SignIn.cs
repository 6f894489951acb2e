using System.Security.Claims;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Accounts;

/// <summary>How people sign in and what the session cookie says.</summary>
internal static class SignIn
{
    public const string CookieName = PublicPages.CookiePrefix + "session";
    private static readonly TimeSpan SeenEvery = TimeSpan.FromHours(1);

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Marketplace");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>().Configure<SiteFolder, Microsoft.Extensions.Logging.ILoggerFactory>((keys, folder, loggers) =>
            keys.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(new DirectoryInfo(folder.Sub("keys")), loggers));
        services.AddIdentityCore<Person>(identity =>
        {
            identity.User.RequireUniqueEmail = true;
            identity.User.AllowedUserNameCharacters = "";
            identity.SignIn.RequireConfirmedEmail = true;
            identity.Password = new PasswordOptions { RequiredLength = 10, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1 };
            identity.Lockout.MaxFailedAccessAttempts = 5;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        }).AddUserStore<PersonStore>().AddPasswordValidator<PasswordRules>().AddSignInManager().AddTokenProvider<DataProtectorTokenProvider<Person>>(TokenOptions.DefaultProvider);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, Cookie);
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.LoginPath = "/account/login";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = RecognizeAsync;
        options.Events.OnRedirectToLogin = AskToSignInAsync;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static async Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var http = context.HttpContext;
        if (IsApi(http.Request)) { context.Response.StatusCode = StatusCodes.Status401Unauthorized; return; }
        var isReading = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var back = isReading ? null : await http.RequestServices.GetRequiredService<HeldForms>().HoldAsync(http, http.RequestAborted);
        // The address of an action leads nowhere when it is opened; without a page to come back to the workspace will do.
        context.Response.Redirect(isReading ? context.RedirectUri : http.Request.PathBase + "/account/login" + QueryString.Create("returnUrl", back ?? http.Request.PathBase + "/workspace"));
    }

    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api");

    /// <summary>Loads the person each time, so that a changed password, a taken role or a deactivation counts at once.</summary>
    private static async Task RecognizeAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) { return; }
        var member = http.RequestServices.GetRequiredService<CurrentMember>();
        var stamp = context.Principal?.FindFirstValue(new ClaimsIdentityOptions().SecurityStampClaimType);
        var known = Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            && stamp is not null
            && await member.BecomeAsync(id, stamp, http.Connection.RemoteIpAddress?.ToString(), http.RequestAborted);
        if (known)
        {
            context.ReplacePrincipal(Named(context.Principal!, member.Person!.Name.ToString()));
            await SeenAsync(http, member.Person);
            return;
        }
        context.RejectPrincipal();
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>Identity puts the address where pages look for the name.</summary>
    private static ClaimsPrincipal Named(ClaimsPrincipal principal, string name)
    {
        var identity = new ClaimsIdentity(principal.Claims.Where(c => c.Type != ClaimTypes.Name).Append(new Claim(ClaimTypes.Name, name)), IdentityConstants.ApplicationScheme, ClaimTypes.Name, ClaimTypes.Role);
        return new ClaimsPrincipal(identity);
    }

    private static async Task SeenAsync(HttpContext http, Person person)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (person.LastSeenAt + SeenEvery > now) { return; }
        await http.RequestServices.GetRequiredService<MarketplaceDbContext>().Set<Person>().Where(p => p.Id == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.LastSeenAt, now), http.RequestAborted);
    }

    /// <summary>Tells the audit trail where visitors come from.</summary>
    public static IApplicationBuilder UseVisitors(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.User.Identity?.IsAuthenticated != true) { http.RequestServices.GetRequiredService<Actor>().IsVisitor(http.Connection.RemoteIpAddress?.ToString()); }
        return next(http);
    });
}

/// <summary>Each permission of each module is a policy of its name; without one an endpoint is for the signed-in.</summary>
internal static class Policies
{
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<PermissionBook>().AddScoped<CurrentMember>().AddScoped<IAuthorizationHandler, MemberMay>();
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<PermissionBook>((authorization, permissions) =>
        {
            // An address that leads nowhere is not found, for visitors too.
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme)
                .RequireAssertion(context => context.User.Identity?.IsAuthenticated == true || context.Resource is HttpContext http && http.GetEndpoint() is null).Build();
            foreach (var permission in permissions.All)
            {
                authorization.AddPolicy(permission.Name, policy => policy.RequireAuthenticatedUser().AddRequirements(new Needs(permission.Name)));
            }
        });
    }

    private sealed record Needs(string Permission) : IAuthorizationRequirement;

    private sealed class MemberMay(CurrentMember member) : AuthorizationHandler<Needs>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Needs requirement)
        {
            if (member.May(requirement.Permission)) { context.Succeed(requirement); }
            return Task.CompletedTask;
        }
    }
}
