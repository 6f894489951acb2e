using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>A document that was found. Its texts are cut into tokens once, for all that look into them; not by several threads at once.</summary>
internal sealed class FoundDocument(SearchDocument document)
{
    private readonly Dictionary<string, List<Token>> cut = new(StringComparer.Ordinal);

    public SearchDocument Document => document;

    public List<Token> Tokens(string text) => cut.TryGetValue(text, out var known) ? known : cut[text] = TextAnalysis.Analyze(text);
}
