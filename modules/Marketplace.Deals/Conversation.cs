using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Media;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals;

/// <summary>One message as a reader sees it. <paramref name="Text"/> is null where it was withdrawn and the reader does not oversee.</summary>
public sealed record SaidLine(EnquiryMessage Message, bool IsOurs, string Who, string? Text, IReadOnlyList<StoredFile> Files);

/// <summary>An enquiry with everything said in it, as one reader sees it.</summary>
public sealed record Conversation(Enquiry Enquiry, string Asker, string Owner, IReadOnlyList<SaidLine> Said);

internal sealed class Conversations(MarketplaceDbContext db, Inbox inbox, Texts texts)
{
    /// <param name="reader">The organization that reads, or null for staff, who see what was withdrawn and every name.</param>
    public async Task<Conversation?> FindAsync(Guid id, Guid? reader, CancellationToken cancel)
    {
        var enquiry = await db.Set<Enquiry>().AsNoTracking().Include(e => e.Messages.OrderBy(m => m.SentAt).ThenBy(m => m.Id)).Include(e => e.Steps).SingleOrDefaultAsync(e => e.Id == id, cancel);
        if (enquiry is null) { return null; }
        var names = await inbox.NamesAsync([enquiry.FromOrganization, enquiry.ToOrganization], cancel);
        var authors = enquiry.Messages.Select(m => m.Author).Distinct().ToList();
        var people = await db.Set<Person>().AsNoTracking().Where(p => authors.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        var messages = enquiry.Messages.Select(m => m.Id).ToList();
        var files = await db.Set<StoredFile>().AsNoTracking().Include(f => f.Uses).Where(f => f.Uses.Any(u => messages.Contains(u.Subject))).OrderBy(f => f.Id).ToListAsync(cancel);
        var isHidden = reader is not null && Inbox.IsHidden(enquiry, enquiry.PartyOf(reader)!.Value);
        var said = enquiry.Messages.Select(m =>
        {
            var isShown = m.WithdrawnAt is null || reader is null;
            var organization = names[m.Organization].ToString();
            var who = isHidden && m.Party == EnquiryParty.Owner ? texts["deals.anonymous"].Value : $"{organization} · {people.GetValueOrDefault(m.Author)}";
            return new SaidLine(m, m.Organization == reader, who, isShown ? m.Text : null, isShown ? [.. files.Where(f => f.IsUsedBy(m.Id))] : []);
        });
        return new Conversation(enquiry, names[enquiry.FromOrganization].ToString(), isHidden ? texts["deals.anonymous"] : names[enquiry.ToOrganization].ToString(), [.. said]);
    }
}
