using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Lucene;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;
using Xunit.Abstractions;

namespace Marketplace.Tests.Search;

/// <summary>The same changes into both engines, then the same questions to both.</summary>
[Trait("Needs", "Elasticsearch")]
public sealed class BothEnginesAgree(ITestOutputHelper told) : IDisposable
{
    private const int Operations = 1_000;
    private const int Documents = 300;
    private const int Queries = 200;
    private const int Page = 10;
    private const double LeastShared = 0.8;
    private const double LeastSharedWithVectors = 0.95;
    private const double Rounding = 0.03;
    private const int Dimensions = 32;

    private static readonly string[] Words =
        ["锂电池", "正极材料", "石墨烯", "镁合金", "废酸再生", "涂层", "传感器", "膜法处理", "AZ31B", "5G", "lithium", "battery", "graphene", "coating", "membrane", "turbine", "sensor", "alloy", "recycling", "catalyst", "hydrogen", "laser"];
    private static readonly string[] Fields = ["bio", "energy", "materials", "new-it.ai", "new-it.iot"];
    private static readonly string[] Regions = ["120116", "120101", "130102", "310115"];

    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-agree-").FullName;
    private readonly Random chance = new(20_261);
    private readonly Dictionary<Guid, IndexChange> newest = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public async Task After_a_thousand_random_changes_both_answer_alike()
    {
        ElasticsearchServer.Wanted();
        using var lucene = new LuceneSearchEngine(folder, Ranking.Default, Glossary.Empty, TimeProvider.System);
        using var elasticsearch = ElasticsearchServer.Engine(ElasticsearchServer.Options());
        ISearchEngine[] engines = [lucene, elasticsearch];
        for (var (done, position) = (0, 1L); done < Operations; position++)
        {
            var changes = Enumerable.Range(0, Math.Min(chance.Next(1, 40), Operations - done)).Select(_ => Change()).ToList();
            foreach (var engine in engines) { await engine.ApplyAsync(changes, position, default); }
            done += changes.Count;
        }
        await AssertAgreeAsync(engines, anew: false);
        foreach (var engine in engines)
        {
            await using var rebuild = await engine.BeginRebuildAsync(default);
            await rebuild.ApplyAsync([.. newest.Values.Where(c => c.Document is not null)], default);
            await rebuild.CompleteAsync(1, default);
        }
        await AssertAgreeAsync(engines, anew: true);
    }

    [SkippableFact]
    public async Task With_vectors_both_answer_alike_and_match_alike()
    {
        ElasticsearchServer.Wanted();
        using var lucene = new LuceneSearchEngine(folder, Ranking.Default, Glossary.Empty, TimeProvider.System);
        using var elasticsearch = ElasticsearchServer.Engine(ElasticsearchServer.Options());
        ISearchEngine[] engines = [lucene, elasticsearch];
        var documents = Enumerable.Range(0, Documents).Select(number => Document(new Guid(number + 1, 7, 7, new byte[8]), number, 1)).ToList();
        foreach (var engine in engines)
        {
            await engine.ApplyAsync([.. documents.Select(IndexChange.Put)], 1, default);
            while (await engine.WithoutVectorsAsync("made-up", Dimensions, 100, default) is { Count: > 0 } lacking) { await engine.PutVectorsAsync("made-up", [.. lacking.Select(VectorsOf)], default); }
            while (await engine.WithoutPassagesAsync("made-up", Dimensions, 100, default) is { Count: > 0 } lacking) { await engine.PutPassagesAsync("made-up", [.. lacking.Select(PassagesOf)], default); }
        }
        var (shared, shown) = (0, 0);
        for (var i = 0; i < Queries; i++)
        {
            var query = Query() with { Vector = Direction(chance) };
            var (one, other) = (await engines[0].SearchAsync(query, default), await engines[1].SearchAsync(query, default));
            AssertSame(query, one, other, almost: 2);
            Assert.Equal(one.Near, other.Near, 2d);
            var ids = one.Hits.Select(h => h.Document.Id).ToHashSet();
            shown += ids.Count;
            shared += other.Hits.Count(h => ids.Contains(h.Document.Id));
        }
        told.WriteLine($"{shared} of {shown} in the first ten of both.");
        Assert.True(shared >= LeastSharedWithVectors * shown, $"Only {shared} of {shown} are in the first ten of both.");
        foreach (var subject in documents.Take(20))
        {
            var match = new MatchQuery { Subject = subject, Kinds = ["achievement", "service"], Reader = ReaderScope.Members, Vector = Direction(chance), Limit = Documents };
            var (one, other) = (await engines[0].MatchAsync(match, default), await engines[1].MatchAsync(match, default));
            var products = other.Candidates.ToDictionary(c => c.Document.Id, c => c.Product!.Value);
            Assert.Equal(one.Candidates.Select(c => c.Document.Id).Order(), products.Keys.Order());
            Assert.All(one.Candidates, c => Assert.Equal(c.Product!.Value, products[c.Document.Id], Rounding));
            Assert.Equal(one.Products!.Value.Mean, other.Products!.Value.Mean, Rounding);
            Assert.Equal(one.Products.Value.Deviation, other.Products.Value.Deviation, Rounding);
        }
    }

    private static DocumentVectors VectorsOf(SearchDocument document)
    {
        var chance = new Random(document.Id.GetHashCode());
        return new DocumentVectors(document.Id, document.Version, [(VectorPart.PublicZh, Direction(chance)), (VectorPart.MembersZh, Direction(chance))]);
    }

    private static DocumentPassages PassagesOf(SearchDocument document)
    {
        var chance = new Random(~document.Id.GetHashCode());
        return new DocumentPassages(document.Id, document.Version, [.. Enumerable.Range(0, chance.Next(4)).Select(_ => (VectorPart.PublicZh, Direction(chance))), (VectorPart.MembersZh, Direction(chance))]);
    }

    /// <summary>Of length 1.</summary>
    private static float[] Direction(Random chance)
    {
        var numbers = Enumerable.Range(0, Dimensions).Select(_ => (chance.NextSingle() * 2) - 1).ToArray();
        Products.Normalize(numbers);
        return numbers;
    }

    private async Task AssertAgreeAsync(ISearchEngine[] engines, bool anew)
    {
        Assert.Equal((await engines[0].StatusAsync(default)).Documents, (await engines[1].StatusAsync(default)).Documents);
        var (shared, shown) = (0, 0);
        for (var i = 0; i < Queries; i++)
        {
            var query = Query();
            var answers = await Task.WhenAll(engines.Select(e => e.SearchAsync(query, default)));
            // Where too few have all words, how rare a word is decides what is left out, and old states that still lie about count there until they are merged away.
            if (anew || (answers[0].Total > 0 && answers[0].DroppedWords.Count == 0 && IsKeyed(query))) { AssertSame(query, answers[0], answers[1]); }
            else { Assert.Equal(answers[0].Total > 0, answers[1].Total > 0); }
            var ids = answers.Select(a => a.Hits.Select(h => h.Document.Id).ToHashSet()).ToList();
            shown += ids[0].Count;
            shared += ids[0].Intersect(ids[1]).Count();
        }
        told.WriteLine($"{shared} of {shown} in the first ten of both.");
        Assert.True(shared >= LeastShared * shown, $"Only {shared} of {shown} are in the first ten of both.");
    }

    /// <summary>So short that all words are wanted as soon as anything has them.</summary>
    private static bool IsKeyed(SearchQuery query) => new QueryParser(Glossary.Empty, Ranking.Default).Parse(query.Text).Length <= Ranking.Default.Keyed;

    /// <param name="query">What was asked.</param>
    /// <param name="one">Answer of the one.</param>
    /// <param name="other">Answer of the other.</param>
    /// <param name="almost">Answers by meaning at the edge of nearness may be so many more or fewer.</param>
    private static void AssertSame(SearchQuery query, SearchResult one, SearchResult other, int almost = 0)
    {
        var asked = $"{query.Text} | {string.Join(' ', query.Choices.Select(c => $"{c.Key}={string.Join(',', c.Value)}"))} | {query.Sort} {query.TrlMin} {query.PriceMax} {query.Reader}";
        Assert.True(Math.Abs(one.Total - other.Total) <= almost, $"{asked}: {one.Total} and {other.Total}");
        if (almost == 0) { Assert.Equal(one.DroppedWords, other.DroppedWords); }
        foreach (var facet in Facets.All) { Assert.True(one.Facets[facet].SequenceEqual(other.Facets[facet]), $"{asked}: {facet} {string.Join(' ', one.Facets[facet])} and {string.Join(' ', other.Facets[facet])}"); }
        if (query.Sort != SearchSort.Relevance || query.Text.Length == 0) { Assert.Equal(one.Hits.Select(h => h.Document.Id), other.Hits.Select(h => h.Document.Id)); }
    }

    private T Any<T>(IReadOnlyList<T> of) => of[chance.Next(of.Count)];

    private string Text(int least, int most) => string.Join(' ', Enumerable.Range(0, chance.Next(least, most + 1)).Select(_ => Any(Words)));

    /// <summary>Something new, a newer state, a removal, or an old state that comes late.</summary>
    private IndexChange Change()
    {
        var number = chance.Next(Documents);
        var id = new Guid(number + 1, 7, 7, new byte[8]);
        var known = newest.TryGetValue(id, out var last) ? last.Version : 0;
        var version = known > 1 && chance.Next(4) == 0 ? chance.Next(1, (int)known) : known + 1;
        var change = chance.Next(8) == 0 ? IndexChange.Remove(id, version) : IndexChange.Put(Document(id, number, version));
        if (version > known) { newest[id] = change; }
        return change;
    }

    private SearchDocument Document(Guid id, int number, long version) => new()
    {
        Id = id,
        Version = version,
        Kind = Any(["achievement", "demand", "service"]),
        ShortId = $"doc{number}",
        VisibleTo = Any([ReaderScope.Public, ReaderScope.Public, ReaderScope.Members]),
        Title = new Bilingual(Any(Words)),
        Text = new Bilingual(Text(1, 4)),
        MembersText = new Bilingual(Text(0, 2)),
        OrganizationName = new Bilingual(Any(Words)),
        OrganizationVerified = chance.Next(2) == 0,
        Fields = [Any(Fields)],
        Region = Any(Regions),
        Trl = chance.Next(3) == 0 ? null : chance.Next(1, 10),
        PriceKind = "fixed",
        PriceFrom = chance.Next(3) == 0 ? null : chance.Next(1, 40) * 10_000,
        Published = DateTimeOffset.UnixEpoch.AddDays(20_000 + chance.Next(500)),
        Confirmed = DateTimeOffset.UnixEpoch.AddDays(20_000 + chance.Next(500)),
        Completeness = chance.Next(101),
    };

    private SearchQuery Query() => new()
    {
        Text = chance.Next(6) switch { 0 => "", 1 => $"\"{Any(Words)}\"", 2 => $"{Any(Words)} -{Any(Words)}", 3 => Text(3, 5), _ => Text(1, 2) },
        Sort = Any(Enum.GetValues<SearchSort>()),
        Reader = Any(Enum.GetValues<ReaderScope>()),
        Choices = Enumerable.Range(0, chance.Next(3)).Select(_ => Any<(string, IReadOnlyList<string>)>(
            [(Facets.Field, [Any(Fields), "new-it"]), (Facets.Kind, ["demand", "service"]), (Facets.Region, ["120000"]), (Facets.Trl, ["4-6"])])).DistinctBy(c => c.Item1).ToDictionary(c => c.Item1, c => c.Item2),
        TrlMin = chance.Next(5) == 0 ? chance.Next(1, 10) : null,
        PriceMax = chance.Next(5) == 0 ? chance.Next(1, 40) * 10_000 : null,
        Limit = Page,
    };
}
