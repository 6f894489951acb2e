using Marketplace.Search.Benchmark;
using Marketplace.Search.Query;
using Marketplace.Search.Text;
using Marketplace.Tests.House;

namespace Marketplace.Tests.Search;

/// <summary>The verb <c>bench</c>, and the listings that it makes.</summary>
public sealed class TheBenchMeasures : IDisposable
{
    private static readonly Lazy<MadeListings> Made = new(() => new MadeListings(SeedWords.Read(Path.Combine(AppContext.BaseDirectory, "seeds"), Glossary.Load(Ranking.Default, null))));
    private readonly HostProcess program = new();

    public void Dispose() => program.Dispose();

    [Theory]
    [InlineData("search", "search with facets", "1,000")]
    [InlineData("match", "one demand against all", "1,000")]
    public async Task It_prints_its_figures(string what, string row, string asked)
    {
        var (code, said) = await program.RunToEndAsync("bench", what, "--documents", "500");
        Assert.True(code == 0, said);
        Assert.Matches(@"500 listings, [\d,]+ documents per second, [1-9][\d,]+ index bytes per document", said);
        var cells = said.Split('\n').Single(l => l.Contains(row, StringComparison.Ordinal)).Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(asked, cells[1]);
        Assert.InRange(int.Parse(cells[2].Replace(",", "", StringComparison.Ordinal)), 500, 1_000);
        Assert.All(cells[3..5], times => Assert.Matches(@"^[\d,.]+ / [\d,.]+ / [\d,.]+ ms$", times));
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--fast'", "bench", "search", "--fast")]
    [InlineData("--documents can be from 1", "bench", "match", "--documents", "0")]
    [InlineData("it can be Lucene or Elasticsearch", "bench", "search", "--engine", "solr")]
    public async Task What_it_does_not_know_is_told(string because, params string[] verb)
    {
        var (code, said) = await program.RunToEndAsync(verb);
        Assert.True(code != 0 && said.Contains(because, StringComparison.Ordinal) && !said.Contains("   at ", StringComparison.Ordinal), said);
    }

    [Fact]
    public void The_same_number_is_the_same_listing_and_another_another()
    {
        var again = new MadeListings(SeedWords.Read(Path.Combine(AppContext.BaseDirectory, "seeds"), Glossary.Load(Ranking.Default, null)));
        Assert.Equal(Made.Value.Listing(7).Text, again.Listing(7).Text);
        Assert.Equal(Made.Value.Query(7).Text, again.Query(7).Text);
        Assert.NotEqual(Made.Value.Listing(7).Text, Made.Value.Listing(8).Text);
    }

    [Fact]
    public void Six_listings_in_ten_are_Chinese_and_a_common_word_is_much_commoner_than_most()
    {
        var listings = Enumerable.Range(0, 1_000).Select(Made.Value.Listing).ToList();
        Assert.InRange(listings.Count(l => l.Title.Zh is not null), 550, 650);
        var having = listings.SelectMany(l => TextAnalysis.Analyze(l.Text.Zh).Concat(TextAnalysis.Analyze(l.Text.En)).Select(t => t.Term).Distinct()).CountBy(t => t).Select(t => t.Value).Order().ToList();
        Assert.True(having[^1] > 300 && having[having.Count / 2] < 10, $"the commonest term is in {having[^1]} listings, the middle one in {having[having.Count / 2]}");
    }
}
