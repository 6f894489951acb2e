namespace Marketplace.Modularity;

public enum MenuPlace { Workspace, Admin }

/// <summary>An entry of the rail on signed-in pages. <paramref name="TextKey"/> is a key of the module's texts; <paramref name="Path"/> begins with a slash and is without language prefix.</summary>
public sealed record MenuItem(MenuPlace Place, string TextKey, string Path, string Icon, string Permission, int Order)
{
    /// <summary>Name of the <see cref="IDeskCount"/> whose number stands beside the entry.</summary>
    public string? Count { get; init; }
}

/// <summary>A number that waits for the person, shown beside a menu entry (unread enquiries, listings to review).</summary>
public interface IDeskCount
{
    string Name { get; }

    /// <summary>How many wait for the acting person, in a query that is quick on any page; 0 where the person may not see them.</summary>
    Task<int> CountAsync(CancellationToken cancel);
}

/// <summary>All menu entries of all modules, in order.</summary>
public sealed class MenuRegistry(ModuleCatalog catalog)
{
    private readonly List<MenuItem> items = [.. catalog.Modules.SelectMany(m => m.Startup.Menu).OrderBy(i => i.Order)];

    public IEnumerable<MenuItem> In(MenuPlace place) => items.Where(i => i.Place == place);
}
