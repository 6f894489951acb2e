using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Query;

namespace Marketplace.Tests.Search;

/// <summary>What every engine does, whatever it is made of.</summary>
public abstract partial class SearchEngineContract
{
    protected abstract ISearchEngine Engine { get; }

    /// <summary>From now on <see cref="Engine"/> is one with this glossary.</summary>
    internal abstract ISearchEngine EngineWith(Glossary glossary, Ranking? ranking = null);

    /// <summary>From now on nothing can be written, or all can.</summary>
    protected abstract Task DiskIsFullAsync(bool full);

    private long position;

    protected static readonly DateTimeOffset Day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    protected static SearchDocument Document(int number, string title, string text = "", string kind = "achievement", long version = 1) => new()
    {
        Id = IdOf(number), Version = version, Kind = kind, ShortId = $"doc{number}", Title = In(title), Text = In(text), Published = Day.AddMinutes(number), Confirmed = Day,
    };

    protected static Guid IdOf(int number) => new(number + 1, 7, 7, new byte[8]);

    private static Bilingual In(string text) => text.Any(c => c >= 0x4e00) ? new Bilingual(Zh: text) : new Bilingual(En: text);

    protected Task PutAsync(params SearchDocument[] documents) => Engine.ApplyAsync([.. documents.Select(IndexChange.Put)], ++position, default);

    /// <summary>Among others, so that a word in two or three documents is a rare one.</summary>
    private Task PutAmongOthersAsync(params SearchDocument[] documents) =>
        PutAsync([.. documents, .. Enumerable.Range(100, 40).Select(n => Document(n, $"Gearbox housing {n}", "cast iron, oil seal, bearing seat"))]);

    protected async Task<List<string>> FindAsync(string text) => [.. (await Engine.SearchAsync(new SearchQuery { Text = text }, default)).Hits.Select(h => h.Document.ShortId)];

    [SkippableFact]
    public async Task What_was_put_is_found_in_Chinese_and_English()
    {
        await PutAsync(Document(1, "高镍三元锂电池正极材料"), Document(2, "Recycling of lithium batteries"));
        Assert.Equal(["doc1"], await FindAsync("正极材料"));
        Assert.Equal(["doc2"], await FindAsync("recycled battery"));
    }

    [SkippableFact]
    public async Task An_index_made_by_an_earlier_version_says_so_until_it_is_made_anew()
    {
        await PutAsync(Document(1, "first"));
        Assert.False((await Engine.StatusAsync(default)).Outdated);
        EngineWith(Glossary.Empty, Ranking.Default with { Form = Ranking.Default.Form + 1 });
        Assert.True((await Engine.StatusAsync(default)).Outdated);
        Assert.Equal(["doc1"], await FindAsync("first"));
        await using (var rebuild = await Engine.BeginRebuildAsync(default)) { await rebuild.CompleteAsync(++position, default); }
        Assert.False((await Engine.StatusAsync(default)).Outdated);
        // Back to the earlier version, which has no quarrel with what a later one made.
        EngineWith(Glossary.Empty);
        Assert.False((await Engine.StatusAsync(default)).Outdated);
    }

    [SkippableFact]
    public async Task Traditional_characters_and_full_width_letters_find_what_is_written_otherwise()
    {
        await PutAsync(Document(1, "镁合金 AZ31B 板材"));
        Assert.Equal(["doc1"], await FindAsync("鎂合金"));
        Assert.Equal(["doc1"], await FindAsync("ＡＺ３１Ｂ"));
    }

    [SkippableFact]
    public async Task All_words_are_wanted_as_long_as_something_has_them()
    {
        await PutAsync(Document(1, "wind turbine blade"), Document(2, "wind tunnel"), Document(3, "steam turbine"));
        Assert.Equal(["doc1"], await FindAsync("wind turbine"));
    }

    [SkippableFact]
    public async Task Where_nothing_has_all_words_fewer_do_and_the_missing_one_is_named()
    {
        await PutAsync(Document(1, "wind turbine"), Document(2, "membrane"));
        var result = await Engine.SearchAsync(new SearchQuery { Text = "wind turbine graphene" }, default);
        Assert.Equal("doc1", result.Hits[0].Document.ShortId);
        Assert.Equal(["graphene"], result.DroppedWords);
    }

    [SkippableFact]
    public async Task A_phrase_among_words_is_wanted_as_long_as_something_has_it_and_named_where_it_is_dropped()
    {
        await PutAsync(Document(1, "基于数字孪生的建造管理系统"), Document(2, "桥梁数字化建造与运维管理"), Document(3, "液压阀"));
        Assert.Equal(["doc1"], await FindAsync("“数字孪生”建造管理"));
        var result = await Engine.SearchAsync(new SearchQuery { Text = "“数字建管”系统的建造管理" }, default);
        Assert.Equal(["doc1", "doc2"], result.Hits.Select(h => h.Document.ShortId).Order());
        Assert.Equal(["“数字建管”"], result.DroppedWords);
        // Who types nothing else wants exactly that; an exclusion holds in any case.
        Assert.Empty(await FindAsync("“数字建管”"));
        Assert.Equal(["doc1"], await FindAsync("“数字建管”系统的建造管理 -桥梁"));
    }

    [SkippableFact]
    public async Task A_phrase_matches_word_by_word_and_a_minus_excludes()
    {
        await PutAsync(Document(1, "solid state battery"), Document(2, "state of a solid battery"), Document(3, "固态电池"), Document(4, "固态聚合物电池"));
        Assert.Equal(["doc1"], await FindAsync("\"solid state battery\""));
        Assert.Equal(["doc3"], await FindAsync("“固态电池”"));
        Assert.Equal(["doc2"], await FindAsync("battery -\"solid state\""));
        Assert.Equal(["doc3"], await FindAsync("固态 -聚合物"));
    }

    [SkippableFact]
    public async Task An_expanded_query_finds_what_shares_the_vocabulary_of_the_first_answers_without_a_word_typed()
    {
        await PutAmongOthersAsync(
            Document(1, "Perovskite cells", "thin absorber layer, spin coating, lead iodide, encapsulation against moisture"),
            Document(2, "Perovskite modules", "absorber layer by blade coating, lead iodide, encapsulation against moisture"),
            Document(3, "Photovoltaic films", "absorber layer made of lead iodide by spin coating, encapsulation"),
            Document(4, "Slaughterhouse waste water", "flotation, grease trap, sludge"));
        var plain = new SearchQuery { Text = "perovskite" };
        Assert.Equal(["doc1", "doc2"], (await Engine.SearchAsync(plain, default)).Hits.Select(h => h.Document.ShortId).Order());
        var expanded = (await Engine.SearchAsync(plain with { Expand = true }, default)).Hits.Select(h => h.Document.ShortId).ToList();
        Assert.Equal(["doc1", "doc2"], expanded.Take(2).Order());
        Assert.Equal(["doc3"], expanded.Skip(2));
        Assert.Equal(expanded, (await Engine.SearchAsync(plain with { Expand = true }, default)).Hits.Select(h => h.Document.ShortId));
    }

    [SkippableFact]
    public async Task An_expanded_query_still_keeps_to_choices_and_to_what_is_excluded()
    {
        await PutAmongOthersAsync(
            Document(1, "Perovskite cells", "absorber layer, lead iodide, encapsulation"),
            Document(2, "Photovoltaic films", "absorber layer of lead iodide, encapsulation", kind: "demand"),
            Document(3, "Photovoltaic glass", "absorber layer of lead iodide, encapsulation, toxic"));
        var demands = await Engine.SearchAsync(new SearchQuery { Text = "perovskite -toxic", Expand = true, Choices = new Dictionary<string, IReadOnlyList<string>> { [Facets.Kind] = ["demand"] } }, default);
        Assert.Equal("doc2", Assert.Single(demands.Hits).Document.ShortId);
        var all = await Engine.SearchAsync(new SearchQuery { Text = "perovskite -toxic", Expand = true }, default);
        Assert.Equal(["doc1", "doc2"], all.Hits.Select(h => h.Document.ShortId));
    }

    [SkippableFact]
    public async Task A_title_counts_more_than_the_text()
    {
        await PutAsync(Document(1, "Pump", "an impeller with a coating and a housing and more"), Document(2, "Coating", "a pump with an impeller and a housing and more"));
        Assert.Equal(["doc2", "doc1"], await FindAsync("coating"));
    }

    [SkippableFact]
    public async Task A_slip_in_a_Latin_word_still_finds()
    {
        await PutAsync(Document(1, "Electrolyzer for hydrogen"));
        Assert.Equal(["doc1"], await FindAsync("electrolizer"));
        Assert.Equal(["doc1"], await FindAsync("hydrogn"));
    }

    [SkippableFact]
    public async Task Facets_count_without_their_own_choice()
    {
        await PutAsync(
            Document(1, "一") with { Fields = ["bio"], Trl = 7 },
            Document(2, "二") with { Fields = ["bio"], Trl = 2 },
            Document(3, "三") with { Fields = ["energy"], Trl = 8, Region = "120116" });
        var query = new SearchQuery { Choices = new Dictionary<string, IReadOnlyList<string>> { ["field"] = ["bio"] } };
        var result = await Engine.SearchAsync(query, default);
        Assert.Equal(2, result.Total);
        Assert.Equal([new("bio", 2), new("energy", 1)], result.Facets["field"]);
        Assert.Equal([new("1-3", 1), new("7-9", 1)], result.Facets["trl"]);
        var several = await Engine.SearchAsync(new SearchQuery { Choices = new Dictionary<string, IReadOnlyList<string>> { ["field"] = ["bio", "energy"], ["trl"] = ["7-9"] } }, default);
        Assert.Equal(2, several.Total);
        var province = await Engine.SearchAsync(new SearchQuery { Choices = new Dictionary<string, IReadOnlyList<string>> { ["region"] = ["120000"] } }, default);
        Assert.Equal("doc3", province.Hits.Single().Document.ShortId);
    }

    [SkippableFact]
    public async Task Lists_sort_by_date_price_and_maturity()
    {
        await PutAsync(
            Document(1, "a") with { PriceKind = "fixed", PriceFrom = 300, Trl = 3 },
            Document(2, "b") with { PriceKind = "negotiable", Trl = 9 },
            Document(3, "c") with { PriceKind = "fixed", PriceFrom = 100 });
        async Task<string> By(SearchSort sort) => string.Join(' ', (await Engine.SearchAsync(new SearchQuery { Sort = sort }, default)).Hits.Select(h => h.Document.ShortId));
        Assert.Equal("doc3 doc2 doc1", await By(SearchSort.Newest));
        Assert.Equal("doc3 doc1 doc2", await By(SearchSort.Price));
        Assert.Equal("doc2 doc1 doc3", await By(SearchSort.Trl));
    }

    [SkippableTheory]
    [InlineData("", SearchSort.Newest)]
    [InlineData("电池", SearchSort.Relevance)]
    [InlineData("电池", SearchSort.Price)]
    public async Task Pages_by_cursor_show_everything_once(string text, SearchSort sort)
    {
        await PutAsync([.. Enumerable.Range(0, 1_000).Select(i => Document(i, $"电池 {i % 7}", new string('电', i % 5) + "池") with { PriceKind = "fixed", PriceFrom = i % 10 })]);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Engine.SearchAsync(new SearchQuery { Text = text, Sort = sort, Limit = 37, Cursor = cursor }, default);
            Assert.Equal(1_000, page.Total);
            seen.AddRange(page.Hits.Select(h => h.Document.ShortId));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(1_000, seen.Count);
        Assert.Equal(1_000, seen.Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("rubbish")]
    [InlineData("AAAA")]
    [InlineData("%%%")]
    public async Task A_cursor_of_somewhere_else_is_refused(string cursor) =>
        await Assert.ThrowsAsync<BadCursorException>(() => Engine.SearchAsync(new SearchQuery { Cursor = cursor }, default));

    [SkippableFact]
    public async Task An_older_version_never_wins_and_what_was_deleted_stays_away()
    {
        await PutAsync(Document(1, "new title", version: 5));
        await PutAsync(Document(1, "old title", version: 4));
        Assert.Equal(["doc1"], await FindAsync("new"));
        Assert.Empty((await Engine.SearchAsync(new SearchQuery { Text = "\"old title\"" }, default)).Hits);
        await Engine.ApplyAsync([IndexChange.Remove(IdOf(1), 6)], 10, default);
        await PutAsync(Document(1, "new title", version: 5));
        Assert.Empty(await FindAsync("new"));
        await PutAsync(Document(1, "newest title", version: 7));
        Assert.Equal(["doc1"], await FindAsync("newest"));
    }

    [SkippableFact]
    public async Task Text_for_members_is_searched_and_shown_to_members_only()
    {
        await PutAsync(Document(1, "公开标题") with { MembersText = new Bilingual(Zh: "内部配方含氟代碳酸乙烯酯") }, Document(2, "只给会员") with { VisibleTo = ReaderScope.Members });
        async Task<SearchResult> As(ReaderScope reader, string text) => await Engine.SearchAsync(new SearchQuery { Text = text, Reader = reader }, default);
        Assert.Equal(0, (await As(ReaderScope.Public, "氟代碳酸")).Total);
        Assert.Equal(0, (await As(ReaderScope.Public, "“只给会员”")).Total);
        Assert.Contains((await As(ReaderScope.Members, "氟代碳酸")).Hits.Single().Snippet, s => s.Match);
        Assert.Equal(1, (await As(ReaderScope.Members, "“只给会员”")).Total);
        Assert.DoesNotContain("氟代", string.Concat((await As(ReaderScope.Public, "公开标题")).Hits.Single().Snippet.Select(s => s.Text)));
        Assert.DoesNotContain(await Engine.SuggestAsync(new SuggestQuery("只给", Language.Zh), default), s => s.Text == "只给会员");
    }

    [SkippableFact]
    public async Task A_demand_meets_its_counterparts_by_its_whole_profile()
    {
        var demand = Document(9, "寻求镁合金挤压模具的涂层", "模具寿命短，挤压温度 420°C，表面粘铝", "demand") with { OrganizationId = IdOf(500) };
        await PutAsync(
            demand,
            Document(1, "挤压模具耐磨涂层", "涂层用于镁合金与铝合金挤压模具，提高寿命"),
            Document(2, "镁合金轮毂", "锻造工艺"),
            Document(3, "污水脱氮", "膜法处理"),
            Document(4, "镁合金挤压模具涂层的另一个需求", "模具涂层", "demand"),
            Document(5, "自家的挤压模具涂层", "镁合金模具寿命") with { OrganizationId = IdOf(500) },
            Document(6, "只给会员的挤压模具涂层") with { VisibleTo = ReaderScope.Members });
        var answer = await Engine.MatchAsync(new MatchQuery { Subject = demand, Kinds = ["achievement"], NotOf = IdOf(500) }, default);
        Assert.Equal(["doc1", "doc2"], answer.Candidates.Where(c => c.Words > 0).Select(c => c.Document.ShortId));
        Assert.InRange(answer.Known, answer.Candidates[0].Words, answer.Reachable);
        Assert.True(answer.Candidates[0].Words > 2 * answer.Candidates[1].Words);
        Assert.Contains((await Engine.MatchAsync(new MatchQuery { Subject = demand, Kinds = ["achievement"], Reader = ReaderScope.Members }, default)).Candidates, c => c.Document.ShortId == "doc6");
    }

    [SkippableFact]
    public async Task What_rules_a_counterpart_out_does_so_before_the_best_are_taken_and_what_is_unknown_passes()
    {
        SearchDocument[] documents =
        [
            .. Enumerable.Range(100, 40).Select(n => Document(n, "镁合金挤压模具的涂层", "模具寿命短") with { Trl = 4, OrganizationKind = "enterprise", OrganizationRegion = "110105", Region = "120104" }),
            Document(1, "模具修理") with { Trl = 8, OrganizationKind = "university", OrganizationRegion = "120104", KeywordsZh = ["模具"] },
            Document(2, "模具钢"),
        ];
        await PutAsync(documents);
        var query = new MatchQuery { Subject = Document(9, "寻求镁合金挤压模具的涂层", "模具寿命短", "demand"), Kinds = ["achievement"], Limit = 5 };
        async Task FindsAsync(MatchQuery asked, params string[] expected)
        {
            Assert.Equal(expected, (await Engine.MatchAsync(asked, default)).Candidates.Select(c => c.Document.ShortId).Order());
            Assert.Equal(expected, documents.Where(asked.Admits).Select(d => d.ShortId).Order());
        }
        Assert.DoesNotContain((await Engine.MatchAsync(query, default)).Candidates, c => c.Document.ShortId is "doc1" or "doc2");
        await FindsAsync(query with { Conditions = new() { TrlAtLeast = 7 } }, "doc1", "doc2");
        await FindsAsync(query with { Conditions = new() { TrlAtMost = 3 } }, "doc2");
        await FindsAsync(query with { Conditions = new() { Regions = ["310000", "120000"] } }, "doc1", "doc2");
        await FindsAsync(query with { Conditions = new() { Regions = ["120100"] } }, "doc1", "doc2");
        await FindsAsync(query with { Conditions = new() { Regions = ["120105"] } }, "doc2");
        await FindsAsync(query with { Conditions = new() { OrganizationKinds = ["university", "hospital"] } }, "doc1", "doc2");
        await FindsAsync(query with { Conditions = new() { TrlAtLeast = 7, Regions = ["120000"], OrganizationKinds = ["hospital"] } }, "doc2");
        await FindsAsync(query with { Conditions = new() { WithKeywords = true } }, "doc1");
        await FindsAsync(query with { Choices = new Dictionary<string, IReadOnlyList<string>> { [Facets.OrganizationKind] = ["university"] } }, "doc1");
    }

    [SkippableTheory]
    [InlineData("锂电")]
    [InlineData("lidianchi")]
    [InlineData("ldc")]
    [InlineData("LiDian")]
    public async Task Typing_suggests_by_characters_pinyin_and_initials(string typed)
    {
        await PutAsync(Document(1, "标题") with { KeywordsZh = ["锂电池"] });
        Assert.Contains(await Engine.SuggestAsync(new SuggestQuery(typed, Language.Zh), default), s => s is { Text: "锂电池", Kind: "keyword" });
        await Engine.ApplyAsync([IndexChange.Remove(IdOf(1), 2)], 10, default);
        Assert.Empty(await Engine.SuggestAsync(new SuggestQuery(typed, Language.Zh), default));
    }

    [SkippableFact]
    public async Task Where_nothing_is_found_near_terms_are_offered()
    {
        await PutAsync(Document(1, "标题") with { KeywordsZh = ["石墨烯"] });
        var result = await Engine.SearchAsync(new SearchQuery { Text = "“石墨炔薄膜”" }, default);
        Assert.Equal(0, result.Total);
        Assert.Contains("石墨烯", result.NearestTerms);
    }

    [SkippableFact]
    public async Task The_position_in_the_event_log_is_kept_with_the_index()
    {
        await Engine.ApplyAsync([IndexChange.Put(Document(1, "a"))], 42, default);
        var status = await Engine.StatusAsync(default);
        Assert.Equal((42, 1), (status.Position, status.Documents));
    }

    [SkippableFact]
    public async Task Making_the_index_anew_leaves_no_query_unanswered()
    {
        await PutAsync(Document(1, "turbine, old"));
        using var stop = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var answers = 0;
            while (!stop.IsCancellationRequested)
            {
                Assert.Single(await FindAsync("turbine"));
                Assert.Single((await Engine.SearchAsync(new SearchQuery { Text = "a turbine that has never been built anywhere" }, default)).Hits);
                Assert.NotEmpty(await Engine.SuggestAsync(new SuggestQuery("turbine", Language.En), default));
                Assert.Equal(1, (await Engine.StatusAsync(default)).Documents);
                answers++;
            }
            return answers;
        })).ToList();
        for (var round = 0; round < 3; round++)
        {
            await using var rebuild = await Engine.BeginRebuildAsync(default);
            await rebuild.ApplyAsync([IndexChange.Put(Document(2 + round, $"turbine, new {round}"))], default);
            await rebuild.CompleteAsync(50 + round, default);
        }
        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(asking)).Sum() > 0);
        Assert.Equal(["doc4"], await FindAsync("turbine"));
        Assert.Equal(52, (await Engine.StatusAsync(default)).Position);
    }

    [SkippableFact]
    public async Task A_rebuild_given_up_changes_nothing()
    {
        await PutAsync(Document(1, "kept"));
        await using (var rebuild = await Engine.BeginRebuildAsync(default)) { await rebuild.ApplyAsync([IndexChange.Put(Document(2, "dropped"))], default); }
        Assert.Equal(["doc1"], await FindAsync("kept"));
        Assert.Empty((await Engine.SearchAsync(new SearchQuery { Text = "\"dropped\"" }, default)).Hits);
    }

    [SkippableTheory]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("- - \"\" “”")]
    [InlineData("\ud800 \ud83d\ude00 *?~^:()[]{}!&&||\\")]
    [InlineData("的 the")]
    public async Task Nothing_that_can_be_typed_is_an_error(string text)
    {
        await PutAsync(Document(1, "电池"));
        Assert.NotNull(await Engine.SearchAsync(new SearchQuery { Text = text }, default));
        Assert.NotNull(await Engine.SuggestAsync(new SuggestQuery(text, Language.Zh), default));
    }

    [SkippableFact]
    public async Task A_Chinese_word_finds_its_English_name_by_the_glossary_below_the_literal()
    {
        var glossary = new Glossary();
        glossary.Add("锂电池", "lithium battery", 0.8f);
        var bilingual = EngineWith(glossary);
        await PutAsync(Document(1, "A lithium battery"), Document(2, "一种锂电池"), Document(3, "A lead battery"));
        Assert.Equal(["doc2", "doc1"], (await bilingual.SearchAsync(new SearchQuery { Text = "锂电池" }, default)).Hits.Select(h => h.Document.ShortId));
        Assert.Equal(2, (await bilingual.SearchAsync(new SearchQuery { Text = "lithium battery" }, default)).Total);
    }

    [SkippableFact]
    public async Task A_rare_character_counts_within_other_words_too()
    {
        await PutAsync([.. Enumerable.Range(1, 20).Select(i => Document(i, i == 13 ? "薄膜电池用靶材 铟锡氧化物" : "薄膜电池用靶材 氧化铝陶瓷"))]);
        var found = await Engine.SearchAsync(new SearchQuery { Text = "薄膜电池的含铟靶材" }, default);
        Assert.Equal(("doc13", 20), (found.Hits[0].Document.ShortId, found.Total));
        Assert.True(found.Hits[0].Score > found.Hits[1].Score);
    }

    [SkippableFact]
    public async Task Of_nearly_equal_answers_the_one_with_the_words_in_one_sentence_comes_first_on_its_page()
    {
        // The second is the shorter one, which counts for it.
        await PutAmongOthersAsync(
            Document(1, "First", "Recovery needs phosphate behind its membrane. The plant runs by day. The rest is burnt at night, far out."),
            Document(2, "Second", "The membrane is woven. Phosphate costs more. Recovery takes days."));
        Assert.Equal(["doc1", "doc2"], await FindAsync("membrane phosphate recovery"));
        // A page of one has its place already, and the next goes on behind it.
        var query = new SearchQuery { Text = "membrane phosphate recovery", Limit = 1 };
        var first = await Engine.SearchAsync(query, default);
        var second = await Engine.SearchAsync(query with { Cursor = first.Next }, default);
        Assert.Equal(["doc2", "doc1"], first.Hits.Concat(second.Hits).Select(h => h.Document.ShortId));
        Assert.Equal(["doc2", "doc1"], (await Engine.SearchAsync(query with { Limit = 20, Sort = SearchSort.Newest }, default)).Hits.Select(h => h.Document.ShortId));
    }

    [SkippableFact]
    public async Task A_single_character_finds_the_words_that_have_it_and_excludes_them()
    {
        await PutAsync(
            Document(1, "高压水泵站"), Document(2, "液压油缸", "由水泵带动的液压油缸"), Document(3, "液压阀块"), Document(4, "废酸再生") with { MembersText = new Bilingual(Zh: "用离心泵") },
            Document(5, "清洗机") with { OrganizationName = new Bilingual(Zh: "海河泵业") });
        Assert.Equal(["doc1", "doc2", "doc5"], await FindAsync("泵"));
        Assert.Equal(["doc1", "doc2"], (await FindAsync("“泵”")).Order());
        Assert.Equal(["doc3"], await FindAsync("液压 -泵"));
        Assert.Contains("doc4", (await Engine.SearchAsync(new SearchQuery { Text = "泵", Reader = ReaderScope.Members }, default)).Hits.Select(h => h.Document.ShortId));
    }

    [SkippableFact]
    public async Task A_word_whose_translation_is_a_single_character_finds_it_within_others()
    {
        var glossary = new Glossary();
        glossary.Add("膜", "membrane", 0.8f);
        var bilingual = EngineWith(glossary);
        await PutAsync(Document(1, "中空纤维反渗透膜组件"), Document(2, "高压水泵"));
        Assert.Equal("doc1", Assert.Single((await bilingual.SearchAsync(new SearchQuery { Text = "membrane" }, default)).Hits).Document.ShortId);
    }

    [SkippableFact]
    public async Task An_older_version_never_wins_whoever_comes_first()
    {
        const int Versions = 60;
        await PutAsync(Document(0, "begin"));
        var chance = new Random(4);
        var changes = Enumerable.Range(1, Versions).SelectMany(version => new[]
        {
            IndexChange.Put(Document(1, $"wins{version}", version: version)),
            version % 2 == 0 ? IndexChange.Remove(IdOf(2), version) : IndexChange.Put(Document(2, $"ends{version}", version: version)),
        }).OrderBy(_ => chance.Next()).Chunk(10).ToList();
        await Parallel.ForEachAsync(changes, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (some, cancel) => await Engine.ApplyAsync(some, 1, cancel));
        var left = (await Engine.SearchAsync(new SearchQuery { Limit = 10 }, default)).Hits.Select(h => h.Document).OrderBy(d => d.ShortId).ToList();
        Assert.Equal([("doc0", 1L), ("doc1", Versions)], left.Select(d => (d.ShortId, d.Version)));
        Assert.Equal(["doc1"], await FindAsync($"wins{Versions}"));
        for (var version = 1; version < Versions; version++) { Assert.Equal(0, (await Engine.SearchAsync(new SearchQuery { Text = $"\"wins{version}\"" }, default)).Total); }
    }

    [SkippableFact]
    public async Task A_full_disk_loses_nothing_and_is_over_when_there_is_space()
    {
        await PutAsync(Document(1, "before"));
        var position = (await Engine.StatusAsync(default)).Position;
        await DiskIsFullAsync(true);
        for (var tries = 0; tries < 3; tries++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => Engine.ApplyAsync([IndexChange.Put(Document(2, "meanwhile"))], 77, default));
            Assert.Equal(["doc1"], await FindAsync("before"));
            Assert.Empty((await Engine.SearchAsync(new SearchQuery { Text = "\"meanwhile\"" }, default)).Hits);
        }
        Assert.Equal((position, 1), await Engine.StatusAsync(default) is var status ? (status.Position, status.Documents) : default);
        await DiskIsFullAsync(false);
        await Engine.ApplyAsync([IndexChange.Put(Document(2, "meanwhile"))], 77, default);
        Assert.Equal(["doc2"], await FindAsync("meanwhile"));
        Assert.Equal((77, 2), await Engine.StatusAsync(default) is var after ? (after.Position, after.Documents) : default);
    }
}
