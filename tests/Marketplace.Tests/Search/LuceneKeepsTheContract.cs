using Marketplace.Search;
using Marketplace.Search.Lucene;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

public sealed class LuceneKeepsTheContract : VectorContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-lucene-").FullName;
    private LuceneSearchEngine engine;

    public LuceneKeepsTheContract() => engine = Open();

    protected override ISearchEngine Engine => engine;

    internal override ISearchEngine EngineWith(Glossary glossary, Ranking? ranking = null)
    {
        engine.Dispose();
        return engine = Open(glossary, ranking);
    }

    protected override Task DiskIsFullAsync(bool full)
    {
        FullDisk.IsFull(folder, full);
        return Task.CompletedTask;
    }

    private LuceneSearchEngine Open(Glossary? glossary = null, Ranking? ranking = null) => new(folder, ranking ?? Ranking.Default, glossary ?? Glossary.Empty, TimeProvider.System, FullDisk.Open);

    public void Dispose()
    {
        engine.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task After_a_crash_the_index_is_as_it_was_last_committed()
    {
        await Engine.ApplyAsync([IndexChange.Put(Document(1, "first"))], 7, default);
        engine.Dispose();
        engine = Open();
        Assert.Equal(["doc1"], await FindAsync("first"));
        Assert.Equal(7, (await Engine.StatusAsync(default)).Position);
    }

    [Fact]
    public async Task Segments_that_were_put_together_are_used_and_their_parts_removed_without_another_change()
    {
        // More than ten small segments are put together.
        const int Most = 10;
        for (var position = 1; position <= 25; position++)
        {
            await Engine.ApplyAsync([IndexChange.Put(Document(position, "first"))], position, default);
            var left = int.MaxValue;
            for (var tries = 0; tries < 300 && (left = Directory.GetFiles(folder, "*.si", SearchOption.AllDirectories).Length) > Most; tries++) { await Task.Delay(100); }
            Assert.InRange(left, 1, Most);
        }
        Assert.Equal(25, (await Engine.SearchAsync(new SearchQuery { Text = "first" }, default)).Total);
        engine.Dispose();
        engine = Open();
        Assert.Equal(25, (await Engine.StatusAsync(default)).Position);
        Assert.Equal(25, (await Engine.SearchAsync(new SearchQuery { Text = "first" }, default)).Total);
    }

    [Fact]
    public async Task Vectors_are_there_again_when_the_engine_is_opened_again()
    {
        await PutAsync(Document(1, "first"), Document(2, "second"), Document(3, "third"));
        var lacking = await Engine.WithoutVectorsAsync("made-up", 8, 2, default);
        await Engine.PutVectorsAsync("made-up", [.. lacking.Select(d => new DocumentVectors(d.Id, d.Version, [(VectorPart.PublicEn, [1, 2, 3, 4, 5, 6, 7, 8])]))], default);
        await Engine.PutPassagesAsync("made-up", [new DocumentPassages(lacking[0].Id, 1, [(VectorPart.PublicEn, [1, 0, 0, 0, 0, 0, 0, 0])])], default);
        engine.Dispose();
        engine = Open();
        Assert.Equal("doc3", (await Engine.WithoutVectorsAsync("made-up", 8, 10, default)).Single().ShortId);
        Assert.Equal(lacking[1].ShortId, (await Engine.WithoutPassagesAsync("made-up", 8, 10, default)).Single().ShortId);
        Assert.Equal(2, (await Engine.StatusAsync(default)).Vectors);
    }

    [Fact]
    public async Task A_vector_that_reached_the_disk_without_its_passages_gets_them_again()
    {
        Task<IReadOnlyList<SearchDocument>> LackingAsync() => Engine.WithoutPassagesAsync("made-up", 8, 10, default);
        DocumentPassages Of(int number) => new(IdOf(number), 1, [(VectorPart.PublicEn, [1, 0, 0, 0, 0, 0, 0, 0])]);
        await PutAsync(Document(1, "first"), Document(2, "second"));
        var lacking = await Engine.WithoutVectorsAsync("made-up", 8, 2, default);
        await Engine.PutVectorsAsync("made-up", [.. lacking.Select(d => new DocumentVectors(d.Id, d.Version, [(VectorPart.PublicEn, [1, 2, 3, 4, 5, 6, 7, 8])]))], default);
        await Engine.PutPassagesAsync("made-up", [Of(1)], default);
        engine.Dispose();
        // As after a power cut: the count of what is there is the last that was written.
        await File.WriteAllTextAsync(Directory.EnumerateFiles(folder, "rows", SearchOption.AllDirectories).Single(), "2 0");
        engine = Open();
        Assert.Equal(2, (await LackingAsync()).Count);
        await Engine.PutPassagesAsync("made-up", [Of(2)], default);
        engine.Dispose();
        engine = Open();
        Assert.Equal("doc1", Assert.Single(await LackingAsync()).ShortId);
    }

    [Fact]
    public async Task A_second_opener_is_refused_with_the_reason_and_the_way_out()
    {
        await PutAsync(Document(1, "first"));
        using var second = Open();
        var refused = Assert.Throws<SearchUnavailableException>(second.Open);
        Assert.Contains("Elasticsearch", refused.Message);
        Assert.Equal(["doc1"], await FindAsync("first"));
    }
}
