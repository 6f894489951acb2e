using Marketplace.Modularity;
using Marketplace.Tests.Deals;

namespace Marketplace.Tests.House;

public sealed class PagesAskedOnceAreNotKept
{
    private readonly SetClock clock = new(DealsSite.Tuesday);

    [Fact]
    public void An_address_is_known_for_five_minutes_and_forgotten_after_ten()
    {
        var asked = new AskedBefore(clock);
        Assert.False(asked.Again(7));
        Assert.True(asked.Again(7));
        clock.Advance(AskedBefore.Kept - TimeSpan.FromSeconds(1));
        Assert.True(asked.Again(7));
        clock.Advance(AskedBefore.Kept - TimeSpan.FromSeconds(1));
        Assert.True(asked.Again(7), "asked in the older half");
        Assert.False(asked.Again(8));
        clock.Advance(AskedBefore.Kept * 2);
        Assert.False(asked.Again(8));
    }

    [Fact]
    public void A_hundred_thousand_addresses_are_taken_for_known_seldom_and_a_million_at_most_once_in_four()
    {
        var asked = new AskedBefore(clock);
        var random = new Random(5);
        var known = 0;
        for (var i = 0; i < 100_000; i++) { if (asked.Again(random.Next())) { known++; } }
        Assert.InRange(known, 0, 100_000 / 16);
        for (var i = 0; i < 900_000; i++) { if (asked.Again(random.Next())) { known++; } }
        Assert.InRange(known, 0, 250_000);
    }
}
