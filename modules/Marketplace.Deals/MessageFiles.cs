using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals;

/// <summary>Files of a form with a message: stored at once, so that they are still there when something else in the form is wrong.</summary>
internal sealed class MessageFiles(MarketplaceDbContext db, CurrentMember member, FileStore store, EnquiryLimits limits, Texts texts)
{
    /// <returns>What will go with the message: those stored before and those that came now.</returns>
    public async Task<IReadOnlyList<StoredFile>> KeepAsync(IReadOnlyList<IFormFile> uploads, IReadOnlyCollection<Guid> storedBefore, ModelStateDictionary state, CancellationToken cancel)
    {
        var (organization, person) = (member.OrganizationId, member.PersonId);
        var kept = await db.Set<StoredFile>().AsNoTracking()
            .Where(f => storedBefore.Contains(f.Id) && f.OrganizationId == organization && f.UploadedBy == person && f.State == FileState.Pending).OrderBy(f => f.Id).ToListAsync(cancel);
        if (kept.Count + uploads.Count > limits.FilesInAMessage)
        {
            state.AddModelError("Uploads", texts["deals.files.tooMany", limits.FilesInAMessage]);
            return kept;
        }
        foreach (var upload in uploads)
        {
            var outcome = await store.SaveAttachmentAsync(upload, new FileOwner(organization, person), cancel);
            if (outcome.IsStored) { kept.Add(outcome.File); } else { state.AddModelError("Uploads", $"{upload.FileName}: {outcome.Message(texts)}"); }
        }
        return kept;
    }
}
