using Marketplace.Modularity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Theme;

/// <summary>One line of the rail, as this person sees it.</summary>
public sealed record DeskEntry(string Text, string Path, string Icon, bool IsCurrent, int Count);

/// <summary>The rail of signed-in pages: entries the person may open, with the numbers that wait.</summary>
/// <param name="Other">Whether there is anything for the person on the other side (workspace ↔ operators' pages).</param>
public sealed record DeskMenu(MenuPlace Place, IReadOnlyList<DeskEntry> Entries, bool Other)
{
    /// <summary>Name of the <see cref="IDeskCount"/> beside the bell.</summary>
    public const string Unread = "notifications";

    public static async Task<DeskMenu> OfAsync(HttpContext context, Texts texts)
    {
        var place = context.Request.Path.StartsWithSegments("/admin") ? MenuPlace.Admin : MenuPlace.Workspace;
        var registry = context.RequestServices.GetRequiredService<MenuRegistry>();
        var open = await AllowedAsync(context, registry.In(place));
        var current = open.Where(i => Covers(i, context.Request.Path)).MaxBy(i => i.Path.Length);
        var entries = new List<DeskEntry>();
        foreach (var item in open)
        {
            entries.Add(new DeskEntry(texts[item.TextKey].Value, item.Path, item.Icon, item == current, item.Count is null ? 0 : await CountAsync(context, item.Count)));
        }
        var other = await AllowedAsync(context, registry.In(place == MenuPlace.Admin ? MenuPlace.Workspace : MenuPlace.Admin));
        return new DeskMenu(place, entries, other.Count > 0);
    }

    public static async Task<bool> HasAdminAsync(HttpContext context) =>
        (await AllowedAsync(context, context.RequestServices.GetRequiredService<MenuRegistry>().In(MenuPlace.Admin))).Count > 0;

    /// <summary>The number of that name for the acting person; 0 where no module counts it.</summary>
    public static async Task<int> CountAsync(HttpContext context, string name)
    {
        var counter = context.RequestServices.GetServices<IDeskCount>().FirstOrDefault(c => c.Name == name);
        return counter is null ? 0 : await counter.CountAsync(context.RequestAborted);
    }

    private static bool Covers(MenuItem item, PathString path) => path == item.Path || path.StartsWithSegments(item.Path);

    private static async Task<List<MenuItem>> AllowedAsync(HttpContext context, IEnumerable<MenuItem> items)
    {
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        var allowed = new List<MenuItem>();
        foreach (var item in items)
        {
            if ((await authorization.AuthorizeAsync(context.User, null, item.Permission)).Succeeded) { allowed.Add(item); }
        }
        return allowed;
    }
}
