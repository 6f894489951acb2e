using Marketplace.Modularity;

namespace Marketplace.Content;

public static class Permissions
{
    public const string Edit = "content.edit";
    public const string Settings = "content.settings";

    internal static readonly Permission[] All =
    [
        new(Edit) { SiteRoles = [SiteRole.Editor, SiteRole.Operator] },
        new(Settings) { SiteRoles = [SiteRole.Administrator] },
    ];
}
