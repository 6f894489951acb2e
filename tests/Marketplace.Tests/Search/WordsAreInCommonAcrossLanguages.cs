using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Query;

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

    private static SearchDocument Of(int number, Bilingual text) => new() { Id = new Guid(number, 0, 0, new byte[8]), Version = 1, Kind = "achievement", Text = text };
}
