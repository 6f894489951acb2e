using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Matching.Reasons;
using Marketplace.Matching.Scoring;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Marketplace.Search.Vectors;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Matching;

/// <summary>A counterpart with its score and grounds, before it is kept.</summary>
/// <param name="Listing">Null for an organization.</param>
/// <param name="Words">Finds the words in common; asked only where they are not kept yet.</param>
internal sealed record Candidate(MatchKind Kind, Guid Id, Organization Owner, Listing? Listing, int Score, IReadOnlyDictionary<string, double> Features, Func<CommonWords> Words)
{
    /// <summary>The same as the counterpart's owner is told it: as the other side writes it.</summary>
    public Func<CommonWords> WordsForOwner { get; init; } = () => CommonWords.None;
}

/// <summary>Reckons the counterparts of a listing: the engine's candidates, scored by their features, without those that a hard condition rules out.</summary>
internal sealed class Finding(MarketplaceDbContext db, ISearchEngine engine, Embeddings embeddings, Coefficients coefficients, Criteria criteria, WordsInCommon words, TimeProvider clock)
{
    /// <summary>Below it a pair is not worth keeping; services and organizations, of which there is always some that is a little like, need more.</summary>
    private const int Floor = 5;
    private const int FloorOfOthers = 25;
    private const int Asked = 50;
    private const int Weighed = 30;
    private const int MostListings = 20;
    private const int MostServices = 6;
    private const int MostOrganizations = 6;

    /// <summary>Who has teams that a demand may be given to.</summary>
    private static readonly IReadOnlyList<OrganizationKind> Teams = [OrganizationKind.University, OrganizationKind.Institute, OrganizationKind.Hospital];
    private static readonly IReadOnlyList<OrganizationKind> Agencies = [OrganizationKind.Agency];
    private static readonly IReadOnlyList<OrganizationKind> Enterprises = [OrganizationKind.Enterprise];
    private static readonly MatchConditions Interested = new() { WithKeywords = true };

    public sealed record Subject(Listing Listing, Organization Owner, SearchDocument Document, ReaderScope Scope);

    /// <summary>Null where nobody may find the listing: it is no party to any match.</summary>
    public async Task<Subject?> SubjectAsync(Guid id, CancellationToken cancel)
    {
        var listing = await db.Set<Listing>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancel);
        if (listing is not { IsPublic: true }) { return null; }
        var (owner, now) = (await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == listing.Organization, cancel), clock.GetUtcNow());
        var document = ListingDocuments.Of(listing, owner, now).Document;
        return document is null ? null : new Subject(listing, owner, document, owner.IsVerified(now) ? ReaderScope.Verified : ReaderScope.Members);
    }

    /// <summary>
    /// A demand's achievements and services, teams that may answer it and agencies that may help; an achievement's services and interested enterprises. An achievement's demands are found from the
    /// demands' side.
    /// </summary>
    /// <exception cref="SearchUnavailableException">The engine is away.</exception>
    public async Task<List<Candidate>> ForAsync(Subject subject, CancellationToken cancel) => subject.Listing.Kind switch
    {
        ListingKind.Demand =>
        [
            .. await ListingsAsync(subject, ListingKind.Achievement, MostListings, cancel), .. await ListingsAsync(subject, ListingKind.Service, MostServices, cancel),
            .. (await OrganizationsAsync(subject, Teams, ConditionsOf(subject.Listing.Approved), cancel)).Where(c => MayAnswer(subject.Listing, c.Owner)), .. await OrganizationsAsync(subject, Agencies, MatchConditions.None, cancel),
        ],
        ListingKind.Achievement => [.. await ListingsAsync(subject, ListingKind.Service, MostServices, cancel), .. await OrganizationsAsync(subject, Enterprises, Interested, cancel)],
        _ => [],
    };

    /// <summary>Listings whose own list a change of this one may change, the likeliest first.</summary>
    /// <exception cref="SearchUnavailableException">The engine is away.</exception>
    public async Task<List<Guid>> TouchedByAsync(Subject subject, int most, CancellationToken cancel)
    {
        string[] kinds = subject.Listing.Kind switch { ListingKind.Achievement => ["demand"], ListingKind.Service => ["demand", "achievement"], _ => [] };
        if (kinds.Length == 0) { return []; }
        // Whoever may be told must be found whatever this owner may read; what is told is decided from their side.
        var query = new MatchQuery
        {
            Subject = subject.Document, Kinds = kinds, Reader = ReaderScope.Verified, NotOf = subject.Owner.Id, Limit = most,
            Conditions = new MatchConditions { TrlAtMost = (subject.Listing.Approved as AchievementContent)?.Trl },
        };
        var (answer, chances) = await AskAsync(query, cancel);
        var best = Features.Of(subject.Document, answer).OrderByDescending(c => chances.ChanceOf(c.Values)).Select(c => c.Candidate.Document).ToList();
        // The nearest, of whose list this one may have to be taken, and those that ask for no more than it has.
        return [.. best.Take(most).Concat(best.Where(query.Admits).Take(most)).Select(d => d.Id).Distinct()];
    }

    /// <summary>Listings in whose own list an organization may come to stand, the likeliest first: achievements for an enterprise with interests, demands for teams and agencies.</summary>
    /// <exception cref="SearchUnavailableException">The engine is away.</exception>
    public async Task<List<Guid>> LikelyForAsync(Organization organization, int most, CancellationToken cancel)
    {
        if (ListingDocuments.Of(organization, clock.GetUtcNow()).Document is not { } document) { return []; }
        var kind = Enterprises.Contains(organization.Kind) && Interested.Admits(document) ? ListingKind.Achievement
            : Teams.Contains(organization.Kind) || Agencies.Contains(organization.Kind) ? ListingKind.Demand : (ListingKind?)null;
        if (kind is not { } sought) { return []; }
        var (answer, chances) = await AskAsync(new MatchQuery { Subject = document, Kinds = [ListingWords.Key(sought)], Reader = ReaderScope.Verified, NotOf = organization.Id, Limit = most }, cancel);
        return [.. Features.Of(document, answer).OrderByDescending(c => chances.ChanceOf(c.Values)).Take(most).Select(c => c.Candidate.Document.Id)];
    }

    /// <summary>
    /// The best of all, and the best of those that the query admits, where they are not among the others. A score compares a candidate with what stands beside it, whether that may answer or not:
    /// so it means the same for a demand with many conditions as for one with none.
    /// </summary>
    private async Task<(MatchAnswer Answer, CoefficientSet Chances)> AskAsync(MatchQuery query, CancellationToken cancel)
    {
        query = query with { Vector = embeddings.OfSubject(query.Subject) };
        var answer = await engine.MatchAsync(query with { Choices = new Dictionary<string, IReadOnlyList<string>>(), Conditions = MatchConditions.None }, cancel);
        if (answer.Candidates.Count >= query.Limit && !answer.Candidates.All(c => query.Admits(c.Document)))
        {
            var admitted = await engine.MatchAsync(query, cancel);
            answer = answer with { Candidates = [.. answer.Candidates.Concat(admitted.Candidates).DistinctBy(c => c.Document.Id).OrderByDescending(c => c.Words)] };
        }
        return (answer, coefficients.For(answer.Products is null ? null : embeddings.Name));
    }

    private MatchQuery QueryOf(Subject subject, string kind) => new()
    {
        Subject = subject.Document, Kinds = [kind], Reader = subject.Scope, NotOf = subject.Owner.Id, Limit = Asked, Conditions = ConditionsOf(subject.Listing.Approved),
    };

    /// <summary>What of a demand's hard conditions the index knows; the others are asked of the rows.</summary>
    private static MatchConditions ConditionsOf(ListingContent? content) => content is DemandContent demand
        ? new MatchConditions { TrlAtLeast = demand.TrlAtLeast, Regions = demand.AnswererRegions, OrganizationKinds = demand.AnswererKinds } : MatchConditions.None;

    private async Task<List<Candidate>> ListingsAsync(Subject subject, ListingKind kind, int most, CancellationToken cancel)
    {
        var query = QueryOf(subject, ListingWords.Key(kind));
        var (answer, chances) = await AskAsync(query, cancel);
        var best = Features.Of(subject.Document, answer).Where(c => query.Admits(c.Candidate.Document)).OrderByDescending(c => chances.ChanceOf(c.Values)).Take(Weighed).ToList();
        var ids = best.ConvertAll(c => c.Candidate.Document.Id);
        var rows = await (from l in db.Set<Listing>().AsNoTracking()
                          where ids.Contains(l.Id) && l.State == ListingState.Published
                          join o in db.Set<Organization>() on l.Organization equals o.Id
                          select new { Listing = l, Owner = o }).AsNoTracking().ToDictionaryAsync(r => r.Listing.Id, cancel);
        var found = new List<Candidate>();
        foreach (var (candidate, values) in best)
        {
            if (!rows.TryGetValue(candidate.Document.Id, out var row) || row.Owner.Id == subject.Owner.Id) { continue; }
            if (Conditions(subject.Listing, row.Listing, row.Owner) is not { } conditions) { continue; }
            foreach (var (name, value) in conditions) { values[name] = value; }
            found.Add(new Candidate(KindOf(kind), row.Listing.Id, row.Owner, row.Listing, Percent(chances.ChanceOf(values)), values, () => CommonWords.None));
        }
        return Kept(found, most, subject, answer);
    }

    /// <param name="subject">What they may answer or help with.</param>
    /// <param name="kinds">Of the organizations.</param>
    /// <param name="conditions">What rules them out.</param>
    /// <param name="cancel">Ends it.</param>
    private async Task<List<Candidate>> OrganizationsAsync(Subject subject, IReadOnlyList<OrganizationKind> kinds, MatchConditions conditions, CancellationToken cancel)
    {
        var query = QueryOf(subject, "organization") with
        {
            Choices = new Dictionary<string, IReadOnlyList<string>> { [Facets.OrganizationKind] = [.. kinds.Select(k => ListingWords.Key(k))] },
            Conditions = conditions,
        };
        var (answer, chances) = await AskAsync(query, cancel);
        var best = Features.Of(subject.Document, answer).Where(c => query.Admits(c.Candidate.Document)).ToList();
        var ids = best.ConvertAll(c => c.Candidate.Document.Id);
        var owners = await db.Set<Organization>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        var found = best.Where(c => owners.ContainsKey(c.Candidate.Document.Id) && c.Candidate.Document.Id != subject.Owner.Id)
            .Select(c => new Candidate(MatchKind.Organization, c.Candidate.Document.Id, owners[c.Candidate.Document.Id], null, Percent(chances.ChanceOf(c.Values)), c.Values, () => CommonWords.None)).ToList();
        return Kept(found, MostOrganizations, subject, answer);
    }

    /// <summary>Whether a demand's conditions, its deadline among them, leave it open to an organization.</summary>
    private bool MayAnswer(Listing demand, Organization organization) => !criteria.Of((DemandContent)demand.Approved!, new ServiceContent(), Party.Of(organization)).Any(l => l.RulesOut);

    /// <summary>Shares of the conditions; null where one of them rules the pair out.</summary>
    private Dictionary<string, double>? Conditions(Listing mine, Listing theirs, Organization owner)
    {
        if (mine.Approved is not DemandContent demand) { return []; }
        var lines = criteria.Of(demand, theirs.Approved!, Party.Of(owner));
        if (lines.Any(l => l.RulesOut)) { return null; }
        double Share(Verdict verdict) => lines.Count == 0 ? 0 : lines.Count(l => l.Verdict == verdict) / (double)lines.Count;
        return new() { ["met"] = Share(Verdict.Meets), ["unknown"] = Share(Verdict.Unknown), ["missed"] = lines.Count(l => l.Verdict == Verdict.Misses) };
    }

    private List<Candidate> Kept(IEnumerable<Candidate> found, int most, Subject subject, MatchAnswer answer)
    {
        var documents = answer.Candidates.ToDictionary(c => c.Document.Id, c => c.Document);
        var rarity = new Lazy<WordRarity>(() => words.RarityAmong(answer.Candidates.Select(c => c.Document)));
        return [.. found.Where(c => c.Score >= (c.Kind == MatchKind.Achievement ? Floor : FloorOfOthers)).OrderByDescending(c => c.Score).Take(most).Select(c => c with
        {
            Features = c.Features.ToDictionary(f => f.Key, f => Math.Round(f.Value, 4)),
            Words = () => words.Between(subject.Document, documents[c.Id], rarity.Value, members: true),
            WordsForOwner = () => words.Between(documents[c.Id], subject.Document, rarity.Value, members: true),
        })];
    }

    private static int Percent(double chance) => (int)Math.Round(100 * chance);

    private static MatchKind KindOf(ListingKind kind) => kind switch { ListingKind.Achievement => MatchKind.Achievement, ListingKind.Demand => MatchKind.Demand, _ => MatchKind.Service };
}
