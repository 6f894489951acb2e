using System.Globalization;
using System.Text.RegularExpressions;

namespace Marketplace.Listings.Editing;

/// <summary>The fields of the form whose text can be unreadable (amounts, numbers, days): the draft keeps what was typed beside it, under these names.</summary>
internal static partial class UnreadFields
{
    private static readonly Dictionary<string, Action<ListingForm, string>> Plain = new()
    {
        ["PriceFrom"] = (f, t) => f.PriceFrom = t,
        ["PriceTo"] = (f, t) => f.PriceTo = t,
        ["PriceKind"] = (f, t) => f.PriceKind = t,
        ["Currency"] = (f, t) => f.Currency = t,
        ["Achievement.Trl"] = (f, t) => f.Achievement?.Trl = t,
        ["Achievement.FreeMonths"] = (f, t) => f.Achievement?.FreeMonths = t,
        ["Achievement.ConversionPrice"] = (f, t) => f.Achievement?.ConversionPrice = t,
        ["Achievement.SuccessTest.Zh"] = (f, t) => f.Achievement?.SuccessTest.Zh = t,
        ["Achievement.SuccessTest.En"] = (f, t) => f.Achievement?.SuccessTest.En = t,
        ["Demand.Deadline"] = (f, t) => f.Demand?.Deadline = t,
        ["Demand.TrlAtLeast"] = (f, t) => f.Demand?.TrlAtLeast = t,
        ["Demand.Prize"] = (f, t) => f.Demand?.Prize = t,
        ["Demand.Rules.Zh"] = (f, t) => f.Demand?.Rules.Zh = t,
        ["Demand.Rules.En"] = (f, t) => f.Demand?.Rules.En = t,
        ["Service.DaysFrom"] = (f, t) => f.Service?.DaysFrom = t,
        ["Service.DaysTo"] = (f, t) => f.Service?.DaysTo = t,
    };

    public static void Put(ListingForm form, string field, string typed)
    {
        if (Plain.TryGetValue(field, out var put)) { put(form, typed); return; }
        var row = RightExpires().Match(field);
        if (row.Success && int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture) is var index && index < form.Achievement?.Rights.Count) { form.Achievement.Rights[index].Expires = typed; }
    }

    [GeneratedRegex(@"^Achievement\.Rights\[(\d{1,4})\]\.Expires$")]
    private static partial Regex RightExpires();
}
