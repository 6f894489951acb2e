namespace Marketplace.Modularity;

/// <summary>The directory below which the site keeps everything on disk (absolute).</summary>
public sealed record SiteFolder(string Path)
{
    /// <summary>A directory of a module below it, made where it is missing.</summary>
    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
}

/// <summary>The address that visitors use, without a slash at the end.</summary>
public sealed record SiteAddress(string Url)
{
    public string Absolute(string language, string path) => Url + Language.PathIn(language, path);
}
