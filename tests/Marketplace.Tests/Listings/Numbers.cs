using Marketplace.Listings;

namespace Marketplace.Tests.Listings;

public sealed class Numbers
{
    [Theory]
    [InlineData("ZL202110662948.3", RightKind.Invention)]
    [InlineData("ZL 2021 1 0662948.3", RightKind.Invention)]
    [InlineData("zl2021106629483", RightKind.Invention)]
    [InlineData("202310558214.X", RightKind.Invention)]
    [InlineData("ＺＬ２０２３１０５５８２１４．Ｘ", RightKind.Invention)]
    [InlineData("CN202310443218.3", RightKind.Invention)]
    public void Patent_numbers_are_read_however_they_are_written(string text, RightKind kind)
    {
        Assert.True(PatentNumber.TryParse(text, 2026, out var number, out _));
        Assert.Equal(kind, number.Kind);
    }

    [Fact]
    public void Old_numbers_have_two_digits_of_the_year_and_eight_weights()
    {
        var check = PatentNumber.CheckOf("98101234");
        Assert.True(PatentNumber.TryParse($"ZL98101234.{check}", 2026, out var number, out _));
        Assert.Equal(1998, number.Year);
        // 9×2 + 8×3 + 1×4 + 0×5 + 1×6 + 2×7 + 3×8 + 4×9 = 126 = 11×11 + 5
        Assert.Equal('5', check);
    }

    [Theory]
    [InlineData("", PatentProblem.Empty)]
    [InlineData("CN112345678A", PatentProblem.Publication)]
    [InlineData("CN 102345678 B", PatentProblem.Publication)]
    [InlineData("ZL2021A0662948.3", PatentProblem.Character)]
    [InlineData("ZL20211066294.3", PatentProblem.Length)]
    [InlineData("ZL202910662948.3", PatentProblem.Year)]
    [InlineData("ZL198410662948.3", PatentProblem.Year)]
    [InlineData("ZL202150662948.3", PatentProblem.Kind)]
    [InlineData("ZL202110000000.3", PatentProblem.Serial)]
    [InlineData("ZL202110662948", PatentProblem.CheckMissing)]
    [InlineData("ZL202110662948.4", PatentProblem.CheckDigit)]
    [InlineData("ZL202110662984.3", PatentProblem.CheckDigit)]
    public void What_is_wrong_with_a_patent_number_is_said_precisely(string text, PatentProblem problem)
    {
        Assert.False(PatentNumber.TryParse(text, 2026, out _, out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void Every_typing_error_of_one_digit_is_found()
    {
        const string right = "202110662948";
        for (var place = 5; place < right.Length; place++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                if (digit == right[place]) { continue; }
                Assert.False(PatentNumber.TryParse($"{right[..place]}{digit}{right[(place + 1)..]}.3", 2026, out _, out _));
            }
        }
    }

    [Theory]
    [InlineData("US 10,123,456 B2")]
    [InlineData("PCT/CN2021/123456")]
    [InlineData("EP3456789")]
    public void Numbers_of_other_countries_are_left_alone(string text) => Assert.False(PatentNumber.LooksChinese(text));

    [Theory]
    [InlineData("0000-0002-1825-0097", true)]
    [InlineData("https://orcid.org/0000-0002-1825-0097", true)]
    [InlineData("0000000218250097", true)]
    [InlineData("0000-0002-1694-233X", true)]
    [InlineData("0000-0002-1825-0098", false)]
    [InlineData("0000-0002-1825-009", false)]
    [InlineData("<script>", false)]
    public void Orcid_iDs_are_checked(string text, bool right) => Assert.Equal(right, Orcid.TryParse(text, out _));

    [Theory]
    [InlineData("10.1016/j.cej.2023.145678", true)]
    [InlineData("https://doi.org/10.1016/j.cej.2023.145678", true)]
    [InlineData("doi: 10.1000/182", true)]
    [InlineData("11.1016/x", false)]
    [InlineData("10.1016/", false)]
    [InlineData("10.1016/<script>", false)]
    public void Dois_are_checked(string text, bool right) => Assert.Equal(right, Doi.TryParse(text, out _));

    [Theory]
    [InlineData("260000", "260000")]
    [InlineData("260,000.50", "260000.50")]
    [InlineData("260万", "2600000")]
    [InlineData("1.2亿元", "120000000")]
    [InlineData("２６０", "260")]
    public void Amounts_are_read_as_people_write_them(string text, string amount)
    {
        Assert.True(Amount.TryParse(text, out var read));
        Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("1.234")]
    [InlineData("1e5")]
    [InlineData("99999999999999999999")]
    public void What_is_no_amount_is_refused(string text) => Assert.False(Amount.TryParse(text, out _));
}
