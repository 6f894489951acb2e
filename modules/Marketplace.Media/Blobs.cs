using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Marketplace.Modularity;

namespace Marketplace.Media;

/// <summary>
/// Contents on disk, each under its SHA-256, and what was rendered from them. A content is whole or not there: it is written beside, synced, then renamed.
/// </summary>
internal sealed class Blobs
{
    private readonly string contents, renditions, temporary;

    public Blobs(SiteFolder folder)
    {
        var root = folder.Sub("files");
        contents = Directory.CreateDirectory(Path.Combine(root, "contents")).FullName;
        renditions = Directory.CreateDirectory(Path.Combine(root, "renditions")).FullName;
        temporary = Directory.CreateDirectory(Path.Combine(root, "temporary")).FullName;
    }

    public string PathOf(string sha256) => Path.Combine(contents, sha256[..2], sha256);

    /// <summary>Renditions of one content lie in one folder, so that they go with it.</summary>
    public string RenditionsOf(string sha256) => Path.Combine(renditions, sha256[..2], sha256);

    public string NewTemporaryPath() => Path.Combine(temporary, Guid.NewGuid().ToString("N"));

    /// <summary>Writes at most <paramref name="limit"/> bytes; null where there is more, and then no more is read.</summary>
    public async Task<Incoming?> ReceiveAsync(Stream source, long limit, CancellationToken cancel)
    {
        var incoming = new Incoming(NewTemporaryPath());
        var buffer = ArrayPool<byte>.Shared.Rent(81_920);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var target = new FileStream(incoming.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                int read;
                while ((read = await source.ReadAsync(buffer, cancel)) > 0)
                {
                    incoming.Size += read;
                    if (incoming.Size > limit) { break; }
                    hash.AppendData(buffer, 0, read);
                    await target.WriteAsync(buffer.AsMemory(0, read), cancel);
                }
                target.Flush(flushToDisk: true);
            }
            if (incoming.Size > limit) { incoming.Dispose(); return null; }
            incoming.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            return incoming;
        }
        catch { incoming.Dispose(); throw; }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
    }

    /// <summary>The content stands under its hash when this returns, also after a power cut. One that is there already is replaced by its equal, which makes it fresh for <see cref="TryRemove"/>.</summary>
    public void Keep(Incoming incoming)
    {
        var path = PathOf(incoming.Sha256);
        MakeFolder(Path.GetDirectoryName(path)!);
        File.Move(incoming.Path, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Keeps something rendered beside the content; what another request made first stays.</summary>
    public string KeepRendition(string temporaryPath, string sha256, string name)
    {
        var path = Path.Combine(RenditionsOf(sha256), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(temporaryPath, path, overwrite: true);
        return path;
    }

    public IEnumerable<string> AllHashes() =>
        Directory.EnumerateDirectories(contents).SelectMany(Directory.EnumerateFiles).Select(f => Path.GetFileName(f)!);

    public DateTimeOffset WrittenAt(string sha256) => File.GetLastWriteTimeUtc(PathOf(sha256));

    /// <summary>
    /// Removes a content that no row needs. It is set aside first and looked at again: an upload of the same content may have come between, and then it goes back.
    /// </summary>
    /// <returns>True where it is gone.</returns>
    public async Task<bool> TryRemoveAsync(string sha256, DateTimeOffset writtenBefore, Func<Task<bool>> isNeeded)
    {
        var aside = NewTemporaryPath();
        try { File.Move(PathOf(sha256), aside); }
        catch (FileNotFoundException) { return true; }
        if (File.GetLastWriteTimeUtc(aside) >= writtenBefore.UtcDateTime || await isNeeded())
        {
            if (!File.Exists(PathOf(sha256))) { File.Move(aside, PathOf(sha256), overwrite: true); }
            File.Delete(aside);
            return false;
        }
        File.Delete(aside);
        if (Directory.Exists(RenditionsOf(sha256))) { Directory.Delete(RenditionsOf(sha256), recursive: true); }
        return true;
    }

    /// <summary>Removes what interrupted uploads and killed renderings left behind.</summary>
    public int SweepTemporary(DateTimeOffset writtenBefore)
    {
        var old = Directory.EnumerateFiles(temporary).Where(f => File.GetLastWriteTimeUtc(f) < writtenBefore.UtcDateTime).ToList();
        var oldFolders = Directory.EnumerateDirectories(temporary).Where(f => Directory.GetLastWriteTimeUtc(f) < writtenBefore.UtcDateTime).ToList();
        old.ForEach(File.Delete);
        oldFolders.ForEach(f => Directory.Delete(f, recursive: true));
        return old.Count + oldFolders.Count;
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) { return; }
        Directory.CreateDirectory(folder);
        SyncFolder(contents);
    }

    /// <summary>A rename is only sure to outlive a power cut when its folder is synced; .NET has no call for it, and Windows needs none.</summary>
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) { return; }
        var handle = Native.open(folder, 0);
        if (handle < 0) { return; }
        _ = Native.fsync(handle);
        _ = Native.close(handle);
    }

    private static class Native
    {
#pragma warning disable IDE1006, SYSLIB1054, CA5392
        [DllImport("libc", SetLastError = true)] public static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
        [DllImport("libc", SetLastError = true)] public static extern int fsync(int handle);
        [DllImport("libc", SetLastError = true)] public static extern int close(int handle);
#pragma warning restore IDE1006, SYSLIB1054, CA5392
    }
}

/// <summary>An upload on disk that is not kept yet; disposing removes what was not kept.</summary>
internal sealed class Incoming(string path) : IDisposable
{
    public string Path => path;
    public long Size { get; set; }
    public string Sha256 { get; set; } = "";

    public void Dispose() => File.Delete(path);
}
