using Marketplace.Accounts;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Accounts;

public sealed class Rights(AccountSite site) : IClassFixture<AccountSite>
{
    private Task<bool> MayAsync(Person person, string permission) => site.InScopeAsync(async services =>
    {
        var member = services.GetRequiredService<CurrentMember>();
        Assert.True(await member.BecomeAsync(person.Id, null, null, CancellationToken.None));
        return member.May(permission);
    });

    [Theory]
    [InlineData(null, Permissions.UseAdmin, false)]
    [InlineData(SiteRole.Administrator, Permissions.ManagePeople, true)]
    [InlineData(SiteRole.Operator, Permissions.VerifyOrganizations, true)]
    [InlineData(SiteRole.Operator, Permissions.ManagePeople, false)]
    [InlineData(SiteRole.Auditor, Permissions.ViewAudit, true)]
    [InlineData(SiteRole.Auditor, Permissions.VerifyOrganizations, false)]
    [InlineData(SiteRole.Editor, Permissions.ViewAudit, false)]
    [InlineData(null, Permissions.UseWorkspace, true)]
    public async Task A_site_role_has_its_rights_and_no_others(string? role, string permission, bool expected) =>
        Assert.Equal(expected, await MayAsync(await site.PersonAsync(role), permission));

    [Theory]
    [InlineData(OrganizationRole.Viewer, Permissions.ViewOrganization, true)]
    [InlineData(OrganizationRole.Contributor, Permissions.EditOrganization, false)]
    [InlineData(OrganizationRole.Manager, Permissions.EditOrganization, true)]
    [InlineData(OrganizationRole.Manager, Permissions.ManageMembers, false)]
    [InlineData(OrganizationRole.Owner, Permissions.ManageMembers, true)]
    public async Task A_role_in_the_acting_organization_includes_those_below(OrganizationRole role, string permission, bool expected) =>
        Assert.Equal(expected, await MayAsync(await site.PersonAsync(organization: await site.OrganizationAsync(), role: role), permission));

    [Fact]
    public async Task Each_permission_of_each_module_is_a_policy()
    {
        var policies = site.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        foreach (var permission in site.Services.GetRequiredService<ModuleCatalog>().Modules.SelectMany(m => m.Startup.Permissions))
        {
            Assert.NotNull(await policies.GetPolicyAsync(permission.Name));
        }
        Assert.NotNull(await policies.GetFallbackPolicyAsync());
    }
}
