using Marketplace.Matching.Reasons;
using Marketplace.Matching.Scoring;

namespace Marketplace.Tests.Matching;

public sealed class QuantitiesCompare
{
    [Theory]
    [InlineData("kWh/t", "MJ/t", 3.6)]
    [InlineData("µm", "mm", 0.001)]
    [InlineData("min", "h", 0.0166667)]
    [InlineData("小时", "h", 1)]
    [InlineData("mg/L", "g/m³", 1)]
    [InlineData("%", "ppm", 10000)]
    [InlineData("W/(m·K)", "W/(m·K)", 1)]
    public void Units_of_one_kind_are_brought_to_one(string from, string to, double factor) => Assert.Equal(factor, (double)Quantities.Factor(from, to)!.Value, 5);

    [Theory]
    [InlineData("MW", "mW")]
    [InlineData("h", "mm")]
    [InlineData("kWh", "kW")]
    public void Units_of_different_kinds_do_not_compare(string from, string to) => Assert.True(Quantities.Factor(from, to) is null or not 1);

    [Theory]
    [InlineData("1,200", 1200, 1200)]
    [InlineData("≥ 93.5", 93.5, 93.5)]
    [InlineData("80-120", 80, 120)]
    [InlineData("4.6万", 46000, 46000)]
    [InlineData("-40", -40, -40)]
    public void Values_are_read_as_they_are_written(string text, double low, double high) => Assert.Equal(new Quantity((decimal)low, (decimal)high), Quantities.Read(text));

    [Fact]
    public void Words_without_a_number_are_no_value() => Assert.Null(Quantities.Read("优于国标"));

    [Fact]
    public void A_fit_finds_the_chances_that_made_the_pairs()
    {
        var random = new Random(1);
        var pairs = Enumerable.Range(0, 4_000).Select(_ =>
        {
            var (x, y) = (random.NextDouble() * 4 - 2, random.NextDouble() * 4 - 2);
            var chance = 1 / (1 + Math.Exp(-(-1 + (2 * x) - y)));
            return new JudgedPair(new Dictionary<string, double> { ["x"] = x, ["y"] = y }, random.NextDouble() < chance);
        }).ToList();
        var fitted = Fitting.Fit(pairs).Weights;
        Assert.Equal(2, fitted["x"], 0.2);
        Assert.Equal(-1, fitted["y"], 0.2);
        Assert.Equal(-1, fitted[CoefficientSet.Bias], 0.2);
    }
}
