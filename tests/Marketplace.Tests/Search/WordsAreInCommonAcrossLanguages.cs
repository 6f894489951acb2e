using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

public sealed class WordsAreInCommonAcrossLanguages
{
    [Fact]
    public void A_Chinese_demand_and_an_English_achievement_have_their_words_in_both_and_the_passage_in_the_language_there_is()
    {
        var glossary = new Glossary();
        glossary.Add("镁合金", "magnesium alloy", 0.8f);
        var words = new WordsInCommon(glossary);
        var demand = Of(1, new Bilingual(Zh: "镁合金轮毂"));
        var achievement = Of(2, new Bilingual(En: "Forged wheels of magnesium alloy"));
        var common = words.Between(demand, achievement, words.RarityAmong([achievement]), members: false);
        Assert.Equal(["镁合金"], common.Zh);
        Assert.Equal(["magnesium alloy"], common.En);
        Assert.Equal(new Bilingual(En: "Forged wheels of magnesium alloy"), common.Passage);
    }

    [Fact]
    public void A_number_written_out_is_no_word_in_common_and_a_word_that_begins_like_one_is()
    {
        var glossary = new Glossary();
        glossary.Add("四十", "forty", 0.8f);
        glossary.Add("万向节", "universal joint", 0.8f);
        var words = new WordsInCommon(glossary);
        var (demand, achievement) = (Of(1, new Bilingual(Zh: "四十台车换万向节")), Of(2, new Bilingual(Zh: "测过四十只万向节")));
        Assert.Equal(["万向节"], words.Between(demand, achievement, words.RarityAmong([achievement]), members: false).Zh);
    }

    [Fact]
    public void With_a_model_the_passage_is_the_sentence_that_means_the_same_in_each_language()
    {
        var folder = Directory.CreateTempSubdirectory("marketplace-model-").FullName;
        TinyModel.Write(folder, ["轴承", "bearing", "滚珠"], ["涂层", "coating"], ["电池", "battery"]);
        try
        {
            using var embeddings = new Embeddings(Microsoft.Extensions.Options.Options.Create(new SearchOptions { Embeddings = new() { Model = folder } }));
            var words = new WordsInCommon(new Glossary(), embeddings);
            var demand = Of(1, new Bilingual(Zh: "轴承"));
            var achievement = Of(2, new Bilingual("涂层涂层涂层涂层涂层涂层涂层。滚珠滚珠滚珠滚珠滚珠滚珠滚珠。电池电池电池电池电池电池电池。", "coating coating coating. bearing bearing bearing. battery battery battery."));
            var common = words.Between(demand, achievement, words.RarityAmong([achievement]), members: false);
            Assert.Empty(common.Shown);
            Assert.Equal(new Bilingual("滚珠滚珠滚珠滚珠滚珠滚珠滚珠。", "bearing bearing bearing."), common.Passage);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    private static SearchDocument Of(int number, Bilingual text) => new() { Id = new Guid(number, 0, 0, new byte[8]), Version = 1, Kind = "achievement", Text = text };
}
