using System.Globalization;

namespace Marketplace.Deals;

internal static class Sizes
{
    /// <summary>312 KB, 1.4 MB.</summary>
    public static string Show(long bytes) => bytes < 1 << 20
        ? $"{Math.Max(1, (bytes + 1023) / 1024)} KB"
        : (bytes / (double)(1 << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MB";
}
