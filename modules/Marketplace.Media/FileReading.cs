using Marketplace.Accounts;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Media;

/// <summary>Who may read a file.</summary>
public enum FileReaders
{
    /// <summary>This rule has nothing to say; without any other word the file is not there.</summary>
    None,

    /// <summary>The person who acts now; answers are not kept by shared caches.</summary>
    ThisReader,

    /// <summary>Everybody: answers are kept by browsers and shared caches for a year.</summary>
    Everyone,
}

/// <summary>
/// A module's word on who may read a file: registered with <c>AddScoped&lt;IFileRule, MyRule&gt;()</c>. The most generous of all rules holds.
/// The owner's organization and operators may always read, without a rule.
/// </summary>
public interface IFileRule
{
    /// <param name="file">With its <see cref="StoredFile.Uses"/>, from which a rule finds its own things.</param>
    /// <param name="cancel">Ends with the request.</param>
    Task<FileReaders> WhoReadsAsync(StoredFile file, CancellationToken cancel);
}

/// <summary>A file that the acting person may read. <paramref name="IsOwn"/>: of their organization, or as an operator, so that they get it as it was uploaded.</summary>
internal sealed record ReadableFile(StoredFile File, FileReaders Readers, bool IsOwn);

/// <summary>Finds files for whoever asks; what they may not read is not there.</summary>
internal sealed class FileDoor(MarketplaceDbContext db, CurrentMember member, IEnumerable<IFileRule> rules)
{
    /// <param name="name">Id or short id.</param>
    /// <param name="cancel">Ends with the request.</param>
    public async Task<ReadableFile?> FindAsync(string name, CancellationToken cancel)
    {
        var files = db.Set<StoredFile>().AsNoTracking();
        var file = Guid.TryParse(name, out var id)
            ? await files.SingleOrDefaultAsync(f => f.Id == id, cancel)
            : name.Length == ShortId.Length ? await files.SingleOrDefaultAsync(f => f.ShortId == name, cancel) : null;
        if (file is null) { return null; }
        var readers = FileReaders.None;
        foreach (var rule in rules)
        {
            var said = await rule.WhoReadsAsync(file, cancel);
            readers = said > readers ? said : readers;
        }
        var isOwn = IsOwn(file);
        if (readers == FileReaders.None && isOwn) { readers = FileReaders.ThisReader; }
        return readers == FileReaders.None ? null : new ReadableFile(file, readers, isOwn);
    }

    private bool IsOwn(StoredFile file) =>
        member.IsSignedIn && (member.May(Permissions.ReadAll)
            || (file.OrganizationId is { } organization ? member.Memberships.Any(m => m.OrganizationId == organization) : file.UploadedBy == member.PersonId));
}

/// <summary>An organization's logo is on its public page.</summary>
internal sealed class LogoRule(MarketplaceDbContext db) : IFileRule
{
    public async Task<FileReaders> WhoReadsAsync(StoredFile file, CancellationToken cancel) =>
        file.OrganizationId is { } organization && await db.Set<Organization>().AnyAsync(o => o.Id == organization && o.LogoFileId == file.Id, cancel) ? FileReaders.Everyone : FileReaders.None;
}
