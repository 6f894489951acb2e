using Marketplace.Modularity;

namespace Marketplace.Media;

public static class Permissions
{
    public const string Upload = "media.upload";

    /// <summary>Reads every file, also those that no rule opens.</summary>
    public const string ReadAll = "media.read-all";

    internal static readonly IReadOnlyList<Permission> All =
    [
        new(Upload) { EveryMember = true },
        new(ReadAll) { SiteRoles = [SiteRole.Operator] },
    ];
}
