using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Matching.Reasons;
using Marketplace.Modularity;
using Marketplace.Search;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>A match as its owner may see it: nothing of the other side that this reader may not read is in it.</summary>
/// <param name="Match">The pair.</param>
/// <param name="Counterpart">The other listing; null where the counterpart is an organization.</param>
/// <param name="Organization">The other organization; null where it stays unnamed.</param>
/// <param name="Criteria">Conditions line by line.</param>
public sealed record MatchView(Match Match, ListingView? Counterpart, OwnerCard? Organization, IReadOnlyList<Criterion> Criteria)
{
    /// <summary>In the organization's words where the counterpart is one.</summary>
    public Bilingual Title => Counterpart?.Content.Title ?? Organization!.Name;

    /// <summary>Path of its public page, without language prefix.</summary>
    public string Path => Counterpart?.Path ?? Organization!.Path;

    /// <summary>Of the words in common those that the other side still says to this reader.</summary>
    public CommonWords Words { get; init; } = CommonWords.None;

    /// <summary>The enquiry in which the two are talking about the other listing, wherever it was opened.</summary>
    public Guid? Conversation { get; init; }
    public bool MayBeContacted => Counterpart is not null && Conversation is null;

    /// <summary>False where a hard condition rules the pair out by now: days pass, and nothing is reckoned for that.</summary>
    public bool Holds => Match.IsKept || !Criteria.Any(c => c.RulesOut);
}

/// <summary>Reads matches with what their owner may see of the other side.</summary>
public sealed class MatchViews(MarketplaceDbContext db, MembersView listings, Criteria criteria, Asking asking, TimeProvider clock)
{
    /// <summary>Those whose other side is open and may be known to the reader, in the order given.</summary>
    public async Task<IReadOnlyList<MatchView>> OfAsync(IReadOnlyList<Match> matches, Organization reader, CancellationToken cancel)
    {
        var shown = await listings.OfAsync([.. matches.SelectMany(m => new[] { m.Listing, m.Counterpart }).Distinct()], reader, cancel);
        var ids = matches.Where(m => m.Kind == MatchKind.Organization).Select(m => m.Counterpart).ToList();
        var now = clock.GetUtcNow();
        var organizations = ids.Count == 0 ? [] : await db.Set<Organization>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => OwnerCard.Of(o, now), cancel);
        var going = await asking.GoingAsync(reader.Id, [.. matches.Select(m => m.Counterpart).Where(shown.ContainsKey)], cancel);
        var texts = new Dictionary<Guid, ReadableText>();
        ReadableText TextOf(ListingView listing) => texts.TryGetValue(listing.Id, out var known) ? known : texts[listing.Id] = new ReadableText(listing.Content);
        var views = new List<MatchView>();
        foreach (var match in matches)
        {
            if (!shown.TryGetValue(match.Listing, out var mine)) { continue; }
            if (match.Kind == MatchKind.Organization)
            {
                if (organizations.TryGetValue(match.Counterpart, out var organization)) { views.Add(new MatchView(match, null, organization, []) { Words = match.Grounds.Words }); }
            }
            else if (shown.TryGetValue(match.Counterpart, out var theirs))
            {
                views.Add(new MatchView(match, theirs, theirs.Owner, CriteriaOf(mine, theirs))
                {
                    Words = match.Grounds.Words.StillSaid(TextOf(mine), TextOf(theirs)),
                    Conversation = match.Enquiry ?? (going.TryGetValue(match.Counterpart, out var enquiry) ? enquiry : null),
                });
            }
        }
        return views;
    }

    private IReadOnlyList<Criterion> CriteriaOf(ListingView mine, ListingView theirs) => (mine.Content, theirs.Content) switch
    {
        (DemandContent demand, var supply) => criteria.Of(demand, supply, PartyOf(theirs)),
        (var supply, DemandContent demand) => criteria.Of(demand, supply, PartyOf(mine)),
        (AchievementContent achievement, ServiceContent service) => criteria.Of(achievement, service),
        _ => [],
    };

    private static Party PartyOf(ListingView listing) => listing.Owner is { } owner ? new Party(owner.Kind, owner.Region) : Party.Unknown;
}

/// <summary>Which matches a page shows.</summary>
public static class MatchQueries
{
    /// <summary>What owners are told of: answers to their listings that are likely right, or recommended.</summary>
    public static IQueryable<Match> Pushed(this IQueryable<Match> matches) =>
        matches.Where(m => m.IsOpen && (m.Kind == MatchKind.Achievement || m.Kind == MatchKind.Demand) && (m.Score >= Match.Good || m.Recommendation != null));

    public static IQueryable<Match> BestFirst(this IQueryable<Match> matches) =>
        matches.OrderByDescending(m => m.State == MatchState.Useful || m.State == MatchState.Contacted).ThenByDescending(m => m.Recommendation != null).ThenByDescending(m => m.Score).ThenBy(m => m.Id);
}

/// <summary>New matches of the acting organization, and how many a listing has.</summary>
internal sealed class MatchCounts(MarketplaceDbContext db, CurrentMember member) : IDeskCount
{
    public string Name => "matches";

    public async Task<int> CountAsync(CancellationToken cancel) =>
        member.Organization?.Id is { } organization && member.May(Permissions.Read)
            ? await db.Set<Match>().Where(m => m.Organization == organization && m.State == MatchState.New).Pushed().CountAsync(cancel) : 0;

    public Task<int> OfListingAsync(Guid listing, CancellationToken cancel) => db.Set<Match>().Where(m => m.Listing == listing && m.State != MatchState.Dismissed).Pushed().CountAsync(cancel);
}
