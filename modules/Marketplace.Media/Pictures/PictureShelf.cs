using System.Collections.Concurrent;

namespace Marketplace.Media;

/// <summary>Renditions on disk, each made when it is asked for first and kept.</summary>
internal sealed class PictureShelf(Blobs blobs, PictureRenderer pictures)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<FileRefusal?>>> making = new(StringComparer.Ordinal);

    /// <summary>Path of the rendition, or why there is none. Many who ask at once wait for one rendering.</summary>
    /// <param name="file">A picture.</param>
    /// <param name="name">Rendition with extension: <c>card.webp</c>.</param>
    public async Task<(string? Path, FileRefusal? Refusal)> PathOfAsync(StoredFile file, string name)
    {
        var path = Path.Combine(blobs.RenditionsOf(file.Sha256), name);
        if (File.Exists(path)) { return (path, null); }
        // Not tied to the request that came first: the others wait for the same picture.
        var made = making.GetOrAdd(path, _ => new Lazy<Task<FileRefusal?>>(() => MakeAsync(file.Sha256, name)));
        try { return await made.Value is { } refusal ? (null, refusal) : (path, null); }
        finally { making.TryRemove(new(path, made)); }
    }

    private async Task<FileRefusal?> MakeAsync(string sha256, string name)
    {
        if (!File.Exists(blobs.PathOf(sha256))) { return FileRefusal.Missing; }
        var folder = Directory.CreateDirectory(blobs.NewTemporaryPath());
        try
        {
            var rendered = await pictures.RenderAsync(blobs.PathOf(sha256), folder.FullName, [name], CancellationToken.None);
            if (rendered.Refusal is null) { blobs.KeepRendition(Path.Combine(folder.FullName, name), sha256, name); }
            return rendered.Refusal;
        }
        finally { folder.Delete(recursive: true); }
    }
}
