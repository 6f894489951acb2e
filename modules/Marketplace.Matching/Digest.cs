using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Marketplace.Matching;

/// <summary>
/// Once a day each person hears of the best new matches of the listings they look after, of whichever organization: five at most, none twice, and nobody who does not want such mail.
/// </summary>
internal sealed class DigestJob(MarketplaceDbContext db, MatchViews views, Members members, MailQueue mail, NoticeBoard notices, SiteAddress address, Texts texts, TimeProvider clock, ILogger<DigestJob> logger) : ScheduledJob
{
    public const string Topic = "matches";
    public const int Most = 5;
    private const int Tries = 3;

    /// <summary>What is older was seen in the inbox, or is of no interest.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(14);

    /// <summary>So long a match waits for all who look after its listing to have room for it; then it goes to those who have.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private sealed record News(Guid Id, Guid Organization, Guid Listing, DateTimeOffset FoundAt);

    /// <param name="Listings">For each listing who looks after it.</param>
    /// <param name="Titles">Of the listings.</param>
    /// <param name="People">All of them, once.</param>
    /// <param name="Told">Those who had their mail today.</param>
    private sealed record Care(Dictionary<Guid, List<Guid>> Listings, Dictionary<Guid, Bilingual> Titles, Dictionary<Guid, Person> People, HashSet<Guid> Told);

    /// <summary>What a mail says of a match.</summary>
    private sealed record Line(Guid Match, Bilingual Title, Bilingual Mine, int Score, Recommendation? Recommendation);

    public override async Task RunAsync(CancellationToken cancel)
    {
        var (now, since) = (clock.GetUtcNow(), clock.GetUtcNow() - Fresh);
        var news = await db.Set<Match>().AsNoTracking().Where(m => m.State == MatchState.New && m.MailedAt == null && m.FoundAt > since).Pushed().BestFirst()
            .Select(m => new News(m.Id, m.Organization, m.Listing, m.FoundAt)).ToListAsync(cancel);
        var care = await CareAsync(news, now, cancel);
        foreach (var (person, best) in await ChooseAsync(news, care, now, cancel)) { await TellAsync(care.People[person], best, now, cancel); }
    }

    /// <summary>The best of each person, of those that may be told: what cannot be shown, or holds no longer, leaves its place to the next.</summary>
    private async Task<Dictionary<Guid, List<Line>>> ChooseAsync(List<News> news, Care care, DateTimeOffset now, CancellationToken cancel)
    {
        var lines = new Dictionary<Guid, Line?>();
        while (true)
        {
            var chosen = Best(news.Where(n => !lines.TryGetValue(n.Id, out var line) || line is not null), care, now);
            var unread = chosen.Values.SelectMany(best => best).Where(n => !lines.ContainsKey(n.Id)).Distinct().ToList();
            if (unread.Count == 0) { return chosen.ToDictionary(c => c.Key, c => c.Value.ConvertAll(n => lines[n.Id]!)); }
            foreach (var of in unread.GroupBy(n => n.Organization)) { await ReadAsync(of.Key, [.. of.Select(n => n.Id)], care, lines, cancel); }
        }
    }

    private static Dictionary<Guid, List<News>> Best(IEnumerable<News> bestFirst, Care care, DateTimeOffset now)
    {
        var chosen = new Dictionary<Guid, List<News>>();
        foreach (var one in bestFirst)
        {
            var people = care.Listings[one.Listing];
            var free = people.FindAll(p => !care.Told.Contains(p) && !(chosen.TryGetValue(p, out var full) && full.Count == Most));
            // Told to some, it would be told to the others never.
            if (free.Count < people.Count && one.FoundAt > now - Patience) { continue; }
            foreach (var person in free)
            {
                if (!chosen.TryGetValue(person, out var best)) { chosen[person] = best = []; }
                best.Add(one);
            }
        }
        return chosen;
    }

    private async Task ReadAsync(Guid id, List<Guid> ids, Care care, Dictionary<Guid, Line?> lines, CancellationToken cancel)
    {
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == id, cancel);
        var matches = await db.Set<Match>().AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(cancel);
        foreach (var unread in ids) { lines[unread] = null; }
        foreach (var view in (await views.OfAsync(matches, organization, cancel)).Where(v => v.Holds))
        {
            lines[view.Match.Id] = new Line(view.Match.Id, view.Title, care.Titles[view.Match.Listing], view.Match.Score, view.Match.Recommendation);
        }
    }

    private async Task TellAsync(Person person, List<Line> best, DateTimeOffset now, CancellationToken cancel)
    {
        var ids = best.ConvertAll(line => line.Match);
        for (var tries = 1; ; tries++)
        {
            foreach (var match in await db.Set<Match>().Where(m => ids.Contains(m.Id)).ToListAsync(cancel)) { match.Mailed(now); }
            Write(person, best, KeyOf(person, now));
            try
            {
                await db.SaveChangesAsync(cancel);
                return;
            }
            catch (DbUpdateException) when (tries < Tries) { continue; }
            catch (DbUpdateException problem)
            {
                logger.LogInformation(problem, "The digest of {Person} waits for tomorrow; its matches changed meanwhile", person.Id);
                return;
            }
            finally { db.ChangeTracker.Clear(); }
        }
    }

    private static string KeyOf(Person person, DateTimeOffset now) => $"matches:{person.Id:N}:{now:yyyyMMdd}";

    private void Write(Person person, List<Line> best, string key)
    {
        using var language = Language.Use(person.Language);
        var values = new Dictionary<string, string>
        {
            ["name"] = person.Name.ToString(), ["count"] = best.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), ["first"] = best[0].Title.ToString(),
            ["list"] = string.Join("\n\n", best.Select(line => TextOf(line, address.Absolute(person.Language, $"/workspace/matches/{line.Match}")))), ["link"] = address.Absolute(person.Language, "/workspace/matches"),
        };
        mail.Enqueue(person.Email, person.Language, "matching.digest", values, key, Topic);
        notices.Post(person.Id, "matching.notice", new Dictionary<string, string> { ["count"] = values["count"], ["title"] = values["first"] }, "/workspace/matches", key);
    }

    /// <summary>What an operator recommends says so in place of its score, with the operator's words.</summary>
    private string TextOf(Line line, string link) => line.Recommendation switch
    {
        null => texts["matching.digest.line", line.Score, line.Title, line.Mine, link].Value,
        { Words: { Length: > 0 } words } => texts["matching.digest.recommended.says", line.Title, words, line.Mine, link].Value,
        _ => texts["matching.digest.recommended", line.Title, line.Mine, link].Value,
    };

    /// <summary>Who looks after which listings: the contact, else the author, as long as they belong to the organization; for the rest its owners and managers.</summary>
    private async Task<Care> CareAsync(List<News> news, DateTimeOffset now, CancellationToken cancel)
    {
        var care = new Care([], [], [], []);
        foreach (var of in news.GroupBy(n => n.Organization))
        {
            var all = await members.WithRoleAsync(of.Key, OrganizationRole.Viewer, cancel);
            var leaders = await members.WithRoleAsync(of.Key, OrganizationRole.Manager, cancel);
            var ids = of.Select(n => n.Listing).Distinct().ToList();
            foreach (var listing in await db.Set<Listing>().AsNoTracking().Where(l => ids.Contains(l.Id)).Select(l => new { l.Id, l.Title, l.Contact, l.Author }).ToListAsync(cancel))
            {
                var people = (all.Find(p => p.Id == listing.Contact) ?? all.Find(p => p.Id == listing.Author)) is { } own ? [own] : leaders;
                (care.Titles[listing.Id], care.Listings[listing.Id]) = (listing.Title, people.ConvertAll(p => p.Id));
                foreach (var person in people.Where(p => care.People.TryAdd(p.Id, p)))
                {
                    var key = KeyOf(person, now);
                    if (await db.Set<OutgoingMail>().AnyAsync(m => m.DeduplicationKey == key, cancel)) { care.Told.Add(person.Id); }
                }
            }
            db.ChangeTracker.Clear();
        }
        return care;
    }
}
