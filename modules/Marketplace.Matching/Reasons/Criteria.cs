using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Theme;

namespace Marketplace.Matching.Reasons;

/// <summary>Who stands behind a listing, as far as conditions ask for it.</summary>
public sealed record Party(OrganizationKind? Kind, string? Region)
{
    public static readonly Party Unknown = new(null, null);
    public static Party Of(Organization organization) => new(organization.Kind, organization.Region);
}

/// <summary>Sets the conditions of one side beside what the other says, line by line, in the reader's language.</summary>
public sealed class Criteria(Texts texts, Taxonomies names, TimeProvider clock)
{
    private static readonly string[] Handing = ["assignment", "commissionedDevelopment"];

    /// <param name="demand">With its conditions.</param>
    /// <param name="supply">What might meet it.</param>
    /// <param name="supplier">Whose it is.</param>
    public IReadOnlyList<Criterion> Of(DemandContent demand, ListingContent supply, Party supplier)
    {
        List<Criterion?> all = supply is AchievementContent achievement
            ? [Field(demand, achievement), .. new MetricCriteria(texts).Of(demand, achievement), Trl(demand, achievement), Budget(demand, supply), Ways(demand, supply), Ip(demand, achievement), .. Answerer(demand, supplier), Deadline(demand)]
            : [Budget(demand, supply), supply is ServiceContent service ? Served(demand.Region, service) : null, .. Answerer(demand, supplier), Deadline(demand)];
        return [.. all.OfType<Criterion>()];
    }

    /// <summary>A service for an achievement: only where it is offered can be told.</summary>
    public IReadOnlyList<Criterion> Of(AchievementContent achievement, ServiceContent service) => Served(achievement.Region, service) is { } served ? [served] : [];

    /// <summary>Alike where both name the same field, or fields below the same one. Not asked of services, which are a trade of their own and help in any field.</summary>
    private Criterion? Field(DemandContent demand, AchievementContent supply)
    {
        if (demand.Fields.Count == 0) { return null; }
        var wanted = Names("fields", demand.Fields);
        if (supply.Fields.Count == 0) { return Unknown("field", wanted); }
        var offered = Names("fields", supply.Fields);
        var both = demand.Fields.Intersect(supply.Fields).ToList();
        if (both.Count == 0) { both = [.. demand.Fields.Select(Above).Intersect(supply.Fields.Select(Above))]; }
        return Line("field", both.Count > 0, wanted, offered, both.Count > 0 ? Names("fields", both) : $"{offered} / {wanted}");
    }

    /// <summary>The field that one belongs to: new-it of new-it.ai.</summary>
    private static string Above(string field) => field.Split('.')[0];

    private Criterion? Trl(DemandContent demand, AchievementContent achievement)
    {
        if (demand.TrlAtLeast is not { } least) { return null; }
        var wanted = $"TRL ≥ {least}";
        if (achievement.Trl is not { } trl) { return Unknown("trl", wanted); }
        var meets = trl >= least;
        return Line("trl", meets, wanted, $"TRL {trl}", $"TRL {trl} {(meets ? "≥" : "<")} {least}", isHard: true);
    }

    private Criterion? Budget(DemandContent demand, ListingContent supply)
    {
        if ((demand.Price.To ?? demand.Price.From) is not { } most) { return null; }
        var (wanted, offered) = (MoneyOf(demand.Price), MoneyOf(supply.Price));
        var line = $"{texts["matching.budget.short"]} {wanted} / {texts["matching.price.short"]} {offered}";
        if (supply.Price.From is not { } least || supply.Price.Currency != demand.Price.Currency) { return new Criterion("budget", Name("budget"), Verdict.Unknown, wanted, offered, line); }
        return Line("budget", least <= most, wanted, offered, line);
    }

    private string MoneyOf(Price price) => Money.Short(texts, price.From, price.To, price.Currency, price.Kind.ToString());

    private Criterion? Ways(DemandContent demand, ListingContent supply)
    {
        if (demand.Cooperation.Count == 0) { return null; }
        var wanted = Names("cooperation", demand.Cooperation);
        if (supply.Cooperation.Count == 0) { return Unknown("ways", wanted); }
        var both = demand.Cooperation.Intersect(supply.Cooperation).ToList();
        var offered = Names("cooperation", supply.Cooperation);
        return Line("ways", both.Count > 0, wanted, offered, both.Count > 0 ? Names("cooperation", both) : $"{offered} / {wanted}");
    }

    private Criterion? Ip(DemandContent demand, AchievementContent achievement)
    {
        var offered = achievement.Rights.Count == 0 ? texts["matching.notTold"].Value : string.Join(texts["matching.and"].Value, achievement.Rights
            .GroupBy(r => (r.Kind, r.Status)).Select(g => texts["matching.ip.rights", ListingWords.Of(texts, g.Key.Kind), ListingWords.Of(texts, g.Key.Status), g.Count()].Value));
        var wanted = ListingWords.Of(texts, demand.ResultOwner);
        if (demand.ResultOwner == ResultOwner.Seeker)
        {
            if (achievement.Cooperation.Count == 0) { return Unknown("ip", wanted); }
            var handed = achievement.Cooperation.Intersect(Handing).ToList();
            var ways = Names("cooperation", handed.Count > 0 ? handed : achievement.Cooperation);
            return Line("ip", handed.Count > 0, wanted, $"{ways} · {offered}", $"{ways} / {wanted}");
        }
        if (achievement.Rights.Count == 0) { return Unknown("ip", wanted); }
        return Line("ip", achievement.Rights.Any(r => r.Status != RightStatus.Lapsed), wanted, offered, offered);
    }

    private IEnumerable<Criterion> Answerer(DemandContent demand, Party supplier)
    {
        if (demand.AnswererRegions.Count > 0)
        {
            var wanted = Names("regions", demand.AnswererRegions);
            yield return supplier.Region is not { } region ? Unknown("region", wanted) with { IsHard = true }
                : Line("region", demand.AnswererRegions.Any(r => Covers(r, region)), wanted, names["regions"].NameOf(region), $"{names["regions"].NameOf(region)} / {wanted}", isHard: true);
        }
        if (demand.AnswererKinds.Count > 0)
        {
            var wanted = Names("organization-kinds", demand.AnswererKinds);
            yield return supplier.Kind is not { } kind ? Unknown("kind", wanted) with { IsHard = true }
                : Line("kind", demand.AnswererKinds.Contains(ListingWords.Key(kind)), wanted, names["organization-kinds"].NameOf(ListingWords.Key(kind)), $"{names["organization-kinds"].NameOf(ListingWords.Key(kind))} / {wanted}", isHard: true);
        }
    }

    private Criterion? Deadline(DemandContent demand)
    {
        if (demand.Deadline is not { } day) { return null; }
        var left = day.DayNumber - DateOnly.FromDateTime(Moments.Here(clock.GetUtcNow()).DateTime).DayNumber;
        var told = left < 0 ? texts["matching.deadline.past"].Value : texts["matching.deadline.left", left].Value;
        return Line("deadline", left >= 0, Moments.Day(day), told, $"{Moments.Day(day)} · {told}", isHard: true);
    }

    private Criterion? Served(string? region, ServiceContent service)
    {
        if (region is null || service.Regions.Count == 0) { return null; }
        var offered = Names("regions", service.Regions);
        return Line("served", service.Regions.Any(r => Covers(r, region)), names["regions"].NameOf(region), offered, $"{offered} / {names["regions"].NameOf(region)}");
    }

    /// <summary>GB/T 2260: a province covers its cities, a city its districts.</summary>
    private static bool Covers(string area, string region) =>
        area == region || (area.EndsWith("0000", StringComparison.Ordinal) && region.StartsWith(area[..2], StringComparison.Ordinal)) || (area.EndsWith("00", StringComparison.Ordinal) && region.StartsWith(area[..4], StringComparison.Ordinal));

    private string Names(string list, IEnumerable<string> codes) => string.Join(texts["matching.and"].Value, codes.Select(names[list].NameOf));

    private string Name(string key) => texts[$"matching.criterion.{key}"].Value;

    private Criterion Line(string key, bool meets, string wanted, string offered, string line, bool isHard = false) =>
        new(key, Name(key), meets ? Verdict.Meets : Verdict.Misses, wanted, offered, line, isHard);

    private Criterion Unknown(string key, string wanted) => new(key, Name(key), Verdict.Unknown, wanted, texts["matching.notTold"].Value, $"{wanted} · {texts["matching.notTold"]}");
}
