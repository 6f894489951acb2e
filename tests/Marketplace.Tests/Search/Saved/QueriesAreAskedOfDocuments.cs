using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Marketplace.Search.Query;
using Marketplace.Search.Saved;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search.Saved;

public sealed class QueriesAreAskedOfDocuments(SearchSite site) : IClassFixture<SearchSite>
{
    private static readonly SearchDocument Document = new()
    {
        Id = Guid.CreateVersion7(), Version = 1, Kind = "achievement", Fields = ["new-material.metal"], Region = "120116", Trl = 6, Cooperation = ["license"], OrganizationName = new Bilingual("海河大学", "Haihe University"),
        Title = new Bilingual("高强度镁合金 AZ31B 轧制工艺", "Rolling of high-strength magnesium alloy AZ31B"), Summary = new Bilingual("抗拉强度提高 30%，适合轻量化车身。", "Tensile strength rises by 30%."),
        Text = new Bilingual("在 300 °C 下轧制，晶粒尺寸 2 微米。"), MembersText = new Bilingual("退火温度为秘密参数。"),
    };

    private static FollowedQuery Query(string text, string more = "", Glossary? glossary = null) =>
        new FollowedQueries(glossary ?? Glossary.Empty, Ranking.Default).Of("/search", $"q={Uri.EscapeDataString(text)}{more}")!;

    [Theory]
    [InlineData("镁合金", "", true)]
    [InlineData("镁合金 轧制", "", true)]
    [InlineData("镁合金 铸造", "", false)]
    [InlineData("az31b", "", true)]
    [InlineData("AZ-31B", "", true)]
    [InlineData("rolled alloys", "", true)]
    [InlineData("“高强度镁合金”", "", true)]
    [InlineData("“合金轧制”", "", false)]
    [InlineData("镁合金 -铸造", "", true)]
    [InlineData("镁合金 -轧制", "", false)]
    [InlineData("海河大学", "", true)]
    [InlineData("镁", "", true)]
    [InlineData("“车”", "", true)]
    [InlineData("河", "", true)]
    [InlineData("铝", "", false)]
    [InlineData("合金 -车", "", false)]
    [InlineData("合金 -铝", "", true)]
    [InlineData("rolling high strength magnesium alloy for bridges", "", true)]
    [InlineData("casting aluminium parts of engines with alloy", "", false)]
    [InlineData("", "&field=new-material", true)]
    [InlineData("", "&field=bio&field=new-material", true)]
    [InlineData("", "&field=bio", false)]
    [InlineData("", "&region=120000&trl_min=6", true)]
    [InlineData("", "&trl_min=7", false)]
    [InlineData("", "&kind=demand", false)]
    public void A_document_is_found_by_what_it_says(string text, string more, bool found) =>
        Assert.Equal(found, Query(text, more).Finds(new DocumentTerms(Document, ReaderScope.Members)));

    [Fact]
    public void Text_for_members_counts_for_members_only()
    {
        Assert.True(Query("退火温度").Finds(new DocumentTerms(Document, ReaderScope.Members)));
        Assert.False(Query("退火温度").Finds(new DocumentTerms(Document, ReaderScope.Public)));
    }

    [Fact]
    public void Names_of_the_glossary_stand_for_each_other()
    {
        var glossary = new Glossary();
        glossary.Add("轻量化", "lightweight", 0.8f);
        Assert.True(Query("lightweight", glossary: glossary).Finds(new DocumentTerms(Document, ReaderScope.Members)));
        Assert.False(Query("lightweight").Finds(new DocumentTerms(Document, ReaderScope.Members)));
    }

    [Theory]
    [InlineData("“海河理工大学”", true)]
    [InlineData("“海河大学”", false)]
    [InlineData("轻量化 -“海河理工大学”", true)]
    public void A_quoted_name_is_an_organizations_as_on_the_page(string typed, bool finds) =>
        Assert.Equal(finds, Query(typed).Finds(new DocumentTerms(Document with { OrganizationName = new Bilingual(Zh: "海河理工大学") }, ReaderScope.Members)));

    [Fact]
    public void Signs_alone_are_no_query() => Assert.Null(new FollowedQueries(Glossary.Empty, Ranking.Default).Of("/search", "q=%25"));

    [Fact]
    public async Task What_the_page_finds_with_all_words_a_follower_would_have_been_told_of()
    {
        string[] titles = ["锂离子电池隔膜", "电池回收与梯次利用", "Solid state battery electrolyte", "石墨负极材料制备", "隔膜涂覆设备 SX-200"];
        foreach (var title in titles) { await site.PublishAsync(SearchSite.Achievement(title, "用于动力电池的材料和设备")); }
        await site.IndexedAsync();
        var documents = await site.InScopeAsync(async services =>
        {
            var ids = await services.GetRequiredService<MarketplaceDbContext>().Set<Listing>().Select(l => l.Id).ToListAsync();
            return await services.GetRequiredService<IndexFeed>().DocumentsAsync(ids, default);
        });
        var (engine, queries) = (site.Services.GetRequiredService<ISearchEngine>(), site.Services.GetRequiredService<FollowedQueries>());
        foreach (var asked in new[] { "q=电池", "q=隔膜 设备", "q=battery", "q=sx200", "q=“动力电池”", "q=电池 -回收", "q=石墨&field=new-it", "q=锂电池", "field=new-it&trl_min=7", "q=solid battery", "q=膜", "q=电池 -膜", "q=“料”" })
        {
            var state = SearchState.Read("/search", asked);
            var page = await engine.SearchAsync(state.Query(null, ReaderScope.Public, Language.Zh) with { Limit = 100 }, default);
            Assert.True(page.DroppedWords.Count == 0, asked);
            var told = documents.Where(d => queries.Of("/search", state.Canonical())!.Finds(new DocumentTerms(d, ReaderScope.Public))).Select(d => d.Id);
            Assert.Equal(page.Hits.Where(h => h.Document.Kind != "organization").Select(h => h.Document.Id).Order(), told.Order());
        }
    }
}
