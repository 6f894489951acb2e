using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;

namespace Marketplace.Tests.Matching;

public sealed class WordsAreStillSaid
{
    private static readonly AchievementContent Film = new()
    {
        Title = new Bilingual(null, "Graphene heat-conducting film"),
        Blocks = [new TextBlock(BlockKind.Description, Stage.Teaser, new Bilingual(null, "A film that cools lithium batteries. It is 20 µm thick."))],
        Evidence = [new Evidence(new Bilingual(null, "Conductivity"), "1500", null, "W/(m·K)", null, null)],
    };

    private static readonly DemandContent Cooling = new() { Title = new Bilingual("石墨烯导热膜"), Summary = new Bilingual("给锂电池散热") };

    private static CommonWords Said(CommonWords kept, ListingContent second) => kept.StillSaid(new ReadableText(Cooling), new ReadableText(second));

    [Fact]
    public void Words_of_the_other_language_stay_while_what_they_stand_for_is_said()
    {
        var kept = new CommonWords(["石墨烯", "锂电池"], ["Graphene", "lithium batteries"], Bilingual.Empty);
        Assert.Equal(kept.Zh, Said(kept, Film).Zh);
        Assert.Equal(kept.En, Said(kept, Film).En);
        var less = Said(kept, Film with { Blocks = [] });
        Assert.Empty(less.Zh);
        Assert.Equal(["Graphene"], less.En);
    }

    [Fact]
    public void A_word_that_only_the_first_one_says_is_not_in_common()
    {
        var kept = new CommonWords(["石墨烯", "导热膜"], [], Bilingual.Empty);
        Assert.Equal(["导热膜"], Said(kept, new AchievementContent { Title = new Bilingual("铜基导热膜", "Graphene film") }).Zh);
    }

    [Theory]
    [InlineData("A film that cools lithium batteries.", true)]
    [InlineData("A film that cools lith…", true)]
    [InlineData("Conductivity 1500W/(m·K)", true)]
    [InlineData("It is 20 nm thick.", false)]
    public void A_passage_is_quoted_while_it_stands_there(string passage, bool stands) =>
        Assert.Equal(stands ? passage : null, Said(new CommonWords([], [], new Bilingual(null, passage)), Film).Passage.En);

    [Fact]
    public void Words_are_found_however_they_are_written() => Assert.Equal(["LITHIUM cools"], Said(new CommonWords([], ["LITHIUM cools"], Bilingual.Empty), Film).En);
}
