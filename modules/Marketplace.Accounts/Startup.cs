using Marketplace.Accounts.Auditing;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Accounts;

public sealed class Startup : ModuleStartup
{
    public override IEnumerable<Permission> Permissions => Accounts.Permissions.All;

    public override IEnumerable<MenuItem> Menu =>
    [
        new(MenuPlace.Workspace, "accounts.menu.organization", "/workspace/organization", "building", Accounts.Permissions.UseWorkspace, 90),
        new(MenuPlace.Admin, "admin.title", "/admin", "layout-dashboard", Accounts.Permissions.UseAdmin, 0),
        new(MenuPlace.Admin, "admin.verifications", "/admin/verifications", "shield-check", Accounts.Permissions.VerifyOrganizations, 20) { Count = Pages.Admin.VerificationsWaiting.CountName },
        new(MenuPlace.Admin, "admin.organizations", "/admin/organizations", "building", Accounts.Permissions.ViewOrganizations, 60),
        new(MenuPlace.Admin, "admin.people", "/admin/people", "users", Accounts.Permissions.ViewPeople, 70),
        new(MenuPlace.Admin, "admin.audit", "/admin/audit", "history", Accounts.Permissions.ViewAudit, 90),
    ];

    public override void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSignIn();
        services.AddPolicies();
        services.AddFormLimit();
        services.AddScoped<HeldForms>().AddScoped<AccountMail>().AddScoped<Invitations>().AddScoped<Members>();
        services.Configure<MvcOptions>(mvc => mvc.Filters.Add<FillHeldForm>());
        services.AddJob<ForgetHeldFormsJob>("0 7 * * * ?");
        services.AddJob<VerificationJob>("0 10 17 * * ?");
        services.AddSingleton<CodeLists>().AddSingleton<VerificationFiles>().AddSingleton<Setup>().AddHostedService(p => p.GetRequiredService<Setup>());
        services.AddScoped<IAuditNames, AccountNames>().AddScoped<AuditWords>().AddScoped<AuditSentences>();
        services.AddScoped<IDeskCount, Pages.Admin.VerificationsWaiting>();
        services.AddScoped<IRecipeStep, RolesStep>().AddScoped<IRecipeStep, OrganizationsStep>().AddScoped<IRecipeStep, PeopleStep>();
    }

    public override void ConfigureRequest(IApplicationBuilder app) => app.UseVisitors();
}
