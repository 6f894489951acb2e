using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Marketplace.Matching;

/// <summary>Once a day each person hears of the best new matches of the listings they look after: five at most, none twice, and nobody who does not want such mail.</summary>
internal sealed class DigestJob(MarketplaceDbContext db, MatchViews views, Members members, MailQueue mail, NoticeBoard notices, SiteAddress address, Texts texts, TimeProvider clock, ILogger<DigestJob> logger) : ScheduledJob
{
    public const string Topic = "matches";
    public const int Most = 5;
    private const int MostLooked = 40;

    /// <summary>What is older was seen in the inbox, or is of no interest.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(14);

    public override async Task RunAsync(CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - Fresh;
        var organizations = await db.Set<Match>().Where(m => m.State == MatchState.New && m.MailedAt == null && m.FoundAt > since).Pushed().Select(m => m.Organization).Distinct().ToListAsync(cancel);
        foreach (var organization in organizations)
        {
            try { await TellAsync(organization, since, cancel); }
            catch (DbUpdateException problem) { logger.LogInformation(problem, "The digest of {Organization} waits for tomorrow; its matches changed meanwhile", organization); }
            db.ChangeTracker.Clear();
        }
    }

    private async Task TellAsync(Guid id, DateTimeOffset since, CancellationToken cancel)
    {
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == id, cancel);
        var found = await db.Set<Match>().Where(m => m.Organization == id && m.State == MatchState.New && m.MailedAt == null && m.FoundAt > since).Pushed().BestFirst().Take(MostLooked).ToListAsync(cancel);
        var shown = (await views.OfAsync(found, organization, cancel)).Where(v => v.Holds).ToList();
        var listingIds = found.ConvertAll(m => m.Listing).Distinct().ToList();
        var listings = await db.Set<Listing>().AsNoTracking().Where(l => listingIds.Contains(l.Id)).ToDictionaryAsync(l => l.Id, cancel);
        var people = await PeopleAsync(organization.Id, listings.Values, cancel);
        var (now, told) = (clock.GetUtcNow(), new HashSet<Guid>());
        foreach (var (person, mine) in people)
        {
            var best = shown.Where(v => mine.Contains(v.Match.Listing)).Take(Most).ToList();
            var key = $"matches:{person.Id:N}:{now:yyyyMMdd}";
            if (best.Count == 0 || await db.Set<OutgoingMail>().AnyAsync(m => m.DeduplicationKey == key, cancel)) { continue; }
            Write(person, best, listings, key);
            told.UnionWith(best.Select(v => v.Match.Id));
        }
        foreach (var match in found.Where(m => told.Contains(m.Id))) { match.Mailed(now); }
        await db.SaveChangesAsync(cancel);
    }

    private void Write(Person person, List<MatchView> best, Dictionary<Guid, Listing> listings, string key)
    {
        using var language = Language.Use(person.Language);
        var lines = best.Select(v => Line(v, listings[v.Match.Listing].Title, address.Absolute(person.Language, $"/workspace/matches/{v.Match.Id}")));
        var values = new Dictionary<string, string>
        {
            ["name"] = person.Name.ToString(), ["count"] = best.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), ["first"] = best[0].Title.ToString(),
            ["list"] = string.Join("\n\n", lines), ["link"] = address.Absolute(person.Language, "/workspace/matches"),
        };
        mail.Enqueue(person.Email, person.Language, "matching.digest", values, key, Topic);
        notices.Post(person.Id, "matching.notice", new Dictionary<string, string> { ["count"] = values["count"], ["title"] = values["first"] }, "/workspace/matches", key);
    }

    /// <summary>What an operator recommends says so in place of its score, with the operator's words.</summary>
    private string Line(MatchView view, Bilingual mine, string link) => view.Match.Recommendation switch
    {
        null => texts["matching.digest.line", view.Match.Score, view.Title, mine, link].Value,
        { Words: { Length: > 0 } words } => texts["matching.digest.recommended.says", view.Title, words, mine, link].Value,
        _ => texts["matching.digest.recommended", view.Title, mine, link].Value,
    };

    /// <summary>Who looks after which listings: the contact, else the author, as long as they belong to the organization; for the rest its owners and managers.</summary>
    private async Task<IEnumerable<(Person Person, HashSet<Guid> Listings)>> PeopleAsync(Guid organization, IEnumerable<Listing> listings, CancellationToken cancel)
    {
        var all = await members.WithRoleAsync(organization, OrganizationRole.Viewer, cancel);
        var leaders = await members.WithRoleAsync(organization, OrganizationRole.Manager, cancel);
        var of = new Dictionary<Guid, (Person Person, HashSet<Guid> Listings)>();
        foreach (var listing in listings)
        {
            var own = all.Find(p => p.Id == listing.Contact) ?? all.Find(p => p.Id == listing.Author);
            foreach (var person in own is null ? leaders : [own])
            {
                if (!of.TryGetValue(person.Id, out var entry)) { of[person.Id] = entry = (person, []); }
                entry.Listings.Add(listing.Id);
            }
        }
        return of.Values;
    }
}
