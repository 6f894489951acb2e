using Marketplace.Search.Text;

namespace Marketplace.Tests.Search;

public sealed class TextIsCutIntoTokens
{
    private static List<string> Terms(string text) => [.. TextAnalysis.Analyze(text).Where(t => t.Term.Length > 0).Select(t => t.Term)];

    [Theory]
    [InlineData("锂电池", "锂电 电池")]
    [InlineData("鋰電池", "锂电 电池")]
    [InlineData("铝 合金", "铝 合金")]
    [InlineData("The Batteries", "batteri")]
    [InlineData("ＡＢＣ", "abc")]
    public void Chinese_in_pairs_English_in_stems(string text, string terms) => Assert.Equal(terms.Split(' '), Terms(text));

    [Theory]
    [InlineData("AZ31B", new[] { "az31b", "az", "31" })]
    [InlineData("CRISPR-Cas9", new[] { "crispr-cas9", "crisprcas9", "crispr", "cas" })]
    [InlineData("5G", new[] { "5g" })]
    [InlineData("1.8g/cm³", new[] { "1.8g/cm3", "1.8" })]
    [InlineData("≥67%", new[] { "≥67%", "67%", "67" })]
    [InlineData("780 ℃", new[] { "780", "780°c" })]
    [InlineData("4,200 h", new[] { "4200", "4200h" })]
    [InlineData("time-sharing", new[] { "timeshar", "time", "share" })]
    public void Model_names_and_figures_whole_and_in_parts(string text, string[] wanted)
    {
        var terms = Terms(text);
        foreach (var term in wanted) { Assert.Contains(term, terms); }
    }

    [Theory]
    [InlineData("㎡ 與 ½ of ＡＺ３１Ｂ鎂合金")]
    [InlineData("e\u0301lan 𠮷野家 \ud83d\ude00 电池")]
    public void Offsets_lead_back_to_the_text_as_written(string text)
    {
        foreach (var token in TextAnalysis.Analyze(text))
        {
            Assert.InRange(token.Start, 0, text.Length);
            Assert.InRange(token.End, token.Start + 1, text.Length);
        }
    }

    [Theory]
    [InlineData("锂电池", "lidianchi", "ldc")]
    [InlineData("5G基站", "5gjizhan", "5gjz")]
    [InlineData("铝合金", "lühejin", "lhj")]
    public void Pinyin_runs_together(string text, string full, string initials) => Assert.Equal((full, initials), Pinyin.Of(Folding.FoldToString(text)));
}
