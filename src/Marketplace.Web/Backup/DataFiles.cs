namespace Marketplace.Web.Backup;

/// <summary>Which files of the data directory a backup holds: all but the database, which it has as rows, and what the site makes again by itself.</summary>
internal static class DataFiles
{
    /// <summary>Names at the top of the data directory that begin so are left out.</summary>
    private static readonly string[] LeftOut = ["marketplace.db", "search", "mail", ".", Restoring.Folder, Restoring.Replaced, ServingMark.FileName];

    /// <summary>Folders whose contents are made again.</summary>
    private static readonly string[] MadeAgain = ["files/temporary/", "files/renditions/", "files/covers/"];

    /// <returns>Paths below <paramref name="folder"/>, with slashes, in order.</returns>
    public static IEnumerable<string> In(string folder)
    {
        if (!Directory.Exists(folder)) { return []; }
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(path => !LeftOut.Any(name => path.StartsWith(name, StringComparison.Ordinal)) && !MadeAgain.Any(name => path.StartsWith(name, StringComparison.Ordinal)) && !path.EndsWith(".part", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>What a running or once started site leaves in an otherwise empty directory does not count.</summary>
    public static bool IsEmpty(string folder) =>
        !Directory.Exists(folder) || !(Directory.EnumerateFiles(folder, "marketplace.db*").Any() || In(folder).Any());
}
