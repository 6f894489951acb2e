using Marketplace.Modularity;
using Microsoft.AspNetCore.Http;

namespace Marketplace.Accounts;

public enum VerificationFileProblem { None, Empty, TooLarge, Kind }

/// <summary>
/// Documents handed in for verification (licences, letters). They lie apart from what the site shows, are read by operators and the organization's owners only,
/// and are always downloaded, never opened in the page. PDF, JPEG and PNG, told by their first bytes.
/// </summary>
internal sealed class VerificationFiles(SiteFolder folder)
{
    public const int LargestBytes = 10 << 20;
    public const int Most = 6;
    private string Folder => folder.Sub("verifications");

    public static async Task<VerificationFileProblem> ProblemOfAsync(IFormFile file, CancellationToken cancel)
    {
        if (file.Length == 0) { return VerificationFileProblem.Empty; }
        if (file.Length > LargestBytes) { return VerificationFileProblem.TooLarge; }
        await using var content = file.OpenReadStream();
        var first = new byte[8];
        var read = await content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancel);
        return ExtensionOf(first.AsSpan(0, read)) is null ? VerificationFileProblem.Kind : VerificationFileProblem.None;
    }

    public async Task<VerificationDocument> KeepAsync(IFormFile file, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        var path = PathOf(id);
        await using (var kept = new FileStream(path + ".part", FileMode.CreateNew))
        {
            await file.CopyToAsync(kept, cancel);
            kept.Flush(flushToDisk: true);
        }
        File.Move(path + ".part", path);
        return new VerificationDocument(id, NameOf(file.FileName));
    }

    /// <exception cref="FileNotFoundException">It is missing on disk.</exception>
    public Stream Open(Guid id) => File.OpenRead(PathOf(id));

    private string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N"));

    private static string NameOf(string name)
    {
        var plain = string.Concat(Path.GetFileName(name.Replace('\\', '/')).Where(c => !char.IsControl(c) && !Path.GetInvalidFileNameChars().Contains(c)));
        return plain.Length switch { 0 => "document", > 120 => plain[^120..], _ => plain };
    }

    private static string? ExtensionOf(ReadOnlySpan<byte> first) =>
        first.StartsWith("%PDF-"u8) ? ".pdf"
        : first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ".jpg"
        : first.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? ".png"
        : null;
}
