using Marketplace.Modularity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketplace.Notifications;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Notifications.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
        [new(MenuPlace.Workspace, "notifications.menu", "/workspace/notices", "bell", Notifications.Permissions.ReadNotices, 80) { Count = "notifications" }];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsCheck>();
        services.AddSingleton<MailTokens>().AddScoped<MailQueue>().AddScoped<NoticeBoard>().AddScoped<MailPreferences>();
        if (configuration["Mail:Smtp:Host"] is null) { services.AddSingleton<IMailTransport, MailPickup>(); } else { services.AddSingleton<IMailTransport, MailSmtp>(); }
        services.AddSingleton<MailSender>().AddHostedService(p => p.GetRequiredService<MailSender>());
        services.AddScoped<IDeskCount, UnreadNotices>().AddScoped<IDoctorCheck, NoDeadMail>();
        services.AddJob<MailCleaningJob>("0 20 19 * * ?");
    }
}
