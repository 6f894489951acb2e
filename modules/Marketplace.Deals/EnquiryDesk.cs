using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Media;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals;

/// <summary>What the acting member does with enquiries of the organization acted for. Everything is saved when a method returns.</summary>
internal sealed class EnquiryDesk(MarketplaceDbContext db, CurrentMember member, EnquiryLimits limits, FileStore files, WorkingCalendar calendar, TimeProvider clock)
{
    private const int Tries = 6;

    /// <exception cref="RuleBroken">A limit is reached, or the listing cannot be asked.</exception>
    public async Task<Guid> OpenAsync(Listing listing, string subject, string text, IReadOnlyCollection<Guid> fileIds, CancellationToken cancel, Action<Guid>? also = null)
    {
        var (words, now) = (WordsOf(text), clock.GetUtcNow());
        await limits.CheckOpeningAsync(words, listing.Id, member.Organization!.IsVerified(now), cancel);
        var enquiry = Enquiry.Open(listing, words, subject, calendar, now, await TitleAsync(listing, cancel));
        db.Add(enquiry);
        also?.Invoke(enquiry.Id);
        await files.AttachAsync(enquiry.Messages[0].Id, Owner, fileIds, cancel);
        await db.SaveChangesAsync(cancel);
        return enquiry.Id;
    }

    /// <summary>As the asker knows it: the title of an anonymous demand does not name its owner.</summary>
    private async Task<Bilingual> TitleAsync(Listing listing, CancellationToken cancel) => listing.Approved is DemandContent { Anonymous: true } demand
        ? Unnamed.Of(demand, await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == listing.Organization, cancel)).Title
        : listing.Approved!.Title;

    /// <returns>False where there is no such enquiry of this organization.</returns>
    /// <exception cref="RuleBroken">A limit is reached.</exception>
    public async Task<bool> ReplyAsync(Guid id, string text, IReadOnlyCollection<Guid> fileIds, CancellationToken cancel)
    {
        var words = WordsOf(text);
        await limits.CheckReplyAsync(words, id, cancel);
        return await ChangeAsync(id, async enquiry =>
        {
            var message = enquiry.Reply(words, clock.GetUtcNow());
            await files.AttachAsync(message.Id, Owner, fileIds, cancel);
            var person = member.PersonId;
            db.RemoveRange(await db.Set<ReplyDraft>().Where(d => d.EnquiryId == id && d.PersonId == person).ToListAsync(cancel));
        }, cancel);
    }

    /// <inheritdoc cref="ReplyAsync"/>
    public Task<bool> WithdrawAsync(Guid id, Guid message, CancellationToken cancel) => ChangeAsync(id, async enquiry =>
    {
        await db.Entry(enquiry).Collection(e => e.Messages).Query().Where(m => m.Id == message).LoadAsync(cancel);
        enquiry.Withdraw(message, member.PersonId, clock.GetUtcNow());
    }, cancel);

    /// <inheritdoc cref="ReplyAsync"/>
    public Task<bool> CloseAsync(Guid id, CancellationToken cancel) => ChangeAsync(id, enquiry =>
    {
        enquiry.Close(member.OrganizationId);
        return Task.CompletedTask;
    }, cancel);

    /// <summary>This organization has seen everything: nothing is unread, and the next message is mailed again.</summary>
    public async Task ReadAsync(Guid id, CancellationToken cancel)
    {
        var (organization, now) = (member.OrganizationId, clock.GetUtcNow());
        await db.Set<EnquirySide>().Where(s => s.EnquiryId == id && s.Organization == organization && (s.Unread > 0 || s.MailDueAt != null || s.MailedAt != null))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Unread, 0).SetProperty(s => s.ReadAt, now).SetProperty(s => s.MailDueAt, (DateTimeOffset?)null).SetProperty(s => s.MailedAt, (DateTimeOffset?)null), cancel);
    }

    public Task<bool> IsOursAsync(Guid id, CancellationToken cancel)
    {
        var organization = member.OrganizationId;
        return db.Set<EnquirySide>().AnyAsync(s => s.EnquiryId == id && s.Organization == organization, cancel);
    }

    private FileOwner Owner => new(member.OrganizationId, member.PersonId);

    private Words WordsOf(string text) => new(member.OrganizationId, member.PersonId, text.Trim());

    /// <summary>Both sides may write at the same moment: the later one looks again and does its part on what the other left.</summary>
    private async Task<bool> ChangeAsync(Guid id, Func<Enquiry, Task> change, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var enquiry = await db.Set<Enquiry>().Include(e => e.Sides).SingleOrDefaultAsync(e => e.Id == id, cancel);
            if (enquiry?.PartyOf(member.OrganizationId) is null) { return false; }
            try
            {
                await change(enquiry);
                await db.SaveChangesAsync(cancel);
                return true;
            }
            catch (DbUpdateConcurrencyException) when (tries < Tries)
            {
                db.ChangeTracker.Clear();
                await Task.Delay(Random.Shared.Next(10, 40) * tries, cancel);
            }
        }
    }
}

/// <summary>Which files of a conversation may be read: by both organizations while the message stands, and by who oversees.</summary>
internal sealed class EnquiryFiles(MarketplaceDbContext db, CurrentMember member) : IFileRule
{
    public async Task<FileReaders> WhoReadsAsync(StoredFile file, CancellationToken cancel)
    {
        var subjects = file.Uses.Select(u => u.Subject).ToList();
        var overseen = member.May(Permissions.Oversee);
        var organization = member.May(Permissions.Read) ? member.Organization?.Id : null;
        if (subjects.Count == 0 || (organization is null && !overseen)) { return FileReaders.None; }
        var messages = db.Set<EnquiryMessage>().Where(m => subjects.Contains(m.Id));
        var readable = overseen
            ? await messages.AnyAsync(cancel)
            : await messages.AnyAsync(m => m.WithdrawnAt == null && db.Set<EnquirySide>().Any(s => s.EnquiryId == m.EnquiryId && s.Organization == organization), cancel);
        return readable ? FileReaders.ThisReader : FileReaders.None;
    }
}
