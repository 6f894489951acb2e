using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Marketplace.Search.Text;

namespace Marketplace.Search.Statistics;

/// <summary>A query as it is counted.</summary>
internal sealed partial record AskedQuery(string Text, string Language, string List, string Filters, int Results)
{
    /// <summary>Null where nothing is to be counted: no words, a later page, or words that may name a person.</summary>
    public static AskedQuery? Of(SearchState state, int results)
    {
        if (state.Text.Length == 0 || Searching.AsksNothing(state.Text)) { return null; }
        var text = Blanks().Replace(Folding.FoldToString(state.Text), " ").Trim();
        if (text.Length is 0 or > SearchedQuery.LongestText || MayBePersonal(text)) { return null; }
        var filters = state.AllChosen.Select(c => c.Facet).Distinct();
        if (state.TrlMin is not null || state.TrlMax is not null) { filters = filters.Append("trl").Distinct(); }
        if (state.Organization is not null) { filters = filters.Append("organization"); }
        return new AskedQuery(text, Modularity.Language.Current, state.Kind ?? "all", string.Join(',', filters.Order(StringComparer.Ordinal)), results);
    }

    /// <summary>Mail addresses, telephone and identity numbers, credit codes, ids of any kind: whatever could point at somebody is not kept. Rather too much than too little.</summary>
    public static bool MayBePersonal(string foldedText) => Mail().IsMatch(foldedText) || ManyDigits().IsMatch(foldedText) || Code().IsMatch(foldedText);

    [JsonIgnore] public long Key => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Text}\n{Language}\n{List}\n{Filters}")));

    public string ToHeader() => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this));

    public static AskedQuery? FromHeader(string header) => JsonSerializer.Deserialize<AskedQuery>(Convert.FromBase64String(header));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\S@\S")]
    private static partial Regex Mail();

    /// <summary>Seven digits and more, however they are grouped.</summary>
    [GeneratedRegex(@"\d(?:[\s().+/-]*\d){6,}")]
    private static partial Regex ManyDigits();

    /// <summary>Credit codes, UUIDs and other long mixtures of letters and digits.</summary>
    [GeneratedRegex(@"(?<![a-z0-9])(?=[a-z-]*\d)(?=[0-9-]*[a-z])[a-z0-9-]{16,}(?![a-z0-9])")]
    private static partial Regex Code();
}
