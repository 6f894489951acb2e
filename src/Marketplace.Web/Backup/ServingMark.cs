namespace Marketplace.Web.Backup;

/// <summary>
/// Held while a site serves a data directory, so that a second one, or a restore, is refused at its start. The system lets go of it when the process ends, however it ends.
/// With PostgreSQL several hosts may share a directory: each holds it, and only a restore wants it for itself.
/// </summary>
internal sealed class ServingMark : IDisposable
{
    public const string FileName = "serving";
    private readonly FileStream held;

    private ServingMark(FileStream held) => this.held = held;

    /// <param name="folder">The data directory; made where it is missing.</param>
    /// <param name="shared">Others may hold it as well.</param>
    /// <returns>Null where another process holds it.</returns>
    public static ServingMark? TryTake(string folder, bool shared)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path)) { File.WriteAllText(path, ""); }
            return new ServingMark(shared ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read) : new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path)) { return null; }
    }

    public void Dispose() => held.Dispose();
}
