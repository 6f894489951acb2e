using Marketplace.Accounts;
using Marketplace.Deals;
using Marketplace.Modularity;
using Marketplace.Search;

namespace Marketplace.Matching;

/// <summary>Professional services of one kind, for two sides that talk about a listing.</summary>
/// <param name="Kind">Code of the kind.</param>
/// <param name="Services">The nearest to the listing first.</param>
public sealed record DealHelp(string Kind, IReadOnlyList<SearchDocument> Services);

/// <summary>
/// What helps two sides to come to terms: services of third parties that evaluate, finance and protect. Of each kind those nearest to the listing's title, then the newest.
/// </summary>
internal sealed class DealServices(Searching searching, CurrentMember member, TimeProvider clock)
{
    public static readonly IReadOnlyList<string> Kinds = ["evaluation", "finance", "ip"];
    private const int MostOfAKind = 3;

    /// <summary>So many are looked at, of all kinds, and of one: the two sides' own are among them.</summary>
    private const int MostNear = 60;
    private const int MostNew = 10;

    /// <summary>Kinds of which there is none are left out.</summary>
    public async Task<IReadOnlyList<DealHelp>> OfAsync(Enquiry enquiry, CancellationToken cancel)
    {
        // Signs in a title would be read as phrases and exclusions.
        var words = string.Concat(enquiry.ListingTitle.ToString().Select(c => char.IsLetterOrDigit(c) ? c : ' '));
        var (near, shown, help) = (await FindAsync(words, Kinds, MostNear, enquiry, cancel), new HashSet<Guid>(), new List<DealHelp>());
        foreach (var kind in Kinds)
        {
            var services = near.Where(d => d.ServiceKinds.Contains(kind) && !shown.Contains(d.Id)).Take(MostOfAKind).ToList();
            shown.UnionWith(services.Select(s => s.Id));
            if (services.Count < MostOfAKind)
            {
                var newest = await FindAsync("", [kind], MostNew, enquiry, cancel);
                services.AddRange(newest.Where(d => !shown.Contains(d.Id)).Take(MostOfAKind - services.Count).ToList());
                shown.UnionWith(services.Select(s => s.Id));
            }
            if (services.Count > 0) { help.Add(new DealHelp(kind, services)); }
        }
        return help;
    }

    private async Task<List<SearchDocument>> FindAsync(string words, IReadOnlyList<string> kinds, int count, Enquiry enquiry, CancellationToken cancel)
    {
        var query = new SearchQuery
        {
            Text = words, Limit = count, WithFacets = false, Language = Language.Current, Sort = words.Length == 0 ? SearchSort.Newest : SearchSort.Relevance,
            Reader = member.Organization?.IsVerified(clock.GetUtcNow()) == true ? ReaderScope.Verified : ReaderScope.Members,
            Choices = new Dictionary<string, IReadOnlyList<string>> { [Facets.Kind] = ["service"], [Facets.Service] = kinds },
        };
        return [.. (await searching.SearchAsync(query, cancel)).Hits.Select(h => h.Document).Where(d => IsOfOthers(d, enquiry))];
    }

    /// <summary>An anonymous owner's services are left in for the asker, who could tell by their absence whose the demand is.</summary>
    private bool IsOfOthers(SearchDocument service, Enquiry enquiry) => service.OrganizationId is { } owner && owner != member.OrganizationId && owner != enquiry.FromOrganization
        && (enquiry.OwnerIsAnonymous || owner != enquiry.ToOrganization);
}
