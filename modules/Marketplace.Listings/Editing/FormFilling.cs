using System.Globalization;
using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>Makes the form from a content, and puts back what was typed and could not be read.</summary>
public static class FormFilling
{
    public static ListingForm Of(ListingContent content, IReadOnlyDictionary<string, string>? unread = null)
    {
        var form = new ListingForm
        {
            Version = DraftMark.Of(content),
            Title = BothText.Of(content.Title),
            Summary = BothText.Of(content.Summary),
            Blocks = [.. BlocksOf(content)],
            Keywords = new() { Zh = string.Join("，", content.Keywords.Zh), En = string.Join(", ", content.Keywords.En) },
            Fields = [.. content.Fields],
            HighTechFields = [.. content.HighTechFields],
            Industry = content.Industry,
            Region = content.Region,
            Visibility = content.Visibility.ToString(),
            Cooperation = [.. content.Cooperation],
            PriceKind = content.Price.Kind.ToString(),
            PriceFrom = Amount.Show(content.Price.From),
            PriceTo = Amount.Show(content.Price.To),
            Currency = content.Price.Currency,
            Pictures = [.. content.Pictures.Select(p => new PictureForm { File = p.File, Alt = BothText.Of(p.Alt) })],
            Attachments = [.. content.Attachments.Select(a => new AttachmentForm { File = a.File, Name = a.Name, Stage = a.Stage })],
            ContactShown = content.ContactShown,
            Achievement = content is AchievementContent achievement ? Of(achievement) : null,
            Demand = content is DemandContent demand ? Of(demand) : null,
            Service = content is ServiceContent service ? Of(service) : null,
        };
        foreach (var (field, typed) in unread ?? new Dictionary<string, string>()) { UnreadFields.Put(form, field, typed); }
        return form;
    }

    /// <summary>The blocks that the kind asks for, then those that came otherwise (imports).</summary>
    private static IEnumerable<BlockForm> BlocksOf(ListingContent content) =>
        BlockKindsOf(content.Kind).Where(k => content.Blocks.All(b => b.Kind != k)).Select(k => new BlockForm { Kind = k })
            .Concat(content.Blocks.Select(b => new BlockForm { Kind = b.Kind, Stage = b.Stage, Text = BothText.Of(b.Text) }))
            .OrderBy(b => Array.IndexOf(BlockKindsOf(content.Kind), b.Kind) is var at and >= 0 ? at : int.MaxValue);

    public static BlockKind[] BlockKindsOf(ListingKind kind) => kind switch
    {
        ListingKind.Achievement => [BlockKind.Description, BlockKind.Advantages, BlockKind.Applications, BlockKind.Cooperation],
        ListingKind.Demand => [BlockKind.Problem, BlockKind.Tried, BlockKind.Cooperation],
        _ => [BlockKind.Scope, BlockKind.Advantages],
    };

    private static AchievementForm Of(AchievementContent a) => new()
    {
        Nature = a.Nature?.ToString(),
        Trl = Show(a.Trl),
        TrlScale = a.TrlScale,
        TrlEvidence = BothText.Of(a.TrlEvidence),
        Rights = [.. a.Rights.Select(r => new RightForm { Kind = r.Kind, Number = r.Number, Status = r.Status, Expires = Show(r.Expires), Holders = string.Join("，", r.Holders ?? []) })],
        Evidence = [.. a.Evidence.Select(e => new EvidenceForm { Metric = BothText.Of(e.Metric), Value = e.Value, Baseline = e.Baseline, Unit = e.Unit, Conditions = BothText.Of(e.Conditions), TestedBy = BothText.Of(e.TestedBy) })],
        TryFirst = a.TryFirst is not null,
        FreeMonths = a.TryFirst is { FreeMonths: > 0 } t ? Show(t.FreeMonths) : null,
        SuccessTest = BothText.Of(a.TryFirst?.SuccessTest),
        ConversionPrice = Amount.Show(a.TryFirst?.ConversionPrice),
        Awards = [.. a.Awards.Select(BothText.Of)],
        Papers = [.. a.Papers.Select(p => new PaperForm { Title = p.Title, Doi = p.Doi })],
        Projects = [.. a.Projects.Select(BothText.Of)],
        Team = [.. a.Team.Select(m => new MemberForm { Name = BothText.Of(m.Name), Role = BothText.Of(m.Role), Orcid = m.Orcid })],
    };

    private static DemandForm Of(DemandContent d) => new()
    {
        DemandKind = d.DemandKind,
        Metrics = [.. d.Metrics.Select(m => new MetricForm { Metric = BothText.Of(m.Metric), Comparator = m.Comparator, Value = m.Value, Upper = m.Upper, Unit = m.Unit })],
        Deadline = Show(d.Deadline),
        TrlAtLeast = Show(d.TrlAtLeast),
        AnswererRegions = [.. d.AnswererRegions],
        AnswererKinds = [.. d.AnswererKinds],
        ResultOwner = d.ResultOwner,
        Prize = d.OpenCall is { Prize: > 0 } call ? Amount.Show(call.Prize) : null,
        Rules = BothText.Of(d.OpenCall?.Rules),
        Anonymous = d.Anonymous,
        Urgent = d.Urgent,
    };

    private static ServiceForm Of(ServiceContent s) => new()
    {
        ServiceKinds = [.. s.ServiceKinds],
        Deliverable = BothText.Of(s.Deliverable),
        DaysFrom = Show(s.DaysFrom),
        DaysTo = Show(s.DaysTo),
        Regions = [.. s.Regions],
        Certificates = [.. s.Certificates.Select(BothText.Of)],
    };

    private static string? Show(int? number) => number?.ToString(CultureInfo.InvariantCulture);
    private static string? Show(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Tells one state of a draft from another: the form carries the mark of the draft that it was filled from.</summary>
public static class DraftMark
{
    public static string Of(ListingContent draft) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Marketplace.Data.JsonTextOptions.Write(draft))).AsSpan(0, 8));
}
