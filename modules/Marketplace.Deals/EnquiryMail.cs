using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Marketplace.Deals;

/// <summary>Tells each side by mail and notice what the other said, gathered, at most once until it reads.</summary>
internal sealed class EnquiryMailJob(MarketplaceDbContext db, EnquiryPeople people, MailQueue mail, NoticeBoard notices, SiteAddress address, Texts texts, TimeProvider clock, ILogger<EnquiryMailJob> logger)
    : ScheduledJob
{
    public const string Topic = "enquiries";
    private const int LongestQuote = 600;

    public override async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var due = await db.Set<EnquirySide>().Where(s => s.MailDueAt <= now).OrderBy(s => s.MailDueAt).Select(s => s.Id).Take(500).ToListAsync(cancel);
        foreach (var side in due)
        {
            try { await TellAsync(side, now, cancel); }
            catch (DbUpdateException problem) { logger.LogWarning(problem, "Mail of enquiry side {Side} was not queued; another process may have done so", side); }
            db.ChangeTracker.Clear();
        }
    }

    private async Task TellAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        var side = await db.Set<EnquirySide>().SingleAsync(s => s.Id == id, cancel);
        if (side.MailDueAt is not { } due || due > now) { return; }
        var enquiry = await db.Set<Enquiry>().AsNoTracking().SingleAsync(e => e.Id == side.EnquiryId, cancel);
        var since = side.ReadAt ?? DateTimeOffset.MinValue;
        var said = await db.Set<EnquiryMessage>().AsNoTracking()
            .Where(m => m.EnquiryId == enquiry.Id && m.Party != side.Party && m.SentAt >= since && m.WithdrawnAt == null).OrderBy(m => m.SentAt).ToListAsync(cancel);
        if (said.Count > 0) { await WriteAsync(enquiry, side, said, due, cancel); }
        side.Mailed(now);
        await db.SaveChangesAsync(cancel);
    }

    private async Task WriteAsync(Enquiry enquiry, EnquirySide side, List<EnquiryMessage> said, DateTimeOffset due, CancellationToken cancel)
    {
        var other = side.Party == EnquiryParty.Owner ? enquiry.FromOrganization : enquiry.ToOrganization;
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == other, cancel);
        var hidden = enquiry.OwnerIsAnonymous && side.Party == EnquiryParty.Asker;
        var isOpening = side.Party == EnquiryParty.Owner && said[0].SentAt == enquiry.Opened;
        foreach (var person in await people.OfAsync(enquiry, side.Party, cancel))
        {
            var name = hidden ? texts.Both("deals.anonymous") : organization.Name;
            var values = new Dictionary<string, string>
            {
                ["name"] = person.Name.In(person.Language), ["organization"] = name.In(person.Language), ["title"] = enquiry.ListingTitle.In(person.Language), ["subject"] = enquiry.Subject,
                ["text"] = string.Join("\n\n", said.Select(m => Quote(m.Text))), ["link"] = address.Absolute(person.Language, EnquiryPaths.Thread(enquiry.Id)),
            };
            var key = $"enquiry:{side.Id:N}:{due.UtcTicks}:{person.Id:N}";
            mail.Enqueue(person.Email, person.Language, isOpening ? "deals.opened" : "deals.replied", values, key, Topic);
            notices.Post(person.Id, isOpening ? "deals.notice.opened" : "deals.notice.replied",
                new Dictionary<string, string> { ["organization"] = name.In(person.Language), ["subject"] = enquiry.Subject }, EnquiryPaths.Thread(enquiry.Id), key);
        }
    }

    private static string Quote(string text) => text.Length > LongestQuote ? text[..LongestQuote] + "…" : text;
}

internal static class EnquiryPaths
{
    public const string Inbox = "/workspace/enquiries";
    public static string Thread(Guid id) => $"{Inbox}/{id}";
    public static string Overseen(Guid id) => $"/admin/enquiries/{id}";
}
