using Marketplace.Search;

namespace Marketplace.Tests.Search;

public sealed class CursorsAreChecked
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_forged_one_that_no_hit_has_is_refused(double key) =>
        Assert.Throws<BadCursorException>(() => Cursor.Read(new Cursor(SearchSort.Relevance, key, 7).ToString(), SearchSort.Relevance));

    [Fact]
    public void Ours_come_back_as_they_were()
    {
        var cursor = new Cursor(SearchSort.Price, -12.5, 7);
        Assert.Equal(cursor, Cursor.Read(cursor.ToString(), SearchSort.Price));
    }
}
