using Marketplace.Data;

namespace Marketplace.Media;

/// <summary>Paths of files, from the root, the same in both languages.</summary>
public static class MediaUrls
{
    /// <summary><c>/media/{short id}/{rendition}.webp</c>, or <c>.jpg</c>.</summary>
    public static string Picture(Guid fileId, Rendition rendition, bool jpeg = false) =>
        $"/media/{ShortId.From(fileId)}/{rendition.Name}.{(jpeg ? "jpg" : "webp")}";

    /// <summary><c>/files/{id}/{name}</c>, answered as a download.</summary>
    public static string Download(Guid fileId, string name) => $"/files/{fileId}/{Uri.EscapeDataString(name)}";

    public static string Download(StoredFile file) => Download(file.Id, file.Name);

    /// <summary>A drawn picture of 1200 by 630 pixels for link previews of things without a picture of their own. The same thing always has the same one.</summary>
    /// <param name="field">Code of the technology field (<c>new-it.ai</c>).</param>
    /// <param name="subject">The thing shown.</param>
    public static string Cover(string? field, Guid subject) => $"/media/cover/{Uri.EscapeDataString(string.IsNullOrEmpty(field) ? "none" : field)}/{ShortId.From(subject)}.jpg";
}
