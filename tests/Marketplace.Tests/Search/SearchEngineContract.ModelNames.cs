using Marketplace.Modularity;
using Marketplace.Search;

namespace Marketplace.Tests.Search;

/// <summary>Model names, numbers with units, prices, and beginnings that very many words have.</summary>
public abstract partial class SearchEngineContract
{
    [SkippableFact]
    public async Task A_model_name_is_not_found_by_its_figure_alone()
    {
        await PutAmongOthersAsync(Document(1, "5G 基站天线"), Document(2, "电机功率 5 kW，效率提高 5%"), Document(3, "T700 碳纤维"), Document(4, "700 台设备"), Document(5, "Fashion of the 1990s"), Document(6, "Law of 1990"));
        Assert.Equal(["doc1"], await FindAsync("5G"));
        Assert.Equal(["doc3"], await FindAsync("T700"));
        Assert.Equal(["doc5", "doc6"], await FindAsync("1990s"));
    }

    [SkippableFact]
    public async Task A_model_name_stands_for_its_parts_apart()
    {
        await PutAmongOthersAsync(Document(1, "AZ31B 板材"), Document(2, "AZ-31B 轧制"), Document(3, "AZ 31 合金"), Document(4, "31 号文件"));
        Assert.Equal(["doc1", "doc2", "doc3"], (await FindAsync("AZ31B")).Order());
    }

    [SkippableFact]
    public async Task A_quoted_or_excluded_model_name_is_that_one()
    {
        await PutAmongOthersAsync(Document(1, "口罩 N95"), Document(2, "口罩过滤效率 95%"), Document(3, "镁合金 AZ31B"), Document(4, "镁合金 AZ31C"), Document(5, "镁合金 AZ-31B 型"), Document(6, "5G 基站"), Document(7, "5 座基站，5G 室分"));
        Assert.Equal(["doc2"], await FindAsync("口罩 -N95"));
        Assert.Equal(["doc3", "doc5"], (await FindAsync("“AZ31B”")).Order());
        Assert.Equal(["doc4"], await FindAsync("镁合金 -AZ31B"));
        Assert.Equal(["doc6"], await FindAsync("“5G 基站”"));
    }

    [SkippableFact]
    public async Task Nothing_is_said_to_be_dropped_where_something_has_all_words()
    {
        await PutAsync(Document(1, "alpha beta gamma"), Document(2, "alpha alpha beta beta"), Document(3, "delta"));
        var all = await Engine.SearchAsync(new SearchQuery { Text = "alpha beta gamma" }, default);
        Assert.Equal((2, 0), (all.Total, all.DroppedWords.Count));
        var some = new SearchQuery { Text = "alpha beta epsilon", Limit = 1 };
        var first = await Engine.SearchAsync(some, default);
        Assert.Equal(["epsilon"], first.DroppedWords);
        Assert.Empty((await Engine.SearchAsync(some with { Cursor = first.Next }, default)).DroppedWords);
    }

    [SkippableFact]
    public async Task Prices_in_another_currency_are_not_compared_with_yuan()
    {
        SearchDocument Priced(int number, decimal price, string? currency) => Document(number, "阀门") with { PriceKind = "fixed", PriceFrom = price, Currency = currency };
        await PutAsync(Priced(1, 300_000, "CNY"), Priced(2, 20_000, "USD"), Priced(3, 200_000, null));
        async Task<IEnumerable<string>> AskAsync(SearchQuery query) => (await Engine.SearchAsync(query, default)).Hits.Select(h => h.Document.ShortId);
        Assert.Equal(["doc3", "doc1", "doc2"], await AskAsync(new SearchQuery { Text = "阀门", Sort = SearchSort.Price }));
        Assert.Equal(["doc1", "doc3"], (await AskAsync(new SearchQuery { Text = "阀门", PriceMin = 1, PriceMax = 400_000 })).Order());
    }

    [SkippableFact]
    public async Task A_letter_suggests_what_is_common_among_all_that_begin_with_it()
    {
        await PutAsync([.. Enumerable.Range(1, 400).Select(n => Document(n, "标题") with { KeywordsEn = [$"Zeta {n:000}", .. n <= 3 ? ["Zirconium"] : (string[])[]] })]);
        Assert.Equal("Zirconium", (await Engine.SuggestAsync(new SuggestQuery("z", Language.En), default))[0].Text);
        // Kept beginnings know of no document that has gone.
        await Engine.ApplyAsync([.. Enumerable.Range(1, 3).Select(n => IndexChange.Remove(IdOf(n), 2))], 10, default);
        Assert.DoesNotContain(await Engine.SuggestAsync(new SuggestQuery("z", Language.En), default), s => s.Text == "Zirconium");
    }

    [SkippableTheory]
    [InlineData("lvhejin")]
    [InlineData("luhejin")]
    [InlineData("lhj")]
    public async Task A_syllable_with_ü_is_typed_with_v_or_u(string typed)
    {
        await PutAsync(Document(1, "标题") with { KeywordsZh = ["铝合金"] });
        Assert.Contains(await Engine.SuggestAsync(new SuggestQuery(typed, Language.Zh), default), s => s.Text == "铝合金");
    }

    [SkippableFact]
    public async Task A_quoted_name_of_an_organization_finds_what_is_its_own()
    {
        await PutAsync(
            Document(1, "镁合金轮毂") with { OrganizationName = new Bilingual("海河理工大学", "Haihe University") }, Document(2, "镁合金板材") with { OrganizationName = new Bilingual(Zh: "海河大学") },
            Document(3, "与海河理工大学合作的镁合金"), Document(4, "镁合金管材"));
        Assert.Equal(["doc1", "doc3"], (await FindAsync("“海河理工大学”")).Order());
        Assert.Equal(["doc1"], await FindAsync("\"Haihe University\" 镁合金"));
    }
}
