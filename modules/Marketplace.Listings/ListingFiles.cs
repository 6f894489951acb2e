using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Listings;

/// <summary>
/// Who may read the pictures and attachments of listings: what is approved and open to everyone is everyone's, what is for members or verified organizations is theirs.
/// What opens after an agreement or in a deal room is opened by the module that knows of it.
/// </summary>
internal sealed class ListingFiles(MarketplaceDbContext db, CurrentMember member, TimeProvider clock) : IFileRule
{
    public async Task<FileReaders> WhoReadsAsync(StoredFile file, CancellationToken cancel)
    {
        var subjects = file.Uses.Select(u => u.Subject).ToList();
        if (subjects.Count == 0) { return FileReaders.None; }
        var shown = await db.Set<Listing>().AsNoTracking()
            .Where(l => subjects.Contains(l.Id) && l.State != ListingState.Draft && l.State != ListingState.InReview && l.State != ListingState.Withdrawn && l.ApprovedNumber > 0)
            .Select(l => l.Approved!).ToListAsync(cancel);
        return shown.Select(content => Readers(content, file.Id)).DefaultIfEmpty(FileReaders.None).Max();
    }

    private FileReaders Readers(ListingContent content, Guid file)
    {
        Stage? stage = content.Pictures.Any(p => p.File == file) ? Stage.Teaser : content.Attachments.FirstOrDefault(a => a.File == file)?.Stage;
        if (stage is not (Stage.Teaser or Stage.Members)) { return FileReaders.None; }
        var isOpen = content.Visibility switch
        {
            Visibility.Public => true,
            Visibility.Members => member.IsSignedIn,
            Visibility.Verified => member.Organization?.IsVerified(clock.GetUtcNow()) == true,
            _ => false,
        };
        if (!isOpen || (stage == Stage.Members && !member.IsSignedIn)) { return FileReaders.None; }
        return content.Visibility == Visibility.Public && stage == Stage.Teaser ? FileReaders.Everyone : FileReaders.ThisReader;
    }
}
