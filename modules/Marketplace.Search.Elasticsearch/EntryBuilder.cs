using Marketplace.Search.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Makes index entries of documents.</summary>
internal static class EntryBuilder
{
    public static IndexEntry Entry(IndexChange change, Ranking ranking) => change.Document is { } document ? Entry(document, ranking) : IndexEntry.Gone;

    private static IndexEntry Entry(SearchDocument document, Ranking ranking)
    {
        var text = PreparedText.Of(document, ranking);
        var price = document.Yuan();
        var suggestions = (document.VisibleTo == ReaderScope.Public ? SuggestionKeys.Of(document).Distinct() : []).ToLookup(SuggestionKeys.IsTitle);
        return new IndexEntry
        {
            Terms = text.Terms,
            Characters = text.Characters,
            Places = text.PlacesOfText,
            Near = text.Near,
            MembersTerms = text.Members,
            MembersPlaces = text.PlacesOfMembers,
            OrganizationTerms = text.Organization,
            SuggestedNames = [.. suggestions[false]],
            SuggestedTitles = [.. suggestions[true]],
            Facets = FacetsOf(document),
            Organization = document.OrganizationId?.ToString("N"),
            Scope = (int)document.VisibleTo,
            Tie = Cursor.TieOf(document.Id),
            Published = document.Published.ToUnixTimeSeconds(),
            Confirmed = document.Confirmed.ToUnixTimeSeconds() / 86_400,
            Price = price?.From,
            PriceTo = price?.To,
            Trl = document.Trl,
            OwnerRegion = MatchConditions.NumberOf(document.OrganizationRegion) is > 0 and var region ? region : null,
            Keyworded = MatchConditions.HasKeywords(document),
            Completeness = Math.Clamp(document.Completeness, 0, 100),
            Verified = document.OrganizationVerified,
            Document = document,
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> FacetsOf(SearchDocument document) => Search.Facets.Of(document).Distinct()
        .Select(name => (Name: name, Colon: name.IndexOf(':')))
        .GroupBy(f => f.Name[..f.Colon], f => f.Name[(f.Colon + 1)..])
        .ToDictionary(f => f.Key, IReadOnlyList<string> (f) => [.. f]);
}
