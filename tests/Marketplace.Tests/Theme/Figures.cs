using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Tests.Theme;

public sealed class Figures
{
    private static readonly Texts T = new([typeof(Money).Assembly]);

    [Theory]
    [InlineData(800_000, 1_200_000, "CNY", "range", "80–120 万元", "CNY 0.8–1.2 million")]
    [InlineData(860_000, null, "CNY", "fixed", "86 万元", "CNY 860,000")]
    [InlineData(120_000_000, null, "CNY", "fixed", "1.2 亿元", "CNY 120 million")]
    [InlineData(5_000, null, "CNY", "range", "5,000 元起", "From CNY 5,000")]
    [InlineData(null, 90_000, "EUR", "range", "9 万欧元以内", "Up to EUR 90,000")]
    [InlineData(null, null, "CNY", "fixed", "面议", "Negotiable")]
    [InlineData(300_000, null, "CNY", "Exchange", "挂牌交易", "By listing on an exchange")]
    public void An_amount_reads_as_the_language_writes_it(int? from, int? to, string currency, string kind, string zh, string en)
    {
        using (Language.Use(Language.Zh)) { Assert.Equal(zh, Money.Short(T, from, to, currency, kind)); }
        using (Language.Use(Language.En)) { Assert.Equal(en, Money.Short(T, from, to, currency, kind)); }
    }

    [Fact]
    public void A_contract_amount_keeps_every_digit()
    {
        using (Language.Use(Language.Zh)) { Assert.Equal("1,234,567.89 元", Money.Exact(T, 1_234_567.89m, "CNY")); }
        using (Language.Use(Language.En)) { Assert.Equal("CNY 1,234,567.89", Money.Exact(T, 1_234_567.89m, "CNY")); }
    }

    [Theory]
    [InlineData(-12, "12 天前", "12 days ago")]
    [InlineData(-1, "1 天前", "1 day ago")]
    [InlineData(3, "3 天后", "in 3 days")]
    [InlineData(-200, "2026-05-08", "8 May 2026")]
    public void A_moment_is_told_from_now_until_that_no_longer_helps(int days, string zh, string en)
    {
        var now = new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
        using (Language.Use(Language.Zh)) { Assert.Equal(zh, Moments.Relative(T, now.AddDays(days), now)); }
        using (Language.Use(Language.En)) { Assert.Equal(en, Moments.Relative(T, now.AddDays(days), now)); }
    }

    [Fact]
    public void A_late_evening_in_London_is_the_next_day_in_China()
    {
        using (Language.Use(Language.Zh)) { Assert.Equal("2026-11-25 07:30", Moments.Minute(new DateTimeOffset(2026, 11, 24, 23, 30, 0, TimeSpan.Zero))); }
    }
}
