using System.Net.Http.Json;
using Marketplace.Search;
using Marketplace.Search.Elasticsearch;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

[Trait("Needs", "Elasticsearch")]
public sealed class ElasticsearchKeepsTheContract : VectorContract, IDisposable
{
    private readonly ElasticsearchOptions options = ElasticsearchServer.Options();
    private ElasticsearchSearchEngine? engine;

    protected override ISearchEngine Engine => engine ??= Open(Glossary.Empty);

    internal override ISearchEngine EngineWith(Glossary glossary, Ranking? ranking = null) => engine = Open(glossary, ranking);

    private ElasticsearchSearchEngine Open(Glossary glossary, Ranking? ranking = null)
    {
        ElasticsearchServer.Wanted();
        return ElasticsearchServer.Engine(options, glossary, ranking: ranking);
    }

    public void Dispose() => engine?.Dispose();

    /// <summary>What Elasticsearch does by itself to the indexes on a disk past its flood stage.</summary>
    protected override async Task DiskIsFullAsync(bool full)
    {
        using var browser = new HttpClient();
        (await browser.PutAsJsonAsync($"{options.Url}/{options.Index}-*/_settings", new Dictionary<string, object?> { ["index.blocks.read_only_allow_delete"] = full ? true : null })).EnsureSuccessStatusCode();
    }

    [SkippableFact]
    public async Task Two_hosts_on_one_cluster_see_the_same_and_follow_each_others_new_generations()
    {
        await PutAsync(Document(1, "first"));
        using var second = ElasticsearchServer.Engine(options, passing: false);
        await second.StatusAsync(default);
        await using (var rebuild = await Engine.BeginRebuildAsync(default))
        {
            await rebuild.ApplyAsync([IndexChange.Put(Document(2, "second"))], default);
            await rebuild.CompleteAsync(20, default);
        }
        Assert.Single((await second.SearchAsync(new SearchQuery { Text = "second" }, default)).Hits);
        // What it still took for the old generation goes nowhere, and is read again from where the new one is.
        await Assert.ThrowsAsync<SearchUnavailableException>(() => second.ApplyAsync([IndexChange.Put(Document(3, "third"))], 40, default));
        Assert.Equal(20, (await second.StatusAsync(default)).Position);
        await second.ApplyAsync([IndexChange.Put(Document(3, "third"))], 40, default);
        Assert.Equal(["doc3"], await FindAsync("third"));
    }

    [SkippableFact]
    public async Task Where_there_are_many_documents_the_spread_of_some_stands_for_that_of_all()
    {
        const int Many = 2_600;
        await PutAsync([.. Enumerable.Range(0, Many).Select(i => Document(i, $"题目{i}"))]);
        while (await Engine.WithoutVectorsAsync(Model, 32, 900, default) is { Count: > 0 } lacking)
        {
            await Engine.PutVectorsAsync(Model, [.. lacking.Select(d => new DocumentVectors(d.Id, d.Version, [(VectorPart.PublicZh, Any(new Random(int.Parse(d.ShortId.AsSpan(3)))))]))], default);
        }
        var asked = Any(new Random(-7));
        var exact = Enumerable.Range(0, Many).Select(i => Product(Any(new Random(i)), asked)).ToList();
        var mean = exact.Average();
        var deviation = Math.Sqrt(exact.Average(p => (p - mean) * (p - mean)));
        var answer = await Engine.MatchAsync(new MatchQuery { Subject = Document(Many, "别的话", kind: "demand"), Kinds = ["achievement"], Vector = asked, Limit = 5 }, default);
        Assert.Equal(mean, answer.Products!.Value.Mean, deviation / 10);
        Assert.InRange(answer.Products.Value.Deviation, 0.9 * deviation, 1.1 * deviation);
        Assert.Equal(exact.Max(), answer.Candidates.Max(c => c.Product)!.Value, 0.03);
    }

    [SkippableFact]
    public async Task A_host_without_a_model_keeps_the_vectors_that_another_has_made()
    {
        await PutAsync([.. Enumerable.Range(0, 20).Select(i => Document(i, $"题目{i}"))]);
        await PutVectorsAsync(_ => [(VectorPart.PublicZh, Any(new Random(3)))]);
        using var second = ElasticsearchServer.Engine(options, passing: false);
        await second.ApplyAsync([IndexChange.Put(Document(3, "题目3 又一遍"))], 40, default);
        Assert.Equal(20, (await second.StatusAsync(default)).Vectors);
        await using (var rebuild = await second.BeginRebuildAsync(default))
        {
            await rebuild.ApplyAsync([.. Enumerable.Range(0, 20).Select(i => IndexChange.Put(Document(i, $"题目{i}")))], default);
            await rebuild.CompleteAsync(50, default);
        }
        Assert.Equal(20, (await second.StatusAsync(default)).Vectors);
        Assert.Empty(await Engine.WithoutVectorsAsync(Model, 32, 10, default));
    }

    [SkippableFact]
    public async Task An_index_lost_with_its_cluster_begins_anew_and_empty()
    {
        await PutAsync(Document(1, "first"));
        using var browser = new HttpClient();
        (await browser.DeleteAsync($"{options.Url}/{(await Engine.StatusAsync(default)).Generation}")).EnsureSuccessStatusCode();
        Assert.Empty(await FindAsync("first"));
        Assert.Equal((0, 0), (await Engine.StatusAsync(default)) is var status ? (status.Position, status.Documents) : default);
        await PutAsync(Document(1, "first"));
        Assert.Equal(["doc1"], await FindAsync("first"));
    }

    [SkippableFact]
    public async Task An_index_of_a_similar_name_is_left_alone()
    {
        await PutAsync(Document(1, "kept"));
        using var beside = ElasticsearchServer.Engine(options.WithIndex(options.Index + "-beside"));
        await beside.ApplyAsync([IndexChange.Put(Document(1, "beside"))], 1, default);
        await using (var rebuild = await Engine.BeginRebuildAsync(default)) { await rebuild.CompleteAsync(5, default); }
        Assert.Empty(await FindAsync("kept"));
        Assert.Single((await beside.SearchAsync(new SearchQuery { Text = "beside" }, default)).Hits);
    }
}
