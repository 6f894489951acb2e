using Marketplace.Modularity;

namespace Marketplace.Notifications;

public static class Permissions
{
    /// <summary>Reads one's own notices and chooses one's own mail.</summary>
    public const string ReadNotices = "notifications.read";

    internal static readonly IReadOnlyList<Permission> All = [new(ReadNotices) { EveryMember = true }];
}
