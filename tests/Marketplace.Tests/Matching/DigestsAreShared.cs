using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Matching;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Tests.Matching;

/// <summary>Who hears of which matches where several people, listings and organizations are told of on one day.</summary>
[Collection(nameof(MatchCity))]
public sealed class DigestsAreShared(MatchCity city)
{
    private async Task<Listing> DemandAsync(Guid organization, Guid? contact = null)
    {
        var demand = await city.PublishAsync(organization, new DemandContent { Title = new Bilingual("甲骨拓片") });
        await city.ChangeAsync(demand.Id, l => l.SetContact(contact));
        return demand;
    }

    private async Task<List<Listing>> AchievementsAsync(int count)
    {
        var organization = await city.OrganizationAsync("众多成果研究所");
        var made = new List<Listing>();
        for (var i = 0; i < count; i++) { made.Add(await city.PublishAsync(organization.Id, new AchievementContent { Title = new Bilingual($"乙烯裂解{i}") }, settle: i == count - 1)); }
        return made;
    }

    /// <summary>As if the engine had found them.</summary>
    private async Task<List<Guid>> FoundAsync(Listing demand, IEnumerable<Listing> achievements, int score)
    {
        var now = city.Time.GetUtcNow();
        var matches = achievements.Select(a => new Match(demand, MatchKind.Achievement, a.Id, a.Organization, now)).ToList();
        foreach (var match in matches) { match.Found(score, new Dictionary<string, double> { ["probe"] = 1 }, () => Marketplace.Search.CommonWords.None, now); }
        await city.WithDatabaseAsync(db =>
        {
            db.AddRange(matches);
            return db.SaveChangesAsync();
        });
        return matches.ConvertAll(m => m.Id);
    }

    private Task JoinAsync(Person person, Guid organization) => city.WithDatabaseAsync(db =>
    {
        db.Add(new Membership(person.Id, organization, OrganizationRole.Manager, MembershipState.Active, city.Time.GetUtcNow()));
        return db.SaveChangesAsync();
    });

    private async Task<List<Guid>> HeardAsync(Person person) => [.. (await city.MailAsync(person.Email)).SelectMany(m => System.Text.RegularExpressions.Regex.Matches(m.Text!, "/workspace/matches/([0-9a-f-]{36})")).Select(m => Guid.Parse(m.Groups[1].Value))];

    [Fact]
    public async Task Many_matches_of_one_person_keep_no_colleague_waiting()
    {
        var organization = await city.OrganizationAsync("同事公司");
        var ((_, busy), (_, quiet)) = (await city.MemberAsync(organization.Id), await city.MemberAsync(organization.Id));
        var achievements = await AchievementsAsync(5);
        for (var i = 0; i < 9; i++) { await FoundAsync(await DemandAsync(organization.Id, busy.Id), achievements, 95); }
        var lone = await FoundAsync(await DemandAsync(organization.Id, quiet.Id), achievements.Take(1), 60);
        await city.DigestAsync();
        Assert.Equal(5, (await HeardAsync(busy)).Count);
        Assert.Equal(lone, await HeardAsync(quiet));
    }

    [Fact]
    public async Task One_mail_tells_of_all_organizations_and_each_manager_hears_of_a_listing()
    {
        var (one, other) = (await city.OrganizationAsync("本部公司"), await city.OrganizationAsync("分部公司"));
        var ((_, both), (_, second)) = (await city.MemberAsync(one.Id, OrganizationRole.Manager), await city.MemberAsync(other.Id, OrganizationRole.Manager));
        await JoinAsync(both, other.Id);
        var achievements = await AchievementsAsync(1);
        var (first, shared) = (await FoundAsync(await DemandAsync(one.Id), achievements, 60), await FoundAsync(await DemandAsync(other.Id), achievements, 90));
        await city.DigestAsync();
        Assert.Single(await city.MailAsync(both.Email));
        Assert.Equal([.. shared, .. first], await HeardAsync(both));
        Assert.Equal(shared, await HeardAsync(second));
    }

    [Fact]
    public async Task What_one_of_two_managers_has_no_room_for_waits_until_both_hear_of_it()
    {
        var (one, other) = (await city.OrganizationAsync("忙碌公司"), await city.OrganizationAsync("清闲公司"));
        var ((_, both), (_, second)) = (await city.MemberAsync(one.Id, OrganizationRole.Manager), await city.MemberAsync(other.Id, OrganizationRole.Manager));
        await JoinAsync(both, other.Id);
        var achievements = await AchievementsAsync(5);
        await FoundAsync(await DemandAsync(one.Id), achievements, 95);
        var shared = await FoundAsync(await DemandAsync(other.Id), achievements.Take(1), 60);
        await city.DigestAsync();
        Assert.Equal(5, (await HeardAsync(both)).Count);
        Assert.Empty(await HeardAsync(second));
        city.Time.Ahead += TimeSpan.FromDays(1);
        await city.DigestAsync();
        Assert.Equal(shared, (await HeardAsync(both)).Skip(5));
        Assert.Equal(shared, await HeardAsync(second));
    }

    [Fact]
    public async Task After_a_week_it_goes_to_those_who_have_room()
    {
        var (one, other) = (await city.OrganizationAsync("总忙公司"), await city.OrganizationAsync("总闲公司"));
        var ((_, both), (_, second)) = (await city.MemberAsync(one.Id, OrganizationRole.Manager), await city.MemberAsync(other.Id, OrganizationRole.Manager));
        await JoinAsync(both, other.Id);
        var achievements = await AchievementsAsync(5);
        var shared = await FoundAsync(await DemandAsync(other.Id), achievements.Take(1), 60);
        city.Time.Ahead += TimeSpan.FromDays(8);
        await FoundAsync(await DemandAsync(one.Id), achievements, 95);
        await city.DigestAsync();
        Assert.DoesNotContain(shared[0], await HeardAsync(both));
        Assert.Equal(shared, await HeardAsync(second));
    }

    [Fact]
    public async Task What_cannot_be_shown_leaves_its_place_to_the_next()
    {
        var organization = await city.OrganizationAsync("补位公司");
        var (_, person) = await city.MemberAsync(organization.Id, OrganizationRole.Manager);
        var achievements = await AchievementsAsync(7);
        var matches = await FoundAsync(await DemandAsync(organization.Id), achievements.Take(6), 95);
        var last = await FoundAsync(await DemandAsync(organization.Id), achievements.Skip(6), 60);
        // Closed without a word to the matching, as between two reckonings.
        var gone = achievements.Take(3).Select(a => a.Id).ToList();
        await city.WithDatabaseAsync(db => db.Set<Listing>().Where(l => gone.Contains(l.Id)).ExecuteUpdateAsync(set => set.SetProperty(l => l.State, ListingState.Paused)));
        await city.DigestAsync();
        var heard = await HeardAsync(person);
        Assert.Equal(matches.Skip(3).Order(), heard.Take(3).Order());
        Assert.Equal(last, heard.Skip(3));
    }
}
