using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>What one document says in Chinese and the other in English, by the glossary.</summary>
internal sealed class AcrossLanguages(Glossary glossary, WordRarity rarity)
{
    public IEnumerable<(string Zh, string En, double Weight)> Find(ReadDocument mine, ReadDocument theirs) => Pairs(mine.Zh, theirs.En).Concat(Pairs(theirs.Zh, mine.En));

    private IEnumerable<(string Zh, string En, double Weight)> Pairs(List<ReadText> chinese, List<ReadText> english)
    {
        if (chinese.Count == 0 || english.Count == 0) { yield break; }
        var written = new Dictionary<string, (ReadText Text, int Index)>(StringComparer.Ordinal);
        foreach (var text in english) { for (var i = 0; i < text.Tokens.Count; i++) { written.TryAdd(text.Tokens[i].Term, (text, i)); } }
        foreach (var word in chinese.SelectMany(t => Runs(t)).SelectMany(run => glossary.WordsIn(run).Select(w => (Text: run.Substring(w.Start, w.Length), w.Alternatives))).DistinctBy(w => w.Text))
        {
            foreach (var alternative in word.Alternatives)
            {
                if (!alternative.Terms.All(written.ContainsKey)) { continue; }
                yield return (word.Text, AsWritten(alternative.Terms, english) ?? string.Join(' ', alternative.Terms.Select(t => Slice(written[t]))), alternative.Terms.Sum(t => rarity.Of(t)));
                break;
            }
        }
    }

    private static string? AsWritten(IReadOnlyList<string> terms, List<ReadText> english)
    {
        foreach (var text in english)
        {
            for (var i = 0; i + terms.Count <= text.Tokens.Count; i++)
            {
                if (Enumerable.Range(0, terms.Count).All(k => text.Tokens[i + k].Term == terms[k])) { return text.Text[text.Tokens[i].Start..text.Tokens[i + terms.Count - 1].End]; }
            }
        }
        return null;
    }

    private static string Slice((ReadText Text, int Index) at) => at.Text.Text[at.Text.Tokens[at.Index].Start..at.Text.Tokens[at.Index].End];

    private static IEnumerable<string> Runs(ReadText text)
    {
        for (var at = 0; at < text.Folded.Length; at++)
        {
            if (!Characters.IsHan(text.Folded[at])) { continue; }
            var end = at;
            while (end < text.Folded.Length && Characters.IsHan(text.Folded[end])) { end++; }
            yield return text.Folded[at..end];
            at = end;
        }
    }
}
