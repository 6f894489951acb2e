using Marketplace.Theme;
using static Marketplace.Theme.TextDifference;

namespace Marketplace.Tests.Theme;

public sealed class Differences
{
    [Fact]
    public void A_changed_figure_is_marked_and_nothing_else()
    {
        var parts = Between("以 20% 废酸为原料", "以 18-22% 废酸为原料");
        Assert.Equal([new(Change.Same, "以 "), new(Change.Removed, "20%"), new(Change.Added, "18-22%"), new(Change.Same, " 废酸为原料")], parts);
    }

    [Fact]
    public void Both_texts_can_be_read_back_from_their_difference()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            string before = Text(random), after = Text(random);
            var parts = Between(before, after);
            Assert.Equal(before, string.Concat(parts.Where(p => p.Change != Change.Added).Select(p => p.Text)));
            Assert.Equal(after, string.Concat(parts.Where(p => p.Change != Change.Removed).Select(p => p.Text)));
        }
    }

    [Fact]
    public void Very_long_texts_are_compared_too()
    {
        var before = string.Join('\n', Enumerable.Range(0, 4000).Select(i => $"第 {i} 行"));
        var parts = Between(before, before.Replace("第 2000 行", "改过的一行"));
        Assert.Contains(parts, p => p is { Change: Change.Added } && p.Text.Contains("改过的一行"));
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => "废酸 ab\n1。"[random.Next(0, 8)]));
}
