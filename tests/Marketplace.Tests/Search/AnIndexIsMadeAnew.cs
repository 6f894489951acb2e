using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Marketplace.Search.Lucene;
using Marketplace.Search.Query;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Directory = System.IO.Directory;
using ElasticsearchEntries = Marketplace.Search.Elasticsearch.EntryBuilder;
using ElasticsearchFields = Marketplace.Search.Elasticsearch.IndexFields;

namespace Marketplace.Tests.Search;

/// <summary>Whoever updates the site need not know that an index is made of other entries than before.</summary>
public sealed class AnIndexIsMadeAnew(SiteFactory site) : IClassFixture<SiteFactory>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-anew-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private LuceneSearchEngine Open(int form) => new(folder, Ranking.Default with { Form = form }, Glossary.Empty, TimeProvider.System);

    private Task<long> LastAsync() => site.InScopeAsync(services => services.GetRequiredService<IndexFeed>().LastPositionAsync(default));

    private static Organization Verified(string name)
    {
        var organization = new Organization(new Bilingual(name, "Test University"), OrganizationKind.University, new ForeignRegistration("DE", Guid.NewGuid().ToString("N"), null), DateTimeOffset.UtcNow);
        organization.SubmitForVerification(null, [], DateTimeOffset.UtcNow);
        organization.Verify(null, DateTimeOffset.UtcNow);
        return organization;
    }

    private Task AddOrganizationAsync() => site.WithDatabaseAsync(db =>
    {
        db.Add(Verified("测试大学"));
        return db.SaveChangesAsync();
    });

    private async Task ReadOnceAsync(ISearchEngine engine)
    {
        var reindexing = ActivatorUtilities.CreateInstance<Reindexing>(site.Services, engine);
        await ActivatorUtilities.CreateInstance<Indexing>(site.Services, engine, reindexing).ReadOnceAsync(default);
    }

    /// <summary>PostgreSQL lets nobody pass what any transaction on the server may still be writing, so that it may take a moment.</summary>
    private Task ReadOnAsync(ISearchEngine engine) => SiteFactory.EventuallyAsync(async () =>
    {
        await ReadOnceAsync(engine);
        return (await engine.StatusAsync(default)).Position == await LastAsync();
    }, "the index has read on");

    [Fact]
    public async Task What_an_earlier_version_indexed_is_indexed_anew_by_itself()
    {
        await AddOrganizationAsync();
        var last = await LastAsync();
        using (var before = Open(form: 1)) { await before.ApplyAsync([], last, default); }
        using var engine = Open(form: 2);
        Assert.Equal((true, 0), await engine.StatusAsync(default) is var found ? (found.Outdated, found.Documents) : default);
        await ReadOnceAsync(engine);
        var status = await engine.StatusAsync(default);
        Assert.False(status.Outdated);
        Assert.NotEqual(0, status.Documents);
        await ReadOnAsync(engine);
    }

    [Fact]
    public async Task An_empty_index_takes_a_long_log_in_at_once()
    {
        await AddOrganizationAsync();
        await site.WithDatabaseAsync(db =>
        {
            db.AddRange(Enumerable.Range(0, 1_200).Select(_ => new LoggedEvent { Type = "nothing", Payload = "{}" }));
            return db.SaveChangesAsync();
        });
        using var engine = Open(form: 1);
        await ReadOnceAsync(engine);
        Assert.NotEqual(0, (await engine.StatusAsync(default)).Documents);
        await ReadOnAsync(engine);
    }

    [SkippableFact]
    public async Task What_was_still_being_written_is_read_when_the_index_has_been_made_anew()
    {
        Skip.If(SiteFactory.PostgresServer is null, "SQLite has one writer at a time.");
        using var engine = Open(form: 1);
        await site.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<MarketplaceDbContext>();
            await using var slow = await db.Database.BeginTransactionAsync();
            db.Add(Verified("慢写入研究院"));
            await db.SaveChangesAsync();
            await AddOrganizationAsync();
            await ActivatorUtilities.CreateInstance<Reindexing>(site.Services, engine).RunAsync(null, default);
            await slow.CommitAsync();
        });
        await ReadOnAsync(engine);
        Assert.Equal(1, (await engine.SearchAsync(new SearchQuery { Text = "慢写入研究院" }, default)).Total);
    }

    [Fact]
    public async Task What_is_withdrawn_meanwhile_goes_from_the_old_index_at_once_and_what_is_new_waits()
    {
        var (kept, withdrawn) = (await PublishAsync("留下的成果"), await PublishAsync("将撤回的成果"));
        using (var before = Open(form: 1)) { await ActivatorUtilities.CreateInstance<Reindexing>(site.Services, before).RunAsync(null, default); }
        using var engine = Open(form: 2);
        var status = await engine.StatusAsync(default);
        Assert.True(status.Outdated);
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Listing>().SingleAsync(l => l.Id == withdrawn)).Withdraw(DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        await PublishAsync("新来的成果");
        await site.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<MarketplaceDbContext>();
            var meanwhile = new RemovingMeanwhile(engine, services.GetRequiredService<IndexFeed>(), db, status, TimeProvider.System, NullLogger.Instance);
            Assert.True(await meanwhile.LookAsync(default));
            Assert.False(await meanwhile.LookAsync(default));
            Assert.True(await RebuildMark.IsSetAsync(db, default));
        });
        Assert.Equal([kept], await FoundAsync(engine));
        Assert.Equal(status.Position, (await engine.StatusAsync(default)).Position);
        await ReadOnceAsync(engine);
        Assert.Equal(2, (await FoundAsync(engine)).Count);
        Assert.False(await site.WithDatabaseAsync(db => RebuildMark.IsSetAsync(db, default)));
    }

    [Fact]
    public async Task A_rebuild_leaves_time_between_its_batches()
    {
        await AddOrganizationAsync();
        using var engine = Open(form: 1);
        var times = 0;
        await ActivatorUtilities.CreateInstance<Reindexing>(site.Services, engine).RunAsync(null, async () =>
        {
            times++;
            Assert.Equal(0, (await engine.StatusAsync(default)).Documents);
        }, default);
        Assert.NotEqual(0, times);
        Assert.NotEqual(0, (await engine.StatusAsync(default)).Documents);
    }

    [Fact]
    public async Task One_that_was_being_made_when_the_site_stopped_is_made_whatever_the_old_one_says()
    {
        await AddOrganizationAsync();
        using var engine = Open(form: 1);
        await engine.ApplyAsync([], await LastAsync(), default);
        // The site's own reader asks for the mark when it begins.
        await SiteFactory.EventuallyAsync(async () => (await site.Services.GetRequiredService<ISearchEngine>().StatusAsync(default)).Position >= await LastAsync(), "the site's own index has read all");
        await site.WithDatabaseAsync(async db => { await RebuildMark.SetAsync(db, default); return true; });
        await ReadOnceAsync(engine);
        Assert.NotEqual(0, (await engine.StatusAsync(default)).Documents);
    }

    private Task<Guid> PublishAsync(string title) => site.WithDatabaseAsync(async db =>
    {
        var owner = db.Add(Verified("测试大学")).Entity;
        var listing = db.Add(new Listing(owner.Id, new AchievementContent { Title = new Bilingual(title), Fields = ["materials"], Trl = 4 }, null, DateTimeOffset.UtcNow)).Entity;
        db.Add(listing.PublishAtOnce(DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
        return listing.Id;
    });

    private static async Task<List<Guid>> FoundAsync(LuceneSearchEngine engine) =>
        [.. (await engine.SearchAsync(new SearchQuery { Text = "的成果", Choices = new Dictionary<string, IReadOnlyList<string>> { [Facets.Kind] = ["achievement"] } }, default)).Hits.Select(h => h.Document.Id)];

    private static readonly SearchDocument Everything = new()
    {
        Id = new Guid(7, 7, 7, new byte[8]), Version = 3, Kind = "achievement", ShortId = "abc", Url = "/achievements/abc/x", VisibleTo = ReaderScope.Public,
        Title = new Bilingual("高镍三元锂电池（NCM-811）正极材料的泵", "High-nickel cathode materials"), Summary = new Bilingual("用于 AZ31B 镁合金。", "For magnesium alloys, coated twice."),
        Text = new Bilingual("在300℃下的催化膜分离，20 kHz。", "Membrane separation at 300 °C; the vibrating-wire sensor."), MembersText = new Bilingual("工艺参数", "process parameters"),
        KeywordsZh = ["锂电池", "铝合金"], KeywordsEn = ["lithium battery"], Fields = ["materials.battery"], Industry = "C38", Region = "120116", OrganizationId = new Guid(8, 8, 8, new byte[8]),
        OrganizationName = new Bilingual("海河理工大学", "Haihe University"), OrganizationKind = "university", OrganizationRegion = "120104", OrganizationVerified = true, Trl = 6, Cooperation = ["licence"], PriceKind = "range",
        PriceFrom = 10_000, PriceTo = 50_000, Currency = "CNY", Rights = ["patent"], ServiceKinds = ["testing"], Levels = ["city"], Published = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero),
        Confirmed = new DateTimeOffset(2026, 4, 5, 1, 0, 0, TimeSpan.Zero), Deadline = new DateOnly(2026, 12, 1), Completeness = 90, Urgent = true,
    };

    /// <summary>Where this fails, entries come out otherwise than those of indexes that exist: count <see cref="Ranking.Form"/> up, and put the new fingerprint here.</summary>
    [Fact]
    public void What_is_indexed_is_of_the_form_that_is_told() =>
        Assert.Equal((6, "305622388b38", "c2dfff50af8f"), (Ranking.Default.Form, Fingerprint(LuceneEntry()), Fingerprint(ElasticsearchEntry())));

    private static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    private static string ElasticsearchEntry()
    {
        using var told = new MemoryStream();
        var serializer = new ElasticsearchClient().RequestResponseSerializer;
        serializer.Serialize(ElasticsearchFields.Settings(Ranking.Default, rebuilding: false), told);
        serializer.Serialize(ElasticsearchFields.Mapping(null), told);
        return JsonSerializer.Serialize(ElasticsearchEntries.Entry(IndexChange.Put(Everything), Ranking.Default)) + Encoding.UTF8.GetString(told.ToArray());
    }

    /// <summary>Every term with where and how often it stands, and every value.</summary>
    private static string LuceneEntry()
    {
        using var disk = new RAMDirectory();
        var said = new StringBuilder();
        using (var generation = new Generation("none", Ranking.Default, new FacetOrdinals(), _ => disk))
        {
            generation.Apply([IndexChange.Put(Everything)]);
            generation.Commit(1);
            generation.Read(searcher => { Say(searcher.IndexReader.Leaves.Single().AtomicReader, said); return true; });
        }
        return said.ToString();
    }

    private static void Say(AtomicReader reader, StringBuilder said)
    {
        foreach (var field in reader.FieldInfos)
        {
            said.Append(field.Name).Append(' ').Append(field.IndexOptions).Append(' ').Append(field.OmitsNorms).Append(' ').Append(field.DocValuesType).AppendLine();
            if (field.DocValuesType == DocValuesType.NUMERIC) { said.Append(reader.GetNumericDocValues(field.Name).Get(0)).AppendLine(); }
            if (field.DocValuesType == DocValuesType.BINARY)
            {
                var bytes = new BytesRef();
                reader.GetBinaryDocValues(field.Name).Get(0, bytes);
                said.AppendLine(bytes.Utf8ToString());
            }
            if (field.DocValuesType == DocValuesType.SORTED_SET)
            {
                var values = reader.GetSortedSetDocValues(field.Name).GetTermsEnum();
                while (values.MoveNext()) { said.AppendLine(values.Term.Utf8ToString()); }
            }
            if (field.IsIndexed) { SayTerms(reader.GetTerms(field.Name).GetEnumerator(), said); }
        }
    }

    private static void SayTerms(TermsEnum terms, StringBuilder said)
    {
        while (terms.MoveNext())
        {
            said.Append(terms.Term.Utf8ToString()).Append(' ').Append(terms.TotalTermFreq);
            var places = terms.DocsAndPositions(null, null);
            if (places is not null && places.NextDoc() != DocIdSetIterator.NO_MORE_DOCS) { for (var i = 0; i < places.Freq; i++) { said.Append(' ').Append(places.NextPosition()); } }
            said.AppendLine();
        }
    }
}
