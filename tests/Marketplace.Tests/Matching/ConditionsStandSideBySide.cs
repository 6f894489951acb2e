using Marketplace.Listings;
using Marketplace.Matching.Reasons;
using Marketplace.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class ConditionsStandSideBySide(MatchCity city)
{
    private Criterion? Field(string[] demanded, ListingContent supply) =>
        city.Services.GetRequiredService<Criteria>().Of(new DemandContent { Fields = demanded }, supply, Party.Unknown).SingleOrDefault(c => c.Key == "field");

    private static AchievementContent Achievement(params string[] fields) => new() { Fields = fields };

    [Fact]
    public void The_field_is_the_first_of_them_and_one_below_the_same_field_meets()
    {
        var line = Field(["new-it.ai", "materials"], Achievement("new-it.ai"))!;
        Assert.Equal((Verdict.Meets, "领域", "人工智能", false), (line.Verdict, line.Name, line.Short, line.IsHard));
        Assert.Equal("人工智能、新材料", line.Wanted);
        var above = Field(["new-it.ai"], Achievement("new-it"))!;
        Assert.Equal((Verdict.Meets, "新一代信息技术"), (above.Verdict, above.Short));
        var other = Field(["new-it.ai"], Achievement("materials"))!;
        Assert.Equal((Verdict.Misses, "新材料 / 人工智能", false), (other.Verdict, other.Short, other.RulesOut));
        using var english = Language.Use(Language.En);
        Assert.Equal("Field", Field(["new-it.ai"], Achievement("materials"))!.Name);
    }

    [Fact]
    public void A_field_that_is_not_told_is_unknown_and_services_help_in_any()
    {
        Assert.Equal(Verdict.Unknown, Field(["new-it.ai"], Achievement())!.Verdict);
        Assert.Null(Field([], Achievement("materials")));
        Assert.Null(Field(["new-it.ai"], new ServiceContent { Fields = ["materials"] }));
    }
}
