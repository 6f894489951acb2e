using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Media;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Media.Permissions.All;

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Blobs>().AddSingleton<PictureRenderer>().AddSingleton<PictureShelf>().AddSingleton<CoverArt>().AddSingleton<UploadLimit>();
        services.AddScoped<FileDoor>().AddScoped<IFileRule, LogoRule>().AddScoped<IAuditNames, AuditedFiles>();
        services.AddScoped(provider => new FileStore(provider, provider.GetRequiredService<MarketplaceDbContext>()));
        services.AddJob<FileSweepJob>("0 20 19 * * ?").AddScoped<IDoctorCheck, FilesAgree>();
    }

    public override void MapEndpoints(WebApplication app)
    {
        app.MapDownloads();
        app.MapUploads();
    }
}
