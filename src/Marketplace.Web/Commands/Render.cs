using Marketplace.Media;

namespace Marketplace.Web.Commands;

/// <summary>
/// The hidden verb <c>render</c>: the process in which pictures are decoded. It starts for every rendering, so nothing of the site is touched before it.
/// </summary>
internal static class Render
{
    public static bool Is(string[] args) => args is ["render", ..];

    public static int Run(string[] args) => RenderChild.Run(args[1..]);
}
