using System.Text.Encodings.Web;
using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Tests.Listings;

public sealed class PublicWords
{
    private static readonly Texts Words = new(ModuleCatalog.Discover().Assemblies);

    [Theory]
    [InlineData("67", "55", "%", "12 points higher")]
    [InlineData("128", "186", "kWh", "31% lower")]
    [InlineData("8,400", "3000", "h", "2.8 times")]
    [InlineData("1.02", "1", "t", "2% higher")]
    [InlineData("≥95", "90", "%", null)]
    [InlineData("9", null, "%", null)]
    [InlineData("9", "9", "%", null)]
    public void A_figure_says_how_far_it_lies_from_its_baseline(string value, string? baseline, string unit, string? words)
    {
        using var english = Language.Use(Language.En);
        Assert.Equal(words, Comparison.Words(Words, new Evidence(Bilingual.Empty, value, baseline, unit, null, null)));
    }

    [Fact]
    public void Plain_text_becomes_paragraphs_and_lists_and_nothing_else()
    {
        using var html = new StringWriter();
        WrittenText.Html("一段\n两行\n\n- 甲\n- <b>乙</b>\n完").WriteTo(html, HtmlEncoder.Default);
        Assert.Equal("<p>一段<br>两行</p><ul><li>甲</li><li>&lt;b&gt;乙&lt;/b&gt;</li></ul><p>完</p>", html.ToString());
    }
}
