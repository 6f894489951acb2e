using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Elasticsearch;
using Marketplace.Search.Indexing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Marketplace.Tests.Search;

/// <summary>A server that is stopped, killed and started again under an engine and under a site.</summary>
[Trait("Needs", "Elasticsearch")]
[Trait("Pace", "slow")]
public sealed class ElasticsearchComesAndGoes(OwnElasticsearch server, ITestOutputHelper told) : IClassFixture<OwnElasticsearch>
{
    private const int Batches = 60;
    private const int Batch = 50;

    private static SearchDocument Document(int number) => new()
    {
        Id = new Guid(number + 1, 7, 7, new byte[8]), Version = 1, Kind = "achievement", ShortId = $"doc{number}", Title = new Bilingual($"成果 {number}"), Text = new Bilingual("正文"), Published = DateTimeOffset.UnixEpoch.AddDays(number),
    };

    private static ElasticsearchOptions With(ElasticsearchOptions options, string? password = null, string? fingerprint = null) =>
        new() { Url = options.Url, Username = options.Username, Password = password ?? options.Password, CertificateFingerprint = fingerprint ?? options.CertificateFingerprint, Index = options.Index, SecondsToAnswer = options.SecondsToAnswer };

    [SkippableFact]
    public async Task Only_the_right_password_and_the_pinned_certificate_are_trusted()
    {
        await server.StartAsync();
        using var right = ElasticsearchServer.Engine(server.Options.WithIndex("trusted"));
        await right.ApplyAsync([IndexChange.Put(Document(1))], 3, default);
        Assert.Equal(3, (await right.StatusAsync(default)).Position);
        using var wrongPassword = ElasticsearchServer.Engine(With(server.Options, password: "wrong-password"), passing: false);
        var refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => wrongPassword.StatusAsync(default));
        Assert.Contains("Search:Elasticsearch:Username", refused.Message);
        Assert.DoesNotContain("wrong-password", refused.ToString());
        using var wrongCertificate = ElasticsearchServer.Engine(With(server.Options, fingerprint: new string('A', 64)), passing: false);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => wrongCertificate.StatusAsync(default));
        using var unpinned = ElasticsearchServer.Engine(With(server.Options, fingerprint: ""), passing: false);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => unpinned.StatusAsync(default));
    }

    [SkippableFact]
    public async Task A_server_killed_while_it_takes_changes_in_goes_on_from_where_it_was()
    {
        await server.StartAsync();
        var cutAt = new Random(11).Next(Batches / 4, Batches / 2);
        using var engine = ElasticsearchServer.Engine(server.Options.WithIndex("killed"));
        long acknowledged = 0;
        Task? cut = null;
        while (acknowledged < Batches)
        {
            if (acknowledged == cutAt && cut is null) { cut = server.KillAsync(); }
            try { await engine.ApplyAsync([.. Enumerable.Range((int)acknowledged * Batch, Batch).Select(n => IndexChange.Put(Document(n)))], acknowledged + 1, default); }
            catch (SearchUnavailableException) { break; }
            acknowledged++;
        }
        Assert.NotNull(cut);
        Assert.InRange(acknowledged, cutAt, Batches - 1);
        await cut;
        await server.StartAsync();
        await SiteFactory.EventuallyAsync(async () => await StatusAsync(engine) is not null, "the index answers again");
        var status = (await StatusAsync(engine))!;
        told.WriteLine($"{acknowledged} batches acknowledged, position {status.Position}, {status.Documents} documents.");
        Assert.InRange(status.Position, acknowledged, acknowledged + 1);
        Assert.InRange(status.Documents, acknowledged * Batch, (acknowledged + 1) * Batch);
        for (var position = status.Position; position < Batches; position++)
        {
            await engine.ApplyAsync([.. Enumerable.Range((int)position * Batch, Batch).Select(n => IndexChange.Put(Document(n)))], position + 1, default);
        }
        Assert.Equal((Batches * Batch, Batches), (await StatusAsync(engine)) is { } done ? (done.Documents, done.Position) : default);
    }

    private static async Task<SearchStatus?> StatusAsync(ISearchEngine engine)
    {
        try { return await engine.StatusAsync(default); }
        catch (SearchUnavailableException) { return null; }
    }

    [SkippableFact]
    public async Task While_it_is_away_the_database_answers_and_back_it_has_caught_up_by_itself()
    {
        await server.StartAsync();
        var site = new SiteOnElasticsearch(server.Options.WithIndex("site"));
        await site.InitializeAsync();
        try
        {
            await site.PublishAsync("量子点显示背光膜");
            // A server that has only just come up may be late with its first answers: until then the database answers.
            await SiteFactory.EventuallyAsync(async () => await site.FindsAsync("量子点显示") && !(await site.PageAsync("量子点显示")).Contains(FromDatabase, StringComparison.Ordinal), "the engine finds the published listing", MinutesToWakeUp);
            await server.StopAsync();
            await site.PublishAsync("超临界萃取装置");
            Assert.Contains(FromDatabase, await site.PageAsync("超临界萃取"));
            Assert.True(await site.FindsAsync("超临界萃取"));
            Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync("/readyz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync("/achievements")).StatusCode);
            await server.StartAsync();
            await SiteFactory.EventuallyAsync(site.HasCaughtUpAsync, "the index has read what happened meanwhile", MinutesToWakeUp);
            await SiteFactory.EventuallyAsync(async () => !(await site.PageAsync("超临界萃取")).Contains(FromDatabase, StringComparison.Ordinal), "the engine answers again", MinutesToWakeUp);
            Assert.True(await site.FindsAsync("超临界萃取"));
            await site.InScopeAsync(services => services.GetRequiredService<Reindexing>().RunAsync(null, default));
            Assert.True(await site.FindsAsync("超临界萃取"));
        }
        finally { await site.DisposeAsync(); }
    }

    private const string FromDatabase = "搜索引擎暂时不可用";

    /// <summary>A server that starts among other tests takes its time, and after each late answer it is left alone for a while.</summary>
    private const int MinutesToWakeUp = 4;
    private const int SecondsToAnswer = 15;

    private sealed class SiteOnElasticsearch(ElasticsearchOptions options) : SiteFactory
    {
        protected override IEnumerable<string> Settings =>
        [
            "--Search:Engine=Elasticsearch", $"--Search:Elasticsearch:Url={options.Url}", $"--Search:Elasticsearch:Username={options.Username}", $"--Search:Elasticsearch:Password={options.Password}",
            $"--Search:Elasticsearch:CertificateFingerprint={options.CertificateFingerprint}", $"--Search:Elasticsearch:Index={options.Index}", $"--Search:Elasticsearch:SecondsToAnswer={SecondsToAnswer}", "--RateLimits:RequestsPerMinute=0", "--Logging:LogLevel:Default=Error",
        ];

        public Task<Guid> PublishAsync(string title) => WithDatabaseAsync(async db =>
        {
            var now = DateTimeOffset.UtcNow;
            var owner = await db.Set<Organization>().FirstOrDefaultAsync() ?? db.Add(new Organization(new Bilingual("测试大学", "Test University"), OrganizationKind.University, new ForeignRegistration("DE", "HRB 2", null), now)).Entity;
            var listing = db.Add(new Listing(owner.Id, new AchievementContent { Title = new Bilingual(title), Fields = ["materials"], Trl = 4 }, null, now)).Entity;
            db.Add(listing.PublishAtOnce(now));
            await db.SaveChangesAsync();
            return listing.Id;
        });

        public async Task<bool> FindsAsync(string text) =>
            (await Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?q=" + Uri.EscapeDataString($"“{text}”"))).GetProperty("total").GetInt32() == 1;

        /// <summary>Past the cache of pages.</summary>
        public async Task<string> PageAsync(string text) => WebUtility.HtmlDecode(await Browser().GetStringAsync($"/search?q={Uri.EscapeDataString(text)}&fresh={Guid.NewGuid():N}"));

        public async Task<bool> HasCaughtUpAsync()
        {
            var status = await StatusAsync(Services.GetRequiredService<ISearchEngine>());
            return status is not null && status.Position == await InScopeAsync(s => s.GetRequiredService<IndexFeed>().LastPositionAsync(default));
        }
    }
}
