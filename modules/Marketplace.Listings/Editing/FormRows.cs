using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Marketplace.Listings.Editing;

/// <summary>Rows that buttons add and take away without scripts: <c>add:Achievement.Rights</c>, <c>remove:Input.Achievement.Rights[2]</c>, <c>block:Advantages</c>.</summary>
internal static partial class FormRows
{
    private static readonly Dictionary<string, (Func<ListingForm, IList?> List, Func<object> New)> All = new()
    {
        ["Achievement.Rights"] = (f => f.Achievement?.Rights, () => new RightForm()),
        ["Achievement.Evidence"] = (f => f.Achievement?.Evidence, () => new EvidenceForm()),
        ["Achievement.Awards"] = (f => f.Achievement?.Awards, () => new BothText()),
        ["Achievement.Papers"] = (f => f.Achievement?.Papers, () => new PaperForm()),
        ["Achievement.Projects"] = (f => f.Achievement?.Projects, () => new BothText()),
        ["Achievement.Team"] = (f => f.Achievement?.Team, () => new MemberForm()),
        ["Demand.Metrics"] = (f => f.Demand?.Metrics, () => new MetricForm()),
        ["Service.Certificates"] = (f => f.Service?.Certificates, () => new BothText()),
        ["Pictures"] = (f => f.Pictures, () => new PictureForm()),
        ["Attachments"] = (f => f.Attachments, () => new AttachmentForm()),
    };

    public static bool IsRowButton(string? button) => button is not null && (button.StartsWith("add:", StringComparison.Ordinal) || button.StartsWith("remove:", StringComparison.Ordinal) || button.StartsWith("block:", StringComparison.Ordinal));

    /// <summary>Takes the row away that the button names.</summary>
    public static void Remove(ListingForm form, string button)
    {
        var row = Row().Match(button);
        if (row.Success && All.TryGetValue(row.Groups["list"].Value, out var table) && table.List(form) is { } list && int.Parse(row.Groups["index"].Value, CultureInfo.InvariantCulture) is var index && index < list.Count) { list.RemoveAt(index); }
    }

    /// <summary>Adds the empty row that the button asks for.</summary>
    public static void Add(ListingForm form, string button)
    {
        if (button.StartsWith("add:", StringComparison.Ordinal) && All.TryGetValue(button["add:".Length..], out var table) && table.List(form) is { } list && list.Count < ListingForm.MostRows) { list.Add(table.New()); }
        if (button.StartsWith("block:", StringComparison.Ordinal) && Enum.TryParse<BlockKind>(button["block:".Length..], out var kind) && form.Blocks.Count < ListingForm.MostRows)
        {
            form.Blocks.Insert(form.Blocks.FindLastIndex(b => b.Kind == kind) + 1, new BlockForm { Kind = kind, Stage = Stage.Members });
        }
    }

    [GeneratedRegex(@"^remove:Input\.(?<list>[A-Za-z.]+)\[(?<index>\d{1,4})\]$")]
    private static partial Regex Row();
}
