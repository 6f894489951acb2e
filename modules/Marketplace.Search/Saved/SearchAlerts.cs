using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Marketplace.Search.Indexing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketplace.Search.Saved;

/// <summary>
/// Tells followers what their searches found, by mail and notice, as soon as it is due. Each search is one unit of work: what it found is noted as told in the transaction that
/// queues its mail, so that a second run, or one that was cut off, neither tells twice nor forgets.
/// </summary>
internal sealed class SearchAlerts(IServiceScopeFactory scopes, IOptions<SearchOptions> options, SiteAddress address, AlertLinks links, Texts texts, TimeProvider clock, ILogger<SearchAlerts> logger) : IDisposable
{
    public const string Topic = "searches";
    private const int Batch = 200;

    // The reader of the log and the job both tell; of this process one at a time, of several the first one to save.
    private readonly SemaphoreSlim telling = new(1);

    public async Task TellAsync(CancellationToken cancel)
    {
        await telling.WaitAsync(cancel);
        try
        {
            var after = Guid.Empty;
            while (await DueAsync(after, cancel) is { Count: > 0 } due)
            {
                foreach (var id in due) { await TryAsync(id, cancel); }
                after = due[^1];
            }
        }
        finally { telling.Release(); }
    }

    private async Task TryAsync(Guid id, CancellationToken cancel)
    {
        try { await TellAsync(id, cancel); }
        catch (DbUpdateException problem) { logger.LogWarning(problem, "Followers of search {Search} were not told; another process may have done so", id); }
    }

    private async Task<List<Guid>> DueAsync(Guid after, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        return await scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>().Set<SavedSearch>()
            .Where(s => s.Due <= now && s.Id.CompareTo(after) > 0).OrderBy(s => s.Id).Select(s => s.Id).Take(Batch).ToListAsync(cancel);
    }

    private async Task TellAsync(Guid id, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Actor>().IsProgram("followed-searches");
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var now = clock.GetUtcNow();
        var search = await db.Set<SavedSearch>().SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (search?.Due is not { } due || due > now) { return; }
        var waiting = await WaitingFinds.Of(db, id).OrderByDescending(f => f.At).ToListAsync(cancel);
        var shown = await VisibleAsync(services, db, search, waiting, now, cancel);
        if (shown.Count > 0) { await WriteAsync(services, db, search, shown, due, cancel); }
        foreach (var find in waiting) { find.Told = now; }
        search.IsTold(now);
        await db.SaveChangesAsync(cancel);
        await AwaitMoreAsync(db, search, now, cancel);
    }

    /// <summary>What was found while this was told saw the search as due already, so it is made due again.</summary>
    private async Task AwaitMoreAsync(MarketplaceDbContext db, SavedSearch search, DateTimeOffset now, CancellationToken cancel)
    {
        if (search.WhenTold(now, TimeSpan.FromMinutes(options.Value.Alerts.MinutesBetween)) is not { } next || !await WaitingFinds.Of(db, search.Id).AnyAsync(cancel)) { return; }
        await db.Set<SavedSearch>().Where(s => s.Id == search.Id && s.Due == null && s.Paused == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.Due, next), cancel);
    }

    /// <summary>What was found and the person may still see: a listing may have been withdrawn since, and a verification have ended.</summary>
    private static async Task<List<SearchDocument>> VisibleAsync(IServiceProvider services, MarketplaceDbContext db, SavedSearch search, List<SavedSearchFind> waiting, DateTimeOffset now, CancellationToken cancel)
    {
        var scopes = await ReaderScopes.OfAsync(db, [search.PersonId], now, cancel);
        if (!scopes.TryGetValue(search.PersonId, out var scope) || waiting.Count == 0) { return []; }
        var documents = await services.GetRequiredService<IndexFeed>().DocumentsAsync([.. waiting.Select(f => f.Listing)], cancel);
        return [.. documents.Where(d => d.VisibleTo <= scope).OrderByDescending(d => d.Published)];
    }

    private async Task WriteAsync(IServiceProvider services, MarketplaceDbContext db, SavedSearch search, List<SearchDocument> shown, DateTimeOffset due, CancellationToken cancel)
    {
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == search.PersonId, cancel);
        using var language = Language.Use(search.Language);
        var count = shown.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var key = $"search:{search.Id:N}:{due.UtcTicks}";
        var values = new Dictionary<string, string>
        {
            ["name"] = search.Name, ["count"] = count, ["list"] = List(shown, search.Language),
            ["link"] = address.Absolute(search.Language, $"/workspace/searches/{search.Id}"), ["all"] = address.Absolute(search.Language, search.Asked().WithoutPage()),
        };
        var template = shown.Count == 1 ? "search.found.one" : "search.found";
        services.GetRequiredService<MailQueue>().Enqueue(person.Email, search.Language, template, values, key, Topic, links.For(search));
        services.GetRequiredService<NoticeBoard>().Post(person.Id, shown.Count == 1 ? "search.saved.notice.one" : "search.saved.notice",
            new Dictionary<string, string> { ["name"] = search.Name, ["count"] = count, ["title"] = shown[0].Title.ToString() }, $"/workspace/searches/{search.Id}", key);
    }

    /// <summary>Title, organization and address of each, one below the other, and how many more there are.</summary>
    private string List(List<SearchDocument> shown, string language)
    {
        var most = options.Value.Alerts.MostInMail;
        var lines = shown.Take(most).Select(d => string.Join('\n', new[] { d.Title.ToString(), OrganizationOf(d), address.Absolute(language, SiteLinks.Encoded(d.Url)) }.Where(l => l.Length > 0)));
        var more = shown.Count > most ? [texts["search.saved.more", shown.Count - most].Value] : Array.Empty<string>();
        return string.Join("\n\n", lines.Concat(more));
    }

    private string OrganizationOf(SearchDocument document) =>
        document.Kind == "organization" ? "" : document.OrganizationName.IsEmpty ? texts["search.anonymous"].Value : document.OrganizationName.ToString();

    public void Dispose() => telling.Dispose();
}

/// <summary>Every minute: who hears at once but was told a moment ago, and at eight o'clock in China those who hear daily, on Mondays those who hear weekly.</summary>
internal sealed class SearchAlertsJob(SearchAlerts alerts) : ScheduledJob
{
    public override Task RunAsync(CancellationToken cancel) => alerts.TellAsync(cancel);
}
