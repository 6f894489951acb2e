using Marketplace.Search.Query;

namespace Marketplace.Tests.Search;

public sealed class EverydayWords
{
    private static GeneralDictionary Small() => new(new StringReader("光合作用\tphotosynthesis\n水\twater\n速度\tspeed|rate|velocity\n速率\trate|speed\n北京\tBeijing municipality|Beijing\n"));

    private static Glossary With(params (string Zh, string En)[] own)
    {
        var glossary = new Glossary { General = new(Small), GeneralWeight = 0.5f };
        foreach (var (zh, en) in own) { glossary.Add(zh, en, 0.8f); }
        return glossary;
    }

    [Fact]
    public void Stand_for_what_the_glossary_does_not_know()
    {
        var words = With(("速度", "speed")).WordsIn("光合作用速度").ToList();
        Assert.Equal([(0, 4), (4, 2)], words.Select(w => (w.Start, w.Length)));
        Assert.Equal(["speed 0.8", "rate 0.5", "veloc 0.5"], words[1].Alternatives.Select(a => $"{string.Join(' ', a.Terms)} {a.Weight.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public void Lead_back_to_the_Chinese_word_that_means_them_first()
    {
        var (length, alternatives) = With().PhraseAt(["rate", "of"], 0);
        Assert.Equal(1, length);
        Assert.Equal(["速率", "速度"], alternatives.Select(a => string.Concat(a.Terms)));
    }

    [Fact]
    public void Names_of_five_words_stand_for_one_in_Chinese()
    {
        var (length, alternatives) = With(("质子交换膜燃料电池", "proton exchange membrane fuel cell")).PhraseAt(["proton", "exchang", "membran", "fuel", "cell", "stack"], 0);
        Assert.Equal((5, 1), (length, alternatives.Count));
    }

    [Fact]
    public void The_built_in_ones_are_read_from_the_assembly()
    {
        Assert.True(GeneralDictionary.BuiltIn.Count > 80_000);
        Assert.Contains(GeneralDictionary.BuiltIn.ToEnglish("锂电池", 1), a => a.Terms.SequenceEqual(["lithium", "batteri"]));
    }
}
