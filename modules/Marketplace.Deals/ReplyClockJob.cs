using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Marketplace.Deals;

/// <summary>Moves the reply clock of every enquiry that waits for its first reply. Step, mail and notices are saved together, so each step is taken once.</summary>
internal sealed class ReplyClockJob(MarketplaceDbContext db, EnquiryPeople people, MailQueue mail, NoticeBoard notices, WorkingCalendar calendar, SiteAddress address, TimeProvider clock, ILogger<ReplyClockJob> logger)
    : ScheduledJob
{
    public override async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var due = await db.Set<Enquiry>().Where(e => e.NextStepAt <= now).OrderBy(e => e.NextStepAt).Select(e => e.Id).Take(500).ToListAsync(cancel);
        foreach (var id in due)
        {
            try { await StepAsync(id, now, cancel); }
            catch (DbUpdateException problem) { logger.LogInformation(problem, "Enquiry {Enquiry} changed while its reply clock was moved; it is looked at again", id); }
            db.ChangeTracker.Clear();
        }
    }

    private async Task StepAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        var enquiry = await db.Set<Enquiry>().Include(e => e.Steps).SingleAsync(e => e.Id == id, cancel);
        if (enquiry.TakeDueStep(calendar, now) is not { } step) { return; }
        var names = await db.Set<Organization>().AsNoTracking().Where(o => o.Id == enquiry.FromOrganization || o.Id == enquiry.ToOrganization).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
        foreach (var person in await AskedAsync(enquiry, step, cancel)) { Tell(enquiry, step, person, names); }
        await db.SaveChangesAsync(cancel);
    }

    private Task<List<Person>> AskedAsync(Enquiry enquiry, ReplyStepKind step, CancellationToken cancel) => step switch
    {
        ReplyStepKind.Reminder => people.OfAsync(enquiry, EnquiryParty.Owner, cancel),
        ReplyStepKind.Backup => people.LeadersAsync(enquiry.ToOrganization, cancel),
        _ => people.OperatorsAsync(cancel),
    };

    private void Tell(Enquiry enquiry, ReplyStepKind step, Person person, Dictionary<Guid, Bilingual> names)
    {
        var (language, word) = (person.Language, step.ToString().ToLowerInvariant());
        var path = step == ReplyStepKind.Operator ? EnquiryPaths.Overseen(enquiry.Id) : EnquiryPaths.Thread(enquiry.Id);
        var values = new Dictionary<string, string>
        {
            ["name"] = person.Name.In(language), ["asker"] = names[enquiry.FromOrganization].In(language), ["owner"] = names[enquiry.ToOrganization].In(language),
            ["title"] = enquiry.ListingTitle.In(language), ["subject"] = enquiry.Subject, ["days"] = ReplyClock.Days[step].ToString(), ["link"] = address.Absolute(language, path),
        };
        var key = $"replyclock:{enquiry.Id:N}:{word}:{person.Id:N}";
        mail.Enqueue(person.Email, language, $"deals.{word}", values, key, step == ReplyStepKind.Operator ? null : EnquiryMailJob.Topic);
        notices.Post(person.Id, $"deals.notice.{word}", values, path, key);
    }
}

/// <summary>Keeps on each organization how quickly it first replies: the median of the last year, in office minutes.</summary>
internal sealed class FirstReplyMedian(MarketplaceDbContext db, WorkingCalendar calendar, TimeProvider clock) : IHandle<EnquiryAnswered>
{
    private static readonly TimeSpan Counted = TimeSpan.FromDays(365);
    private const int MostCounted = 1000;

    public async Task HandleAsync(EnquiryAnswered happened, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - Counted;
        var times = await db.Set<Enquiry>().Where(e => e.ToOrganization == happened.ToOrganization && e.FirstReplyAt > since)
            .OrderByDescending(e => e.FirstReplyAt).Take(MostCounted).Select(e => new { e.Opened, e.FirstReplyAt }).ToListAsync(cancel);
        var minutes = times.Select(t => calendar.MinutesBetween(t.Opened, t.FirstReplyAt!.Value)).Order().ToList();
        var organization = await db.Set<Organization>().SingleAsync(o => o.Id == happened.ToOrganization, cancel);
        organization.AnswersIn(minutes.Count < ReplyTime.FewestAnswers ? null : Median(minutes));
    }

    internal static int? Median(IReadOnlyList<int> sorted) => sorted.Count switch
    {
        0 => null,
        var n when n % 2 == 1 => sorted[n / 2],
        var n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2,
    };
}
