namespace Marketplace.Modularity;

/// <summary>Public pages of a module, told to search engines. Always in the same order, so that they can be read in pieces.</summary>
public interface ISitemapPart
{
    /// <summary>Lower-case word; part of the address of its files.</summary>
    string Name { get; }

    Task<int> CountAsync(CancellationToken cancel);

    IAsyncEnumerable<SitemapPage> ReadAsync(int skip, int take, CancellationToken cancel);
}

/// <param name="Path">Without language prefix; the page exists in both languages.</param>
/// <param name="Changed">When its content last became another, where that is known.</param>
public sealed record SitemapPage(string Path, DateTimeOffset? Changed = null);
