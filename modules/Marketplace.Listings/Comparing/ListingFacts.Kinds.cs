using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Listings.Comparing;

/// <summary>What only one kind has.</summary>
public sealed partial class ListingFacts
{
    private void Achievement(AchievementContent a, Facts facts)
    {
        facts.Add("nature", a.Nature is { } nature ? ListingWords.Of(texts, nature) : null);
        facts.Add("trl", a.Trl is { } trl ? $"{trl} {names["trl"].NameOf(trl.ToString(System.Globalization.CultureInfo.InvariantCulture))} {a.TrlScale}" : null);
        facts.Both("trlEvidence", a.TrlEvidence);
        for (var i = 0; i < a.Evidence.Count; i++) { facts.Row("evidence", i, Row(Both(a.Evidence[i].Metric), $"{a.Evidence[i].Value} {a.Evidence[i].Unit}", Named("baseline", a.Evidence[i].Baseline), Both(a.Evidence[i].Conditions), Both(a.Evidence[i].TestedBy))); }
        for (var i = 0; i < a.Rights.Count; i++)
        {
            var right = a.Rights[i];
            facts.Row("rights", i, Row(ListingWords.Of(texts, right.Kind), right.Number, ListingWords.Of(texts, right.Status), Named("expires", right.Expires is { } day ? Moments.Day(day) : null), string.Join(texts["listings.and"].Value, right.Holders ?? [])));
        }
        if (a.TryFirst is { } tryFirst)
        {
            facts.Add("tryFirst", Row(texts["listings.months", tryFirst.FreeMonths].Value, Both(tryFirst.SuccessTest), tryFirst.ConversionPrice is { } price ? Money.Exact(texts, price, a.Price.Currency) : null));
        }
        for (var i = 0; i < a.Awards.Count; i++) { facts.Row("awards", i, Both(a.Awards[i])); }
        for (var i = 0; i < a.Papers.Count; i++) { facts.Row("papers", i, Row(a.Papers[i].Title, a.Papers[i].Doi)); }
        for (var i = 0; i < a.Projects.Count; i++) { facts.Row("projects", i, Both(a.Projects[i])); }
        for (var i = 0; i < a.Team.Count; i++) { facts.Row("team", i, Row(Both(a.Team[i].Name), Both(a.Team[i].Role), a.Team[i].Orcid)); }
    }

    private void Demand(DemandContent d, Facts facts)
    {
        facts.Add("demandKind", ListingWords.Of(texts, d.DemandKind));
        for (var i = 0; i < d.Metrics.Count; i++)
        {
            var metric = d.Metrics[i];
            var value = metric.Comparator == Comparator.Between ? $"{metric.Value} – {metric.Upper}" : metric.Value;
            facts.Row("metrics", i, Row(Both(metric.Metric), $"{ListingWords.Of(texts, metric.Comparator)} {value} {metric.Unit}"));
        }
        facts.Add("deadline", d.Deadline is { } day ? Moments.Day(day) : null);
        facts.Add("trlAtLeast", d.TrlAtLeast?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        facts.Add("answererRegions", Codes("regions", d.AnswererRegions));
        facts.Add("answererKinds", Codes("organization-kinds", d.AnswererKinds));
        facts.Add("resultOwner", ListingWords.Of(texts, d.ResultOwner));
        facts.Add("prize", d.OpenCall is { } call ? Money.Exact(texts, call.Prize, d.Price.Currency) : null);
        facts.Both("rules", d.OpenCall?.Rules);
        facts.Add("anonymous", d.Anonymous ? texts["listings.yes"].Value : null);
        facts.Add("urgent", d.Urgent ? texts["listings.yes"].Value : null);
    }

    private void Service(ServiceContent s, Facts facts)
    {
        facts.Add("serviceKinds", Codes("service-kinds", s.ServiceKinds));
        facts.Both("deliverable", s.Deliverable);
        facts.Add("days", (s.DaysFrom, s.DaysTo) switch
        {
            ({ } from, { } to) => texts["listings.days.range", from, to].Value,
            ({ } from, null) => texts["listings.days.from", from].Value,
            (null, { } to) => texts["listings.days.to", to].Value,
            _ => null,
        });
        facts.Add("regions", Codes("regions", s.Regions));
        for (var i = 0; i < s.Certificates.Count; i++) { facts.Row("certificates", i, Both(s.Certificates[i])); }
    }

    private static string Row(params string?[] parts) => string.Join(" · ", parts.Select(p => p?.Trim()).Where(p => !string.IsNullOrEmpty(p)));

    private string? Named(string key, string? text) => string.IsNullOrWhiteSpace(text) ? null : $"{texts[$"listings.{key}"]} {text}";

    /// <summary>Both languages: a reviewer sees each.</summary>
    private static string Both(Bilingual? text) => text is null ? "" : string.Join(" / ", new[] { text.Zh, text.En }.Where(t => !string.IsNullOrWhiteSpace(t)));
}
