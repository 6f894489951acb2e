using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Deals;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Deals.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
    [
        new(MenuPlace.Workspace, "deals.menu", EnquiryPaths.Inbox, "messages", Deals.Permissions.Read, 40) { Count = "enquiries" },
        new(MenuPlace.Admin, "deals.menu", "/admin/enquiries", "messages", Deals.Permissions.Oversee, 40) { Count = "overdue-enquiries" },
    ];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EnquiryOptions>().BindConfiguration(EnquiryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(_ => WorkingCalendar.Read(Path.Combine(AppContext.BaseDirectory, "seeds", "holidays.json")));
        services.AddScoped<EnquiryLimits>().AddScoped<EnquiryDesk>().AddScoped<Asking>().AddScoped<EnquiryPeople>().AddScoped<Inbox>().AddScoped<MessageFiles>().AddScoped<Conversations>();
        services.AddScoped<IFileRule, EnquiryFiles>().AddScoped<IAuditNames, AuditedEnquiries>();
        services.AddScoped<IDeskCount, UnreadEnquiries>().AddScoped<IDeskCount, OverdueEnquiries>().AddScoped<IDoctorCheck, CalendarIsKnown>();
        services.AddMailTopic(EnquiryMailJob.Topic);
        services.AddEventReader("deals").Handle<EnquiryAnswered, FirstReplyMedian>().Handle<PersonClosed, ForgetDrafts>();
        services.AddJob<EnquiryMailJob>("0 * * * * ?");
        services.AddJob<ReplyClockJob>("30 0/10 * * * ?");
    }
}
