using Marketplace.Matching;
using Marketplace.Matching.Measuring;
using Marketplace.Matching.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Matching;

[Collection(nameof(MatchCity))]
public sealed class TheSiteLearnsFromFeedback(MatchCity city)
{
    [Fact]
    public async Task What_owners_said_becomes_pairs_that_are_right_or_not_with_the_figures_of_that_time()
    {
        var (demand, achievement) = (await city.ListingAsync("need-blade-glue"), await city.ListingAsync("blade-root-crawler"));
        var person = (await city.OwnerAsync(demand)).Person.Id;
        var (mine, theirs) = (await city.MatchAsync(demand.Id, achievement.Id), await city.MatchAsync(achievement.Id, demand.Id));
        async Task<List<MeasuredPair>> SayAsync(Match match, DismissalReason? reason)
        {
            await city.WithDatabaseAsync(async db =>
            {
                if (await db.Set<MatchFeedback>().SingleOrDefaultAsync(f => f.Match == match.Id) is not { } said) { db.Add(said = new MatchFeedback(match, person)); }
                said.Say(match, person, reason, null, city.Time.GetUtcNow());
                return await db.SaveChangesAsync();
            });
            var all = await city.InScopeAsync(services => services.GetRequiredService<SiteFeedback>().CollectAsync(default));
            return [.. all.Pairs.Where(p => p.Demand == demand.Id.ToString("N") && p.Document == achievement.Id.ToString("N"))];
        }
        var right = Assert.Single(await SayAsync(mine, null));
        Assert.Equal((true, mine.Score / 100.0), (right.Right, right.Kept));
        Assert.Equal(mine.Grounds.Features, right.Features);
        Assert.False(Assert.Single(await SayAsync(mine, DismissalReason.OtherField)).Right);
        foreach (var silent in new[] { DismissalReason.Unclear, DismissalReason.AlreadyKnown }) { Assert.Empty(await SayAsync(mine, silent)); }
        // From the achievement's side it is the same pair of the same demand.
        Assert.True(Assert.Single(await SayAsync(theirs, null)).Right);
        await city.WithDatabaseAsync(db => db.Set<MatchFeedback>().Where(f => f.Match == mine.Id || f.Match == theirs.Id).ExecuteDeleteAsync());
    }

    /// <summary>Owners of this site go by the lead where the score of that time went by the share, and found conditions missed a reason to say no.</summary>
    private static MeasuredSet Feedback(int demands)
    {
        var chance = new Random(7);
        var pairs = Enumerable.Range(0, demands).SelectMany(demand => Enumerable.Range(0, 6).Select(i =>
        {
            var (lead, share, missed) = (chance.NextDouble(), chance.NextDouble(), chance.Next(2));
            return new MeasuredPair($"d{demand}", $"a{i}", new Dictionary<string, double> { ["lead"] = lead, ["share"] = share, ["missed"] = missed }, chance.NextDouble() < 1 / (1 + Math.Exp(3 + (4 * missed) - (8 * lead))), share);
        })).ToList();
        return new MeasuredSet(SiteFeedback.Name, pairs, pairs.Count(p => p.Right));
    }

    [Fact]
    public void Coefficients_fitted_on_feedback_do_better_on_other_demands_than_the_score_of_that_time()
    {
        var (feedback, before) = (Feedback(60), Coefficients.Load(null).For(null));
        Assert.Null(SiteFeedback.TooLittle(feedback));
        var kept = MatchFigures.OfPairs(feedback, p => p.Kept!.Value);
        var fitted = feedback.Crossed(rest => Fitting.Fit([.. rest.Judged(1)], 10, before));
        Assert.True(fitted.PooledPrecision > kept.PooledPrecision + 0.2, $"precision {kept.PooledPrecision:0.00} became {fitted.PooledPrecision:0.00}");
        Assert.True(fitted.CalibrationError < kept.CalibrationError / 2, $"calibration error {kept.CalibrationError:0.00} became {fitted.CalibrationError:0.00}");
    }

    [Fact]
    public void Too_little_feedback_is_told_with_what_there_is()
    {
        Assert.Contains("0 right and 0 wrong", SiteFeedback.TooLittle(new MeasuredSet(SiteFeedback.Name, [], 0)));
        Assert.Contains("of 9 demands", SiteFeedback.TooLittle(Feedback(9)));
    }

    [Fact]
    public void A_fit_goes_out_from_what_was_known_and_keeps_it_where_nothing_is_judged()
    {
        var before = new CoefficientSet(new Dictionary<string, double> { ["lead"] = 1, ["product"] = 3, [CoefficientSet.Bias] = -1 });
        var held = Fitting.Fit([new(new Dictionary<string, double> { ["lead"] = 0 }, true), new(new Dictionary<string, double> { ["lead"] = 1 }, false)], 1e6, before);
        Assert.Equal((1.0, 3.0), (held.Weights["lead"], held.Weights["product"]), (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.01 && a.Item2 == b.Item2);
        var moved = Fitting.Fit([.. Feedback(60).Judged(1)], 10, before);
        Assert.True(moved.Weights["lead"] > 2, $"{moved.Weights["lead"]:0.00}");
    }

    [Fact]
    public void What_conditions_add_is_kept_beside_the_sets_when_it_is_fitted()
    {
        var file = Path.GetTempFileName();
        try
        {
            var before = Coefficients.Load(null);
            before.With(null, Fitting.Fit([.. Feedback(60).Judged(1)], 10, before.For(null))).Save(file);
            var after = Coefficients.Load(file);
            Assert.True(after.For(null).Weights["missed"] < before.For(null).Weights["missed"]);
            Assert.Equal(after.For(null).Weights["missed"], after.For("multilingual-e5-small").Weights["missed"]);
            Assert.Equal(before.For(null).Weights["met"], after.For(null).Weights["met"]);
            Assert.Equal(before.For("multilingual-e5-small").Weights["product"], after.For("multilingual-e5-small").Weights["product"]);
        }
        finally { File.Delete(file); }
    }
}
