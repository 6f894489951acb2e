using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Marketplace.Data;
using Marketplace.Data.Postgres;
using Marketplace.Data.Sqlite;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Theme;
using Marketplace.Web.Backup;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.WebEncoders;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Quartz;

namespace Marketplace.Web;

/// <summary>Puts the site together: what every host has, then the modules in their order.</summary>
public static class Site
{
    /// <param name="args">Command-line configuration.</param>
    /// <param name="serving">False for verbs: no readers of the event log, no schedules, no web server.</param>
    /// <param name="replace">Last word on the services, for tests.</param>
    public static WebApplication Build(string[] args, bool serving, Action<IServiceCollection>? replace = null)
    {
        // The project's folder when run from the source, the program's folder when published: there lie the settings and App_Data.
        var content = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = content, ApplicationName = typeof(Site).Assembly.GetName().Name });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => { kestrel.AddServerHeader = false; kestrel.Limits.MaxRequestBodySize = 32 << 20; });
        var catalog = ModuleCatalog.Discover();
        if (serving) { BeginModel(builder, catalog); }
        AddSite(builder, catalog, serving);
        foreach (var module in catalog.Modules) { module.Startup.ConfigureServices(builder.Services, builder.Configuration); }
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        // It is needed before the first answer. What fails here fails again, and is told, where it is used.
        if (serving) { _ = Task.Run(() => app.Services.GetService<ISearchEngine>()); }
        Configure(app, catalog);
        return app;
    }

    /// <summary>
    /// Nothing takes a start as long as the model of the database, so it is begun before the services are together, from those that it needs alone. Contexts of the same options share it.
    /// Whatever fails here fails again, and is told, where the database is used.
    /// </summary>
    private static void BeginModel(WebApplicationBuilder builder, ModuleCatalog catalog) => _ = Task.Run(async () =>
    {
        var needed = new ServiceCollection().AddSingleton(catalog).AddSingleton(TimeProvider.System).AddMarketplaceData();
        AddDatabase(needed, builder);
        await using var services = needed.BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        _ = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>().Model;
    });

    private static void AddSite(WebApplicationBuilder builder, ModuleCatalog catalog, bool serving)
    {
        var services = builder.Services;
        services.AddOptions<MarketplaceOptions>().BindConfiguration(MarketplaceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(catalog).AddSingleton(new Texts(catalog.Assemblies)).AddSingleton<MenuRegistry>().AddSingleton<CurrentProfile>().AddSingleton(TimeProvider.System);
        services.AddSingleton<IStringLocalizerFactory, TextsFactory>().AddSingleton<IStringLocalizer>(p => p.GetRequiredService<Texts>());
        services.AddSingleton(new SiteFolder(FolderOf(builder)));
        services.AddSingleton(new SiteAddress((builder.Configuration["Marketplace:PublicUrl"] ?? "http://localhost:5000").TrimEnd('/')));
        AddDatabase(services, builder);
        services.AddMarketplaceData();
        AddPages(services, catalog);
        services.AddOutputCache(cache => { cache.AddPolicy(PublicPages.Policy, new PublicPages(TimeProvider.System)); cache.SizeLimit = 32 << 20; });
        services.AddSharedCache(builder.Configuration);
        services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddResponseCompression(compression => compression.EnableForHttps = false);
        services.AddProblemDetails().AddHttpContextAccessor();
        services.AddHealthChecks().AddCheck<DatabaseAnswers>("database").AddCheck<StorageWrites>("storage");
        services.AddRequestCeiling(builder.Configuration);
        AddTelemetry(builder);
        services.AddScoped<ISitemapPart, EntrancePages>().AddOpenApi();
        services.AddQuartz();
        if (!serving) { return; }
        services.AddSingleton<EventReader, EvictChangedPages>().AddHostedService<EventReaders>();
        services.AddHostedService<StartSchedules>();
    }

    private static string FolderOf(WebApplicationBuilder builder)
    {
        var folder = Path.GetFullPath(builder.Configuration["Marketplace:DataDirectory"] ?? "App_Data", builder.Environment.ContentRootPath);
        try { return Directory.CreateDirectory(folder).FullName; }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Marketplace:DataDirectory is {folder}, which cannot be made: {problem.Message}", problem);
        }
    }

    private static void AddDatabase(IServiceCollection services, WebApplicationBuilder builder)
    {
        var provider = builder.Configuration["Database:Provider"] ?? "Sqlite";
        var connection = builder.Configuration.GetConnectionString("Marketplace");
        switch (provider)
        {
            case "Sqlite":
                var folder = FolderOf(builder);
                services.AddMarketplaceSqlite(connection ?? $"Data Source={Path.Combine(folder, "marketplace.db")}");
                break;
            case "Postgres":
                services.AddMarketplacePostgres(connection ?? throw new InvalidOperationException("ConnectionStrings:Marketplace is needed where Database:Provider is Postgres."));
                break;
            default:
                throw new InvalidOperationException($"Database:Provider is '{provider}'; it can be Sqlite or Postgres.");
        }
    }

    /// <summary>Traces and metrics go where OTEL_EXPORTER_OTLP_ENDPOINT says, and nowhere without it.</summary>
    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) { return; }
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("marketplace"))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter("Marketplace.*").AddOtlpExporter());
    }

    private static void AddPages(IServiceCollection services, ModuleCatalog catalog)
    {
        var pages = services.AddRazorPages()
            .AddMvcOptions(mvc => mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()))
            .AddDataAnnotationsLocalization()
            .AddThemeWords();
        foreach (var assembly in catalog.Assemblies)
        {
            foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
            {
                if (!pages.PartManager.ApplicationParts.Any(p => p.Name == part.Name && p.GetType() == part.GetType())) { pages.PartManager.ApplicationParts.Add(part); }
            }
        }
        services.Configure<RouteOptions>(routes => { routes.LowercaseUrls = true; routes.AppendTrailingSlash = false; });
        services.AddAntiforgery(antiforgery => { antiforgery.Cookie.Name = PublicPages.CookiePrefix + "form"; antiforgery.Cookie.Path = "/"; antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; });
        services.Configure<CookieTempDataProviderOptions>(temp => { temp.Cookie.Name = PublicPages.CookiePrefix + "note"; temp.Cookie.Path = "/"; temp.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; });
    }

    private static void Configure(WebApplication app, ModuleCatalog catalog)
    {
        app.UseHardHeaders(https: app.Services.GetRequiredService<SiteAddress>().Url.StartsWith("https:", StringComparison.Ordinal));
        app.Use(SpeakLanguageOfPath);
        app.UseWhen(IsForPeople, people => people.UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/error/{0}"));
        app.UseWhen(context => !IsForPeople(context), programs => programs.UseExceptionHandler().UseStatusCodePages());
        app.UseRouting();
        app.UseOutputCache();
        app.UseRateLimiter();
        app.UseResponseCompression();
        app.UseAuthentication();
        foreach (var module in catalog.Modules) { module.Startup.ConfigureRequest(app); }
        app.UseAuthorization();
        app.MapStaticAssets().AllowAnonymous().KeepHashed();
        app.MapHealthChecks("/healthz", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/readyz").AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        app.MapRazorPages();
        app.MapSitemap();
        foreach (var module in catalog.Modules) { module.Startup.MapEndpoints(app); }
    }

    /// <summary>Programs get problem documents (RFC 9457), people get pages.</summary>
    private static bool IsForPeople(HttpContext context) => !context.Request.Path.StartsWithSegments("/api");

    /// <summary><c>/en</c> becomes the path base, so that every link made while answering stays in English.</summary>
    private static Task SpeakLanguageOfPath(HttpContext context, RequestDelegate next)
    {
        var language = Language.Zh;
        if (context.Request.Path.StartsWithSegments(Language.EnglishPrefix, out var rest))
        {
            language = Language.En;
            context.Request.PathBase = context.Request.PathBase.Add(Language.EnglishPrefix);
            context.Request.Path = rest.HasValue ? rest : "/";
        }
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return next(context);
    }

    /// <summary>Brings the database to the newest shape.</summary>
    public static async Task PrepareAsync(WebApplication app, CancellationToken cancel)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await Restoring.FinishAsync(app.Services.GetRequiredService<SiteFolder>().Path, () => scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>(), cancel);
        var database = scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>().Database;
        var known = database.GetMigrations().ToHashSet();
        var applied = (await database.GetAppliedMigrationsAsync(cancel)).ToHashSet();
        if (applied.FirstOrDefault(m => !known.Contains(m)) is { } unknown)
        {
            throw new InvalidOperationException($"The database was last written by a newer version of this program (it has {unknown}). Start that version.");
        }
        // Migrating compares the whole model with the last migration, which takes longer than everything else here.
        if (applied.Count < known.Count) { await database.MigrateAsync(cancel); }
    }
}
