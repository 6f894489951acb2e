using Marketplace.Listings;
using Marketplace.Modularity;

namespace Marketplace.Tests.Listings;

public sealed class LifeCycle
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static Listing Draft(ListingContent? content = null) => new(Guid.CreateVersion7(), content ?? ListingSite.Whole, null, Now);
    private static Refusal Refusal(params RefusalReason[] reasons) => new(reasons, "补充对照数据。", null, Now);

    private static Listing Published()
    {
        var listing = Draft();
        listing.Submit(true, Now);
        listing.Approve(null, Now);
        return listing;
    }

    private static string Broken(Action act) => Assert.Throws<RuleBroken>(act).TextKey;

    [Fact]
    public void A_refused_listing_returns_to_draft_with_its_reasons()
    {
        var listing = Draft();
        listing.Submit(true, Now);
        listing.Refuse(Refusal(RefusalReason.BenefitUnclear, RefusalReason.DescriptionUnclear));
        Assert.Equal(ListingState.Draft, listing.State);
        Assert.Equal([RefusalReason.BenefitUnclear, RefusalReason.DescriptionUnclear], listing.Refusals[^1].Reasons);
        Assert.Equal(Now, listing.Refused);
        listing.Submit(true, Now.AddHours(1));
        Assert.Null(listing.Refused);
        Assert.Single(listing.Refusals);
    }

    [Fact]
    public void A_refused_change_leaves_the_published_version_as_it_is()
    {
        var listing = Published();
        listing.Edit(ListingSite.Whole with { Summary = new Bilingual("新的摘要。") }, Now);
        listing.Submit(true, Now);
        listing.Refuse(Refusal(RefusalReason.BenefitUnclear));
        Assert.Equal(ListingState.Published, listing.State);
        Assert.Equal(ListingSite.Whole.Summary, listing.Approved!.Summary);
        Assert.Equal("新的摘要。", listing.Draft.Summary.Zh);
    }

    [Fact]
    public void Only_a_verified_organization_submits() => Assert.Equal("listings.rule.unverified", Broken(() => Draft().Submit(false, Now)));

    [Fact]
    public void Something_needed_must_be_there() => Assert.Equal("listings.rule.incomplete", Broken(() => Draft(new AchievementContent { Title = new Bilingual("标题") }).Submit(true, Now)));

    [Fact]
    public void A_refusal_needs_a_reason_and_other_needs_words()
    {
        var listing = Draft();
        listing.Submit(true, Now);
        Assert.Equal("listings.rule.reasonNeeded", Broken(() => listing.Refuse(Refusal())));
        Assert.Equal("listings.rule.reasonTextNeeded", Broken(() => listing.Refuse(new Refusal([RefusalReason.Other], " ", null, Now))));
    }

    [Fact]
    public void An_edit_takes_a_listing_back_from_review()
    {
        var listing = Draft();
        listing.Submit(true, Now);
        listing.Edit(ListingSite.Whole with { Trl = 8 }, Now);
        Assert.Equal(ListingState.Draft, listing.State);
    }

    [Fact]
    public void A_listing_whose_only_right_has_lapsed_is_not_approved()
    {
        var listing = Draft(ListingSite.Whole with { Rights = [new Right(RightKind.Invention, "ZL202110662948.3", RightStatus.Lapsed, null, null)] });
        listing.Submit(true, Now);
        Assert.Equal("listings.rule.lapsed", Broken(() => listing.Approve(null, Now)));
    }

    [Fact]
    public void It_lives_through_pause_conclusion_and_withdrawal()
    {
        var listing = Published();
        listing.Pause();
        Assert.Equal(ListingState.Paused, listing.State);
        listing.Resume();
        listing.Conclude(Now);
        Assert.Equal(Now, listing.Ended);
        Assert.Equal(ListingState.Concluded, listing.State);
        Assert.Equal("listings.rule.stateChange", Broken(() => listing.Withdraw(Now)));
        Assert.Equal("listings.rule.closed", Broken(() => listing.Edit(ListingSite.Whole, Now)));
    }

    [Fact]
    public void Reminders_are_due_30_7_and_1_days_before_the_end_and_once_each()
    {
        var listing = Published();
        var end = listing.Expires!.Value;
        Assert.Null(listing.TakeDueReminder(end.AddDays(-31)));
        Assert.Equal(30, listing.TakeDueReminder(end.AddDays(-30)));
        Assert.Null(listing.TakeDueReminder(end.AddDays(-20)));
        Assert.Equal(7, listing.TakeDueReminder(end.AddDays(-7)));
        Assert.Equal(1, listing.TakeDueReminder(end.AddHours(-3)));
        Assert.Null(listing.TakeDueReminder(end.AddHours(-2)));
        Assert.True(listing.ExpireIfDue(end));
        listing.Confirm(end.AddDays(3));
        Assert.Equal(ListingState.Published, listing.State);
        Assert.Equal(end.AddDays(183), listing.Expires);
    }

    [Fact]
    public void Completeness_says_what_is_missing_most_telling_first()
    {
        var whole = Completeness.Of(ListingSite.Whole);
        Assert.Empty(whole.MissingForReview);
        Assert.Equal("listings.missing.evidence", whole.Missing[0]);
        var empty = Completeness.Of(new AchievementContent());
        Assert.True(empty.Score < 10);
        Assert.Contains("listings.missing.trl", empty.MissingForReview);
        Assert.True(Completeness.Of(ListingSite.Whole with { Team = [new TeamMember(new Bilingual("林若水"), null, null)] }).Score > whole.Score);
    }
}
