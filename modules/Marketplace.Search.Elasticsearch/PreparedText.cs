using System.Text;
using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Elasticsearch;

/// <summary>A document's text as terms between spaces, the same that the embedded engine indexes.</summary>
internal sealed class PreparedText
{
    /// <summary>Keeps the place of a word that is not looked for. No term has this sign.</summary>
    public const string Hole = "_";

    private readonly StringBuilder terms = new();
    private readonly StringBuilder characters = new();
    private readonly StringBuilder near = new();
    private readonly StringBuilder members = new();
    private readonly StringBuilder organization = new();
    private readonly List<string> places = [];
    private readonly List<string> membersPlaces = [];

    /// <summary>A pair of neighbours is one term, so nothing that parts terms may be in it.</summary>
    public static string NearTerm(string pair) => pair.Replace(' ', '_');

    public static PreparedText Of(SearchDocument document, Ranking ranking)
    {
        var text = new PreparedText();
        var (ofText, ofMembers, ofOrganization) = (new HashSet<char>(), new HashSet<char>(), new HashSet<char>());
        foreach (var (part, times) in IndexText.Weighted(document, ranking))
        {
            var tokens = TextAnalysis.Analyze(part);
            foreach (var token in tokens) { for (var i = 0; i < times; i++) { Add(text.terms, token.Term); } }
            text.places.AddRange(Places(tokens));
            foreach (var character in IndexText.Characters(tokens, ofText)) { for (var i = 0; i < times; i++) { Add(text.characters, character); } text.places.Add(character); }
            foreach (var pair in IndexText.NearTerms(tokens)) { Add(text.near, NearTerm(pair)); }
        }
        foreach (var part in IndexText.Both(document.MembersText))
        {
            var tokens = TextAnalysis.Analyze(part);
            foreach (var token in tokens) { Add(text.members, token.Term); }
            text.membersPlaces.AddRange(Places(tokens));
            foreach (var character in IndexText.Characters(tokens, ofMembers)) { Add(text.members, character); text.membersPlaces.Add(character); }
        }
        foreach (var part in IndexText.Both(document.OrganizationName))
        {
            var tokens = TextAnalysis.Analyze(part);
            foreach (var token in tokens) { Add(text.organization, token.Term); }
            foreach (var character in IndexText.Characters(tokens, ofOrganization)) { Add(text.organization, character); }
        }
        return text;
    }

    public string? Terms => Text(terms);
    public string? Characters => Text(characters);
    public string? Near => Text(near);
    public string? Members => Text(members);
    public string? Organization => Text(organization);
    public IReadOnlyList<string>? PlacesOfText => places.Count == 0 ? null : places;
    public IReadOnlyList<string>? PlacesOfMembers => membersPlaces.Count == 0 ? null : membersPlaces;

    private static string? Text(StringBuilder text) => text.Length == 0 ? null : text.ToString();

    private static void Add(StringBuilder to, string term)
    {
        if (term.Length > 0) { to.Append(term).Append(' '); }
    }

    /// <summary>A text with one term a place, as phrases name them; and what stands at a place beside that, each for itself.</summary>
    private static IEnumerable<string> Places(List<Token> tokens)
    {
        var line = new StringBuilder();
        var beside = new HashSet<string>(StringComparer.Ordinal);
        var next = 0;
        foreach (var place in tokens.Where(t => t.Term.Length > 0).GroupBy(t => t.Position).OrderBy(p => p.Key))
        {
            for (; next < place.Key; next++) { Add(line, Hole); }
            var shown = place.OrderBy(t => t.Kind is TokenKind.Whole ? 1 : 0).First();
            Add(line, shown.Term);
            beside.UnionWith(place.Where(t => t.Term != shown.Term).Select(t => t.Term));
            next++;
        }
        return line.Length == 0 ? [] : [line.ToString(), .. beside];
    }
}
