namespace Marketplace.Search.Query;

/// <summary>How long the longest word is that begins with a character, so that few lengths have to be tried at a place of a text.</summary>
internal sealed class Longest
{
    private readonly Dictionary<char, int> from;

    public Longest() => from = [];

    public Longest(Longest other) => from = new(other.from);

    public void Add(string word) => from[word[0]] = Math.Max(Of(word[0]), word.Length);

    public int Of(char first) => from.GetValueOrDefault(first);
}
