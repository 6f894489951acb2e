using System.Globalization;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals;

/// <summary>Which enquiries the inbox shows.</summary>
public enum InboxFilter { All, Waiting, Answered, Closed }

/// <summary>A line of the inbox. <paramref name="Who"/> is the other organization, or a word for one that does not want to be known.</summary>
public sealed record InboxLine(Guid Id, string Who, string Subject, DateTimeOffset At, int Unread, EnquiryState State, EnquiryParty Party, bool WaitsForUs);

/// <summary>A page of the inbox, newest first.</summary>
public sealed record InboxPage(InboxFilter Filter, IReadOnlyList<InboxLine> Lines, string? First, string? Next, Guid? Current, string? Median);

/// <summary>The enquiries of the organization acted for, both those it asked and those it got.</summary>
internal sealed class Inbox(MarketplaceDbContext db, CurrentMember member, Texts texts)
{
    private const int PageSize = 25;

    public async Task<InboxPage> ReadAsync(InboxFilter filter, string? cursor, Guid? current, CancellationToken cancel)
    {
        var organization = member.OrganizationId;
        var sides = db.Set<EnquirySide>().AsNoTracking().Where(s => s.Organization == organization);
        if (ReadCursor(cursor) is var (at, id)) { sides = sides.Where(s => s.LastMessageAt < at || (s.LastMessageAt == at && s.Id.CompareTo(id) < 0)); }
        var rows = sides.Join(db.Set<Enquiry>().AsNoTracking(), s => s.EnquiryId, e => e.Id, (s, e) => new { Side = s, Enquiry = e });
        rows = filter switch
        {
            InboxFilter.Waiting => rows.Where(r => r.Enquiry.State == EnquiryState.Open),
            InboxFilter.Answered => rows.Where(r => r.Enquiry.State == EnquiryState.Answered),
            InboxFilter.Closed => rows.Where(r => r.Enquiry.State == EnquiryState.Closed),
            _ => rows,
        };
        var found = await rows.OrderByDescending(r => r.Side.LastMessageAt).ThenByDescending(r => r.Side.Id).Take(PageSize + 1).ToListAsync(cancel);
        var names = await NamesAsync(found.Select(r => Other(r.Enquiry, r.Side.Party)), cancel);
        var lines = found.Take(PageSize).Select(r => new InboxLine(r.Enquiry.Id,
            IsHidden(r.Enquiry, r.Side.Party) ? texts["deals.anonymous"].Value : names[Other(r.Enquiry, r.Side.Party)].ToString(),
            r.Enquiry.Subject, r.Side.LastMessageAt, r.Side.Unread, r.Enquiry.State, r.Side.Party, r.Enquiry.State == EnquiryState.Open && r.Side.Party == EnquiryParty.Owner)).ToList();
        var next = found.Count > PageSize ? $"{found[PageSize - 1].Side.LastMessageAt.UtcTicks}.{found[PageSize - 1].Side.Id:N}" : null;
        var address = filter == InboxFilter.All ? $"~{EnquiryPaths.Inbox}?" : $"~{EnquiryPaths.Inbox}?show={filter.ToString().ToLowerInvariant()}&";
        return new InboxPage(filter, lines, cursor is null ? null : address.TrimEnd('?', '&'), next is null ? null : $"{address}after={next}", current, Median());
    }

    /// <summary>The names of organizations by id.</summary>
    public Task<Dictionary<Guid, Bilingual>> NamesAsync(IEnumerable<Guid> organizations, CancellationToken cancel)
    {
        var ids = organizations.Distinct().ToList();
        return db.Set<Organization>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
    }

    /// <summary>The asker does not learn who an anonymous demand belongs to.</summary>
    public static bool IsHidden(Enquiry enquiry, EnquiryParty reader) => enquiry.OwnerIsAnonymous && reader == EnquiryParty.Asker;

    private static Guid Other(Enquiry enquiry, EnquiryParty party) => party == EnquiryParty.Asker ? enquiry.ToOrganization : enquiry.FromOrganization;

    private string? Median() => member.Organization is { } own ? ReplyTime.Told(texts, own.MedianFirstReplyMinutes) : null;

    private static (DateTimeOffset At, Guid Id)? ReadCursor(string? cursor) =>
        cursor?.Split('.') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParse(id, out var last)
            ? (new DateTimeOffset(at, TimeSpan.Zero), last) : null;
}

internal sealed class UnreadEnquiries(MarketplaceDbContext db, CurrentMember member) : IDeskCount
{
    public string Name => "enquiries";

    public async Task<int> CountAsync(CancellationToken cancel)
    {
        if (member.Organization?.Id is not { } organization || !member.May(Permissions.Read)) { return 0; }
        return await db.Set<EnquirySide>().CountAsync(s => s.Organization == organization && s.Unread > 0, cancel);
    }
}

/// <summary>Enquiries that have come to the operators and are still without a reply.</summary>
internal sealed class OverdueEnquiries(MarketplaceDbContext db, CurrentMember member) : IDeskCount
{
    public string Name => "overdue-enquiries";

    public async Task<int> CountAsync(CancellationToken cancel) =>
        member.May(Permissions.Oversee) ? await db.Set<Enquiry>().CountAsync(e => e.State == EnquiryState.Open && e.Steps.Any(s => s.Kind == ReplyStepKind.Operator), cancel) : 0;
}

/// <summary>The holidays of this and, from December on, the next year come from the yearly notice.</summary>
internal sealed class CalendarIsKnown(WorkingCalendar calendar, TimeProvider clock) : IDoctorCheck
{
    public string Name => "calendar";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var needed = clock.GetUtcNow().AddDays(31).Year;
        if (calendar.LastYear < needed) { yield return $"seeds/holidays.json knows no holidays of {needed}: the reply clock counts them as working days."; }
        if (calendar.ToRecheck.Contains(needed)) { yield return $"seeds/holidays.json has only derived holidays of {needed}: compare them with the yearly notice."; }
    }
}
