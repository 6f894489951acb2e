using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Marketplace.Web.Backup;

/// <summary>A backup that was opened and found to be one; <see cref="CheckAsync"/> reads it whole before anything is done with it.</summary>
internal sealed class BackupArchive : IDisposable
{
    private readonly string path;
    private readonly ZipArchive archive;

    private BackupArchive(string path, ZipArchive archive, BackupManifest manifest) => (this.path, this.archive, Manifest) = (path, archive, manifest);

    public BackupManifest Manifest { get; }

    /// <exception cref="BackupException">There is no such file, or it is no backup that this program reads.</exception>
    public static async Task<BackupArchive> OpenAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path)) { throw new BackupException($"There is no file {path}."); }
        ZipArchive? archive = null;
        try
        {
            archive = await ZipFile.OpenReadAsync(path, cancel);
            var entry = archive.GetEntry(BackupManifest.FileName) ?? throw new BackupException($"{path} is not a backup of this program: it has no {BackupManifest.FileName}.");
            await using var content = await entry.OpenAsync(cancel);
            var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(content, BackupJson.Options, cancel);
            if (manifest?.Format != BackupManifest.ThisFormat) { throw new BackupException($"{path} is not a backup of this program: {BackupManifest.FileName} says '{manifest?.Format}'."); }
            if (manifest.Version > BackupManifest.ThisVersion) { throw new BackupException($"{path} was made by a newer version of this program (form {manifest.Version}, known is {BackupManifest.ThisVersion})."); }
            return new BackupArchive(path, archive, manifest);
        }
        catch (InvalidDataException damaged) { archive?.Dispose(); throw new BackupException($"{path} is damaged or not a backup: {damaged.Message}", damaged); }
        catch (JsonException damaged) { archive?.Dispose(); throw new BackupException($"{path}: {BackupManifest.FileName} is damaged: {damaged.Message}", damaged); }
        catch { archive?.Dispose(); throw; }
    }

    /// <summary>Reads every part and compares it with the manifest.</summary>
    /// <exception cref="BackupException">A part is missing, damaged or foreign; it is named.</exception>
    public async Task CheckAsync(Action<double> progress, CancellationToken cancel)
    {
        var parts = Manifest.Tables.Select(t => (t.Entry, t.Sha256)).Concat(Manifest.Files.Select(f => (f.Entry, f.Sha256))).ToList();
        foreach (var file in Manifest.Files) { RefuseOutside(file.Path); }
        foreach (var (i, (entry, sha256)) in parts.Index())
        {
            string found;
            try
            {
                await using var content = await OpenPartAsync(entry, cancel);
                found = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
            }
            catch (InvalidDataException damaged) { throw new BackupException($"{path}: the part {entry} is damaged: {damaged.Message}", damaged); }
            if (found != sha256) { throw new BackupException($"{path}: the part {entry} is damaged: its SHA-256 is not that of the manifest."); }
            progress((i + 1.0) / parts.Count);
        }
    }

    /// <exception cref="BackupException">It is missing.</exception>
    public async Task<Stream> OpenPartAsync(string entry, CancellationToken cancel) =>
        await (archive.GetEntry(entry) ?? throw new BackupException($"{path}: the part {entry} is missing.")).OpenAsync(cancel);

    private void RefuseOutside(string file)
    {
        if (Path.IsPathRooted(file) || file.Split('/', '\\').Any(step => step is ".." or "")) { throw new BackupException($"{path}: the part {file} would lie outside of the data directory."); }
    }

    public void Dispose() => archive.Dispose();
}
