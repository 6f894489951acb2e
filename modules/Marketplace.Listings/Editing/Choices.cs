using Marketplace.Modularity;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Marketplace.Listings.Editing;

/// <summary>What can be chosen in the form. A code that its list does not know (an old import) stays a choice where it is set.</summary>
public sealed class Choices(Texts texts, Taxonomies names)
{
    public IReadOnlyList<SelectListItem> Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => new SelectListItem(ListingWords.Of(texts, v), v.ToString()))];

    public IReadOnlyList<SelectListItem> Codes(string list, params IEnumerable<string?> chosen) =>
        [.. names[list].Terms.Select(t => new SelectListItem(t.Name.ToString(), t.Code)), .. Strangers(list, chosen)];

    /// <summary>Terms without a parent, and whatever else is chosen.</summary>
    public IReadOnlyList<SelectListItem> Top(string list, params IEnumerable<string?> chosen) =>
        [.. names[list].Top.Select(t => new SelectListItem(t.Name.ToString(), t.Code)), .. chosen.OfType<string>().Where(c => names[list].Find(c) is not { Parent: null }).Select(c => new SelectListItem(names[list].NameOf(c), c))];

    /// <summary>Terms with a parent, by parent; those that are chosen are left out, because <see cref="Top"/> shows them.</summary>
    public IEnumerable<(Term Parent, IReadOnlyList<Term> Terms)> Finer(string list, IReadOnlyCollection<string> chosen) =>
        names[list].Top.Select(top => (top, (IReadOnlyList<Term>)[.. names[list].Under(top.Code).Where(t => !chosen.Contains(t.Code))])).Where(group => group.Item2.Count > 0);

    /// <summary>A tree, each term of the second level under the name of its parent.</summary>
    public IReadOnlyList<SelectListItem> Tree(string list, params IEnumerable<string?> chosen)
    {
        var items = new List<SelectListItem>();
        foreach (var top in names[list].Top)
        {
            var group = new SelectListGroup { Name = top.Name.ToString() };
            items.Add(new SelectListItem(top.Name.ToString(), top.Code) { Group = group });
            items.AddRange(names[list].Under(top.Code).Select(t => new SelectListItem(t.Name.ToString(), t.Code) { Group = group }));
        }
        return [.. items, .. Strangers(list, chosen)];
    }

    /// <summary>Provinces and what else is chosen.</summary>
    public IReadOnlyList<SelectListItem> Regions(IEnumerable<string> chosen) => Top("regions", chosen);

    public IReadOnlyList<SelectListItem> Currencies(string? chosen) =>
        [.. new[] { "CNY", "USD", "EUR", "HKD", "JPY", chosen }.OfType<string>().Where(c => c.Length > 0).Distinct().Select(c => new SelectListItem(texts.Has($"theme.currency.{c}") && !Language.IsEnglish ? $"{texts[$"theme.currency.{c}"]}（{c}）" : c, c))];

    /// <summary>Readiness 1-9, each in words.</summary>
    public IReadOnlyList<SelectListItem> Trl() => [.. Enumerable.Range(1, 9).Select(n => new SelectListItem($"{n} {(names["trl"].Find($"{n}")?.Name.ToString() ?? "")}".Trim(), $"{n}"))];

    private IEnumerable<SelectListItem> Strangers(string list, IEnumerable<string?> chosen) =>
        chosen.OfType<string>().Where(c => c.Length > 0 && !names[list].Has(c)).Select(c => new SelectListItem(c, c));
}
