using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Content;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Content.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
    [
        new(MenuPlace.Admin, "content.menu.pages", "/admin/pages", "file-text", Content.Permissions.Edit, 60),
        new(MenuPlace.Admin, "content.menu.settings", "/admin/settings", "settings", Content.Permissions.Settings, 90),
    ];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<RichText>().AddScoped<IAuditNames, AuditedPages>();
        services.AddScoped<IRecipeStep, SettingsStep>().AddScoped<IRecipeStep, PagesStep>();
        services.AddEventReader("content").Handle<SettingsChanged, TakeSettings>();
        services.AddScoped<ISitemapPart, PageAddresses>();
        services.AddHostedService<SettingsAtStart>();
    }
}
