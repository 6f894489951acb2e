using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Listings.Comparing;

/// <summary>One field of a content in words.</summary>
/// <param name="Key">The same in both contents that are compared.</param>
public sealed record Fact(string Key, string Label, string Text, Guid? Picture = null);

/// <summary>A field that differs.</summary>
public sealed record Difference(string Label, string Before, string After)
{
    /// <summary>Files of the pictures, where the field is one.</summary>
    public Guid? BeforePicture { get; init; }
    public Guid? AfterPicture { get; init; }
    public bool IsPicture => (BeforePicture ?? AfterPicture) is not null;
}

/// <summary>Everything that a content says, field by field, in the order of the form: for reviewers and for two writers who met.</summary>
public sealed partial class ListingFacts(Texts texts, Taxonomies names)
{
    /// <summary>What differs; every field of <paramref name="after"/> where there is nothing before.</summary>
    public IReadOnlyList<Difference> Between(ListingContent? before, ListingContent after)
    {
        var old = before is null ? [] : Of(before);
        var now = Of(after);
        var oldByKey = old.ToDictionary(f => f.Key);
        var nowKeys = now.Select(f => f.Key).ToHashSet();
        return
        [
            .. now.Select(f => Differing(oldByKey.GetValueOrDefault(f.Key), f)).Where(d => d.Before != d.After || d.BeforePicture != d.AfterPicture),
            .. old.Where(f => !nowKeys.Contains(f.Key)).Select(f => Differing(f, null)),
        ];
    }

    private static Difference Differing(Fact? before, Fact? after) =>
        new((after ?? before)!.Label, before?.Text ?? "", after?.Text ?? "") { BeforePicture = before?.Picture, AfterPicture = after?.Picture };

    public List<Fact> Of(ListingContent content)
    {
        var facts = new Facts(texts);
        facts.Both("title", content.Title);
        facts.Both("summary", content.Summary);
        var counts = new Dictionary<BlockKind, int>();
        foreach (var block in content.Blocks)
        {
            var number = counts[block.Kind] = counts.GetValueOrDefault(block.Kind) + 1;
            var label = ListingWords.Of(texts, block.Kind) + (number > 1 ? $" {number}" : "");
            facts.Add($"block.{block.Kind}.{number}.stage", $"{label} · {texts["listings.stage"]}", ListingWords.Of(texts, block.Stage));
            facts.Both($"block.{block.Kind}.{number}", label, block.Text);
        }
        facts.Add("keywords.zh", $"{texts["listings.keywords"]} · {texts["listings.zh"]}", string.Join("，", content.Keywords.Zh));
        facts.Add("keywords.en", $"{texts["listings.keywords"]} · {texts["listings.en"]}", string.Join(", ", content.Keywords.En));
        facts.Add("fields", Codes("fields", content.Fields));
        facts.Add("highTechFields", Codes("high-tech-fields", content.HighTechFields));
        facts.Add("industry", names["industries"].NameOf(content.Industry));
        facts.Add("region", names["regions"].NameOf(content.Region));
        Own(content, facts);
        facts.Add("cooperation", Codes("cooperation", content.Cooperation));
        facts.Add("price", PriceOf(content.Price));
        facts.Add("visibility", ListingWords.Of(texts, content.Visibility));
        for (var i = 0; i < content.Pictures.Count; i++) { facts.Picture(i, content.Pictures[i]); }
        for (var i = 0; i < content.Attachments.Count; i++) { facts.Row("attachments", i, $"{content.Attachments[i].Name} · {ListingWords.Of(texts, content.Attachments[i].Stage)}"); }
        facts.Add("contactShown", texts[content.ContactShown ? "listings.yes" : "listings.no"].Value);
        return facts.All;
    }

    private void Own(ListingContent content, Facts facts)
    {
        switch (content)
        {
            case AchievementContent achievement: Achievement(achievement, facts); break;
            case DemandContent demand: Demand(demand, facts); break;
            case ServiceContent service: Service(service, facts); break;
        }
    }

    private string Codes(string list, IEnumerable<string> codes) => string.Join(texts["listings.and"].Value, codes.Select(names[list].NameOf));

    private string PriceOf(Price price) => price.Kind switch
    {
        PriceKind.Fixed when price.From is { } from => Money.Exact(texts, from, price.Currency),
        PriceKind.Range when price.From is { } from && price.To is { } to => $"{Money.Exact(texts, from, price.Currency)} – {Money.Exact(texts, to, price.Currency)}",
        _ => ListingWords.Of(texts, price.Kind),
    };

    /// <summary>Facts as they are gathered; empty ones are not there.</summary>
    private sealed class Facts(Texts texts)
    {
        public List<Fact> All { get; } = [];

        public void Add(string key, string label, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text)) { All.Add(new Fact(key, label, text)); }
        }

        public void Add(string key, string? text) => Add(key, texts[$"listings.{key}"].Value, text);

        public void Both(string key, Bilingual? text) => Both(key, texts[$"listings.{key}"].Value, text);

        public void Both(string key, string label, Bilingual? text)
        {
            Add($"{key}.zh", $"{label} · {texts["listings.zh"]}", text?.Zh);
            Add($"{key}.en", $"{label} · {texts["listings.en"]}", text?.En);
        }

        /// <summary>Told by what is written beside it, or that there is one; shown where pictures can be.</summary>
        public void Picture(int index, Picture picture) => All.Add(new Fact($"pictures.{index}", texts["listings.row", texts["listings.pictures"], index + 1].Value,
            picture.Alt.IsEmpty ? texts["listings.picture.noAlt"].Value : string.Join(" / ", new[] { picture.Alt.Zh, picture.Alt.En }.Where(t => !string.IsNullOrWhiteSpace(t))), picture.File));

        /// <summary>The row of a table, numbered from 1.</summary>
        public void Row(string key, int index, string text) => Add($"{key}.{index}", texts["listings.row", texts[$"listings.{key}"], index + 1].Value, text);
    }
}
