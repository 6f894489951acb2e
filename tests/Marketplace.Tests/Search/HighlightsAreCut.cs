using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Query;

namespace Marketplace.Tests.Search;

public sealed class HighlightsAreCut
{
    private static SearchHit Hit(string query, SearchDocument document, string language = Language.Zh) =>
        new Highlights(new QueryParser(Glossary.Empty, Ranking.Default).Parse(query), []).Hit(document, 1, new SearchQuery { Text = query, Language = language });

    private static SearchDocument Document(string title, string summary = "", string text = "") => new()
    {
        Id = Guid.CreateVersion7(), Version = 1, Kind = "achievement", Title = new Bilingual(Zh: title), Summary = new Bilingual(Zh: summary), Text = new Bilingual(Zh: text),
    };

    private static string Shown(IEnumerable<TextSegment> segments) => string.Concat(segments.Select(s => s.Match ? $"[{s.Text}]" : s.Text));

    [Theory]
    [InlineData("废酸 再生", "高浓度废酸再生工艺", "高浓度[废酸再生]工艺")]
    [InlineData("batteries", "Battery 与 Batteries", "[Battery] 与 [Batteries]")]
    [InlineData("镁合金", "鎂合金板材", "[鎂合金]板材")]
    [InlineData("泵", "高压水泵站与泵房", "高压水[泵]站与[泵]房")]
    [InlineData("az31b", "牌号ＡＺ３１Ｂ的板", "牌号[ＡＺ３１Ｂ]的板")]
    public void Titles_are_marked_where_they_match(string query, string title, string shown) => Assert.Equal(shown, Shown(Hit(query, Document(title)).Title));

    [Fact]
    public void A_snippet_is_cut_around_what_matches_and_loses_nothing_in_between()
    {
        var text = string.Concat(Enumerable.Repeat("前面的话很多。", 60)) + "这里讲石墨烯散热膜的制备。" + string.Concat(Enumerable.Repeat("后面的话也多。", 60));
        var snippet = Hit("石墨烯散热膜", Document("标题", "摘要", text)).Snippet;
        Assert.Contains(snippet, s => s.Match && s.Text == "石墨烯散热膜");
        Assert.Contains(string.Concat(snippet.Where(s => s.Text != "…").Select(s => s.Text)), text);
        Assert.InRange(snippet.Sum(s => s.Text.Length), 20, 220);
    }

    [Theory]
    [InlineData("钠离子电芯与电池", "钠离子电芯与[电池]")]
    [InlineData("磷酸铁锂离子电池", "磷酸铁[锂离子电池]")]
    [InlineData("a lithium tile", "a lithium tile")]
    [InlineData("the battery of lithium cells", "the [battery] of [lithium] cells")]
    public void What_stands_for_a_word_is_marked_where_all_of_it_is(string title, string shown)
    {
        var glossary = new Glossary();
        glossary.Extend([new SameThing(true, ["锂电池", "lithium battery"]), new SameThing(false, ["锂电池", "锂离子电池"])], Ranking.Default);
        var query = new QueryParser(glossary, Ranking.Default).Parse("锂电池");
        var hit = new Highlights(query, []).Hit(Document(title), 1, new SearchQuery { Text = "锂电池", Language = Language.Zh });
        Assert.Equal(shown, Shown(hit.Title));
    }

    [Fact]
    public void Without_a_match_the_summary_is_shown() => Assert.Equal("摘要", Shown(Hit("别的", Document("标题", "摘要", "正文")).Snippet));
}
