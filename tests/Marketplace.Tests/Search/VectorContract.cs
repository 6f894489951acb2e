using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

/// <summary>What every engine does with vectors, beside the rest of the contract. The vectors are made up, so no model is needed.</summary>
public abstract class VectorContract : SearchEngineContract
{
    protected const string Model = "made-up";

    /// <summary>A direction of its own a subject; what lies between is like both.</summary>
    private static float[] Direction(params (int Axis, float Share)[] shares)
    {
        var vector = new float[32];
        foreach (var (axis, share) in shares) { vector[axis] = share; }
        return vector;
    }

    /// <summary>Puts the vectors that are asked for, by title.</summary>
    protected async Task PutVectorsAsync(Func<SearchDocument, IReadOnlyList<(VectorPart, float[])>> of)
    {
        while (await Engine.WithoutVectorsAsync(Model, 32, 50, default) is { Count: > 0 } lacking)
        {
            await Engine.PutVectorsAsync(Model, [.. lacking.Select(d => new DocumentVectors(d.Id, d.Version, of(d)))], default);
        }
    }

    private static IReadOnlyList<(VectorPart, float[])> ByNumber(SearchDocument document) => [(VectorPart.PublicZh, Direction((int.Parse(document.ShortId.AsSpan(3)) % 32, 1)))];

    [SkippableFact]
    public async Task What_means_the_same_is_found_without_a_word_in_common_and_marked()
    {
        await PutAsync([.. Enumerable.Range(0, 30).Select(i => Document(i, $"题目{i}", kind: i % 2 == 0 ? "achievement" : "demand"))]);
        await PutVectorsAsync(ByNumber);
        var query = new SearchQuery { Text = "quite other words", Vector = Direction((4, 1), (6, 0.3f)) };
        var found = await Engine.SearchAsync(query, default);
        Assert.Equal("doc4", found.Hits[0].Document.ShortId);
        Assert.True(found.Hits[0].Near);
        Assert.Equal(found.Total, found.Near);
        Assert.DoesNotContain(found.Hits, h => h.Document.ShortId == "doc7");
        var demands = await Engine.SearchAsync(query with { Choices = new Dictionary<string, IReadOnlyList<string>> { ["kind"] = ["demand"] } }, default);
        Assert.DoesNotContain(demands.Hits, h => h.Document.Kind != "demand");
        Assert.Empty((await Engine.SearchAsync(query with { Text = "\"quite other\"" }, default)).Hits);
        Assert.Empty((await Engine.SearchAsync(query with { Text = "AZ31B" }, default)).Hits);
        Assert.Equal(0, (await Engine.SearchAsync(query with { Vector = null }, default)).Total);
    }

    [SkippableFact]
    public async Task An_index_that_is_still_empty_answers_with_nothing()
    {
        Assert.Empty(await Engine.WithoutVectorsAsync(Model, 32, 10, default));
        var found = await Engine.SearchAsync(new SearchQuery { Text = "quite other words", Vector = Direction((4, 1)) }, default);
        Assert.Equal((0, 0), (found.Total, found.Near));
        var matches = await Engine.MatchAsync(new MatchQuery { Subject = Document(1, "题目"), Kinds = ["demand"], Vector = Direction((4, 1)), Limit = 5 }, default);
        Assert.Empty(matches.Candidates);
    }

    /// <summary>All of them alike as a whole, and each with passages of its own.</summary>
    private async Task PutPassagesAsync(Func<int, IReadOnlyList<(VectorPart, float[])>> passages)
    {
        await PutAsync([.. Enumerable.Range(0, 12).Select(i => Document(i, $"题目{i}") with { MembersText = new Bilingual(Zh: "内部") })]);
        var lacking = await Engine.WithoutVectorsAsync(Model, 32, 50, default);
        var whole = Direction((1, 0.5f), (2, 0.5f));
        await Engine.PutVectorsAsync(Model, [.. lacking.Select(d => new DocumentVectors(d.Id, d.Version, [(VectorPart.PublicZh, whole), (VectorPart.MembersZh, whole)]))], default);
        while (await Engine.WithoutPassagesAsync(Model, 32, 5, default) is { Count: > 0 } some)
        {
            await Engine.PutPassagesAsync(Model, [.. some.Select(d => new DocumentPassages(d.Id, d.Version, passages(int.Parse(d.ShortId.AsSpan(3)))))], default);
        }
        await PutAsync(Document(50, "别的话"));
        await PutVectorsAsync(_ => [(VectorPart.PublicZh, Direction((30, 1)))]);
    }

    private async Task<List<string>> OrderAsync(int axis, ReaderScope reader = ReaderScope.Public) =>
        [.. (await Engine.SearchAsync(new SearchQuery { Text = "题目", Vector = Direction((axis, 1), (1, 0.1f)), Reader = reader }, default)).Hits.Select(h => h.Document.ShortId)];

    [SkippableFact]
    public async Task Of_those_alike_the_one_with_a_passage_that_means_it_comes_first_for_whoever_may_read_that()
    {
        await PutPassagesAsync(i => i switch
        {
            4 => [(VectorPart.PublicZh, Direction((9, 1))), (VectorPart.PublicZh, Direction((10, 1))), (VectorPart.PublicZh, Direction((11, 1)))],
            7 => [(VectorPart.PublicZh, Direction((12, 1))), (VectorPart.MembersZh, Direction((13, 1)))],
            8 => [],
            _ => [(VectorPart.PublicZh, Direction((20, 1)))],
        });
        foreach (var axis in (int[])[9, 10, 11]) { Assert.Equal("doc4", (await OrderAsync(axis))[0]); }
        Assert.Equal("doc7", (await OrderAsync(12))[0]);
        Assert.Equal("doc7", (await OrderAsync(13, ReaderScope.Members))[0]);
        Assert.NotEqual("doc7", (await OrderAsync(13))[0]);
        await using (var rebuild = await Engine.BeginRebuildAsync(default))
        {
            await rebuild.ApplyAsync([.. Enumerable.Range(0, 12).Select(i => IndexChange.Put(Document(i, $"题目{i}") with { MembersText = new Bilingual(Zh: "内部") }))], default);
            await rebuild.CompleteAsync(30, default);
        }
        Assert.Equal("doc4", (await OrderAsync(10))[0]);
        Assert.Equal(13 - 1, (await Engine.StatusAsync(default)).Documents);
        Assert.Empty(await Engine.WithoutPassagesAsync(Model, 32, 50, default));
    }

    [SkippableFact]
    public async Task Passages_come_behind_the_whole_and_only_to_the_version_they_are_of()
    {
        Task<IReadOnlyList<SearchDocument>> LackingAsync() => Engine.WithoutPassagesAsync(Model, 32, 50, default);
        static DocumentPassages Of(int number, long version, int axis) => new(IdOf(number), version, [(VectorPart.PublicZh, Direction((axis, 1)))]);
        await PutAsync([.. Enumerable.Range(0, 12).Select(i => Document(i, $"题目{i}"))]);
        // What has no vector of the whole is not ready for those of its passages.
        Assert.Empty(await LackingAsync());
        await Engine.PutPassagesAsync(Model, [Of(3, 1, 9)], default);
        await PutVectorsAsync(d => d.ShortId == "doc5" ? [] : [(VectorPart.PublicZh, Direction((1, 1)))]);
        // One without a text has no passages either.
        Assert.Equal(11, (await LackingAsync()).Count);
        Assert.Equal(12, (await Engine.StatusAsync(default)).Vectors);
        await Engine.PutPassagesAsync(Model, [.. Enumerable.Range(0, 12).Where(i => i != 5).Select(i => Of(i, 1, i == 4 ? 9 : 20))], default);
        Assert.Empty(await LackingAsync());
        Assert.Equal("doc4", (await OrderAsync(9))[0]);
        await PutAsync(Document(4, "题目4", version: 2));
        await PutVectorsAsync(_ => [(VectorPart.PublicZh, Direction((1, 1)))]);
        Assert.Equal("doc4", Assert.Single(await LackingAsync()).ShortId);
        await Engine.PutPassagesAsync(Model, [Of(4, 1, 9)], default);
        Assert.Equal("doc4", Assert.Single(await LackingAsync()).ShortId);
        await Engine.PutPassagesAsync(Model, [Of(4, 2, 20)], default);
        Assert.Empty(await LackingAsync());
        await Engine.PutPassagesAsync(Model, [Of(7, 1, 9)], default);
        Assert.Equal("doc7", (await OrderAsync(9))[0]);
    }

    [SkippableFact]
    public async Task What_stands_in_one_sentence_comes_before_the_same_here_and_there()
    {
        await PutAsync(
        [
            .. Enumerable.Range(0, 20).Select(i => Document(i, $"题目{i}") with { Text = new Bilingual(Zh: i == 6 ? "电机控制采用碳化硅模块。外壳与支架为铝制。" : "电机控制与支架为铝制。外壳采用碳化硅模块。") }),
            .. Enumerable.Range(20, 20).Select(i => Document(i, $"别的{i}")),
        ]);
        await PutVectorsAsync(_ => [(VectorPart.PublicZh, Direction((1, 1)))]);
        var found = await Engine.SearchAsync(new SearchQuery { Text = "电机控制 碳化硅模块", Vector = Direction((1, 1), (2, 0.2f)) }, default);
        Assert.Equal("doc6", found.Hits[0].Document.ShortId);
        Assert.Equal(20, found.Total - found.Near);
    }

    [SkippableFact]
    public async Task Words_and_meaning_together_put_answers_in_order_on_all_pages()
    {
        await PutAsync([.. Enumerable.Range(0, 30).Select(i => Document(i, $"电池 题目{i}"))]);
        await PutVectorsAsync(ByNumber);
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await Engine.SearchAsync(new SearchQuery { Text = "电池", Vector = Direction((9, 1), (3, 0.5f)), Limit = 7, Cursor = cursor }, default);
            Assert.Equal((30, 0), (page.Total, page.Near));
            seen.AddRange(page.Hits.Select(h => h.Document.ShortId));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(["doc9", "doc3"], seen.Take(2));
        Assert.Equal(30, seen.Distinct().Count());
        Assert.Equal(30, seen.Count);
    }

    [SkippableFact]
    public async Task A_change_asks_for_new_vectors_and_a_removal_is_gone_at_once()
    {
        await PutAsync([.. Enumerable.Range(0, 20).Select(i => Document(i, $"题目{i}"))]);
        await PutVectorsAsync(ByNumber);
        Assert.Equal(20, (await Engine.StatusAsync(default)).Vectors);
        Assert.Empty(await Engine.WithoutVectorsAsync(Model, 32, 10, default));
        await PutAsync(Document(5, "题目5 改过", version: 2));
        Assert.Equal("doc5", (await Engine.WithoutVectorsAsync(Model, 32, 10, default)).Single().ShortId);
        await PutVectorsAsync(_ => [(VectorPart.PublicZh, Direction((25, 1)))]);
        Assert.Equal("doc5", await NearestAsync(25));
        Assert.Equal("doc7", await NearestAsync(7));
        await Engine.ApplyAsync([IndexChange.Remove(IdOf(7), 2)], 90, default);
        Assert.NotEqual("doc7", await NearestAsync(7));
        Assert.Equal(20, (await Engine.WithoutVectorsAsync("another", 16, 100, default)).Count + 1);
    }

    [SkippableFact]
    public async Task A_vector_of_what_members_read_answers_members_only()
    {
        await PutAsync([.. Enumerable.Range(0, 20).Select(i => Document(i, $"题目{i}") with { MembersText = new Bilingual(Zh: "内部") })]);
        await PutVectorsAsync(d => [.. ByNumber(d), (VectorPart.MembersZh, Direction(((int.Parse(d.ShortId.AsSpan(3)) % 10) + 20, 1)))]);
        async Task<List<string>> As(ReaderScope reader) =>
            [.. (await Engine.SearchAsync(new SearchQuery { Text = "otherwise", Vector = Direction((22, 1)), Reader = reader }, default)).Hits.Select(h => h.Document.ShortId)];
        Assert.Empty(await As(ReaderScope.Public));
        Assert.Equal(["doc12", "doc2"], (await As(ReaderScope.Members)).Order());
    }

    [SkippableFact]
    public async Task Counterparts_come_by_meaning_too_with_the_spread_of_all()
    {
        await PutAsync([.. Enumerable.Range(0, 30).Select(i => Document(i, $"题目{i}"))]);
        await PutVectorsAsync(ByNumber);
        var answer = await Engine.MatchAsync(new MatchQuery { Subject = Document(99, "别的话", kind: "demand"), Kinds = ["achievement"], Vector = Direction((11, 1)), Limit = 5 }, default);
        var best = answer.Candidates.MaxBy(c => c.Product)!;
        Assert.Equal("doc11", best.Document.ShortId);
        Assert.InRange(best.Product!.Value, 0.98, 1.02);
        Assert.InRange(answer.Products!.Value.Mean, 0.02, 0.05);
        Assert.InRange(answer.Products.Value.Deviation, 0.1, 0.3);
    }

    [SkippableFact]
    public async Task Counterparts_by_meaning_meet_the_conditions_before_the_nearest_are_taken()
    {
        await PutAsync([.. Enumerable.Range(0, 40).Select(i => Document(i, $"题目{i}") with { Trl = i switch { 38 => 8, 39 => null, _ => 4 } })]);
        await PutVectorsAsync(d => [(VectorPart.PublicZh, int.Parse(d.ShortId.AsSpan(3)) < 38 ? Direction((11, 1)) : Direction((11, 0.6f), (12, 0.4f)))]);
        var query = new MatchQuery { Subject = Document(99, "别的话", kind: "demand"), Kinds = ["achievement"], Vector = Direction((11, 1)), Limit = 5 };
        Assert.DoesNotContain((await Engine.MatchAsync(query, default)).Candidates, c => c.Document.ShortId == "doc38");
        var admitted = await Engine.MatchAsync(query with { Conditions = new() { TrlAtLeast = 7 } }, default);
        Assert.Equal(["doc38", "doc39"], admitted.Candidates.Select(c => c.Document.ShortId).Order());
        Assert.All(admitted.Candidates, c => Assert.InRange(c.Product!.Value, 0.58, 0.62));
    }

    private async Task<string?> NearestAsync(int axis) =>
        (await Engine.SearchAsync(new SearchQuery { Text = "otherwise", Vector = Direction((axis, 1), (0, 0.3f)) }, default)).Hits.Select(h => h.Document.ShortId).FirstOrDefault();

    [SkippableFact]
    public async Task A_changed_document_is_found_by_its_old_vectors_until_its_new_ones_are_made_and_late_ones_are_dropped()
    {
        await PutAsync([.. Enumerable.Range(0, 20).Select(i => Document(i, $"题目{i}"))]);
        await PutVectorsAsync(ByNumber);
        await PutAsync(Document(5, "题目5 改过", version: 2));
        Assert.Equal("doc5", await NearestAsync(5));
        await Engine.PutVectorsAsync(Model, [new DocumentVectors(IdOf(5), 1, [(VectorPart.PublicZh, Direction((30, 1)))])], default);
        Assert.NotEqual("doc5", await NearestAsync(30));
        Assert.Equal("doc5", (await Engine.WithoutVectorsAsync(Model, 32, 10, default)).Single().ShortId);
        await PutVectorsAsync(_ => [(VectorPart.PublicZh, Direction((30, 1)))]);
        Assert.Equal("doc5", await NearestAsync(30));
        Assert.Equal(["doc5"], await FindAsync("改过"));
        Assert.NotEqual("doc5", await NearestAsync(5));
    }

    [SkippableFact]
    public async Task An_index_made_anew_keeps_the_vectors_of_what_has_not_changed()
    {
        await PutAsync([.. Enumerable.Range(0, 20).Select(i => Document(i, $"题目{i}"))]);
        await PutVectorsAsync(ByNumber);
        await using (var rebuild = await Engine.BeginRebuildAsync(default))
        {
            await rebuild.ApplyAsync([.. Enumerable.Range(0, 20).Where(i => i != 4).Select(i => IndexChange.Put(Document(i, $"题目{i}", version: i == 3 ? 2 : 1)))], default);
            await rebuild.CompleteAsync(30, default);
        }
        Assert.Equal("doc6", await NearestAsync(6));
        Assert.NotEqual("doc4", await NearestAsync(4));
        Assert.Equal("doc3", (await Engine.WithoutVectorsAsync(Model, 32, 10, default)).Single().ShortId);
    }

    [SkippableFact]
    public async Task Pages_go_on_from_what_both_sides_bring_to_the_rest_of_the_words()
    {
        await PutAsync([.. Enumerable.Range(0, 150).Select(i => Document(i, $"电池 题目{i}")), .. Enumerable.Range(150, 20).Select(i => Document(i, $"别的话{i}", kind: "demand"))]);
        await PutVectorsAsync(d => [(VectorPart.PublicZh, Direction((int.Parse(d.ShortId.AsSpan(3)) is var number && number < 150 ? number % 20 : 25, 1)))]);
        var (seen, near, cursor) = (new List<string>(), new List<string>(), (string?)null);
        do
        {
            var page = await Engine.SearchAsync(new SearchQuery { Text = "电池", Vector = Direction((25, 1), (7, 0.1f)), Limit = 40, Cursor = cursor }, default);
            Assert.Equal((170, 20), (page.Total, page.Near));
            Assert.Equal([new FacetCount("achievement", 150)], page.Facets[Facets.Kind]);
            seen.AddRange(page.Hits.Select(h => h.Document.ShortId));
            near.AddRange(page.Hits.Where(h => h.Near).Select(h => h.Document.Kind));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(170, seen.Count);
        Assert.Equal(170, seen.Distinct().Count());
        Assert.Equal(Enumerable.Repeat("demand", 20), near);
    }

    [SkippableFact]
    public async Task Counterparts_by_meaning_are_of_the_kinds_asked_for_and_what_the_reader_may_see()
    {
        await PutAsync(
        [
            .. Enumerable.Range(0, 30).Select(i => Document(i, $"题目{i}")),
            Document(43, "一个需求", kind: "demand"),
            Document(75, "给会员的") with { VisibleTo = ReaderScope.Members },
            Document(107, "自家的") with { OrganizationId = IdOf(500) },
        ]);
        await PutVectorsAsync(ByNumber);
        var query = new MatchQuery { Subject = Document(99, "别的话", kind: "demand"), Kinds = ["achievement"], NotOf = IdOf(500), Vector = Direction((11, 1)), Limit = 40 };
        async Task<List<string>> LikeAsync(MatchQuery asked) => [.. (await Engine.MatchAsync(asked, default)).Candidates.Where(c => c.Product > 0.9).Select(c => c.Document.ShortId).Order()];
        Assert.Equal(["doc11"], await LikeAsync(query));
        Assert.Equal(["doc11", "doc75"], await LikeAsync(query with { Reader = ReaderScope.Members }));
        Assert.Equal(["doc107", "doc11"], await LikeAsync(query with { NotOf = null }));
        Assert.Equal(["doc43"], await LikeAsync(query with { Kinds = ["demand"] }));
    }

    [SkippableFact]
    public async Task Products_are_those_of_the_numbers_nearly_of_the_best_part_and_over_all()
    {
        const double Rounding = 0.03;
        var vectors = Enumerable.Range(0, 60).Select(i => new Random(i)).Select(r => (Zh: Any(r), En: Any(r))).ToList();
        await PutAsync([.. Enumerable.Range(0, 60).Select(i => Document(i, i % 2 == 0 ? $"电池 题目{i}" : $"题目{i}"))]);
        await PutVectorsAsync(d => [(VectorPart.PublicZh, vectors[int.Parse(d.ShortId.AsSpan(3))].Zh), (VectorPart.PublicEn, vectors[int.Parse(d.ShortId.AsSpan(3))].En)]);
        var asked = Any(new Random(1_000));
        var exact = vectors.ConvertAll(v => Math.Max(Product(v.Zh, asked), Product(v.En, asked)));
        var answer = await Engine.MatchAsync(new MatchQuery { Subject = Document(99, "电池", kind: "demand"), Kinds = ["achievement"], Vector = asked, Limit = 10 }, default);
        Assert.InRange(answer.Candidates.Count, 11, 20);
        Assert.All(answer.Candidates, c => Assert.Equal(exact[int.Parse(c.Document.ShortId.AsSpan(3))], c.Product!.Value, Rounding));
        Assert.Equal(exact.Max(), answer.Candidates.Max(c => c.Product)!.Value, Rounding);
        var mean = exact.Average();
        Assert.Equal(mean, answer.Products!.Value.Mean, Rounding);
        Assert.Equal(Math.Sqrt(exact.Average(p => (p - mean) * (p - mean))), answer.Products.Value.Deviation, Rounding);
    }

    /// <summary>Of length 1.</summary>
    protected static float[] Any(Random chance)
    {
        var numbers = Enumerable.Range(0, 32).Select(_ => (chance.NextSingle() * 2) - 1).ToArray();
        Products.Normalize(numbers);
        return numbers;
    }

    protected static double Product(float[] one, float[] other) => one.Zip(other).Sum(p => (double)p.First * p.Second);
}
