using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>What only an achievement has.</summary>
public sealed partial class FormReading
{
    private AchievementContent Achievement(AchievementForm a)
    {
        const string at = "Achievement";
        Limit($"{at}.TrlEvidence", a.TrlEvidence, LongestBlock, LongestBlock);
        return new AchievementContent
        {
            Nature = string.IsNullOrWhiteSpace(a.Nature) ? null : Choice<Nature>(a.Nature),
            Trl = Number($"{at}.Trl", a.Trl, 1, 9),
            TrlScale = Line(a.TrlScale),
            TrlEvidence = Text(a.TrlEvidence),
            Rights = Rows($"{at}.Rights", a.Rights, Right),
            Evidence = Rows($"{at}.Evidence", a.Evidence, Evidence),
            TryFirst = TryFirst(a),
            Awards = Rows($"{at}.Awards", a.Awards, BothLine),
            Papers = Rows($"{at}.Papers", a.Papers, Paper),
            Projects = Rows($"{at}.Projects", a.Projects, BothLine),
            Team = Rows($"{at}.Team", a.Team, Member),
        };
    }

    private IReadOnlyList<TContent> Rows<TForm, TContent>(string field, List<TForm> rows, Func<string, TForm, TContent> read)
    {
        if (rows.Count > ListingForm.MostRows) { Wrong(field, "listings.problem.tooMany", ListingForm.MostRows, rows.Count); }
        return [.. rows.Select((row, i) => read($"{field}[{i}]", row))];
    }

    private Bilingual BothLine(string field, BothText text)
    {
        Limit(field, text, LongestLine, LongestLine);
        return Line(text);
    }

    private Right Right(string field, RightForm right)
    {
        var expires = Day($"{field}.Expires", right.Expires);
        if (right.Status != RightStatus.Lapsed && expires < today) { Wrong($"{field}.Expires", "listings.problem.rightExpired"); }
        Limit($"{field}.Number", right.Number, 60);
        CheckPatent($"{field}.Number", right);
        var holders = Split(right.Holders);
        return new Right(right.Kind, Line(right.Number), right.Status, expires, holders.Count == 0 ? null : holders);
    }

    private void CheckPatent(string field, RightForm right)
    {
        if (right.Kind is not (RightKind.Invention or RightKind.UtilityModel or RightKind.Design) || !PatentNumber.LooksChinese(right.Number)) { return; }
        if (!PatentNumber.TryParse(right.Number, today.Year, out var number, out var problem))
        {
            Wrong(field, PatentKey(problem), PatentNumber.ExpectedCheck(right.Number)?.ToString() ?? "", today.Year);
        }
        else if (number.Kind != right.Kind) { Wrong(field, PatentKey(PatentProblem.KindDiffers)); }
    }

    internal static string PatentKey(PatentProblem problem) => $"listings.patent.{ListingWords.Key(problem)}";

    private Evidence Evidence(string field, EvidenceForm e)
    {
        if (e.Metric.IsEmpty) { Wrong($"{field}.Metric.{(Language.IsEnglish ? "En" : "Zh")}", "listings.problem.metricNeeded"); }
        if (string.IsNullOrWhiteSpace(e.Value)) { Wrong($"{field}.Value", "listings.problem.valueNeeded"); }
        Limit($"{field}.Metric", e.Metric, LongestLine, LongestLine);
        Limit($"{field}.Value", e.Value, 60);
        Limit($"{field}.Baseline", e.Baseline, 60);
        Limit($"{field}.Unit", e.Unit, 30);
        Limit($"{field}.Conditions", e.Conditions, LongestLine, LongestLine);
        Limit($"{field}.TestedBy", e.TestedBy, LongestLine, LongestLine);
        return new Evidence(Line(e.Metric), Line(e.Value) ?? "", Line(e.Baseline), Line(e.Unit), LineOrNull(e.Conditions), LineOrNull(e.TestedBy));
    }

    private TryFirst? TryFirst(AchievementForm a)
    {
        if (!a.TryFirst) { KeepAside(a); return null; }
        var months = Number("Achievement.FreeMonths", a.FreeMonths, 1, 60);
        if (months is null && !unread.ContainsKey("Achievement.FreeMonths")) { Wrong("Achievement.FreeMonths", "listings.problem.monthsNeeded"); }
        Limit("Achievement.SuccessTest", a.SuccessTest, 1000, 1000);
        return new TryFirst(months ?? 0, Text(a.SuccessTest), Money("Achievement.ConversionPrice", a.ConversionPrice));
    }

    /// <summary>Terms of a try that is not offered (any more) stay in the form, not in the listing.</summary>
    private void KeepAside(AchievementForm a)
    {
        Aside("Achievement.FreeMonths", a.FreeMonths);
        Aside("Achievement.ConversionPrice", a.ConversionPrice);
        Aside("Achievement.SuccessTest.Zh", a.SuccessTest.Zh);
        Aside("Achievement.SuccessTest.En", a.SuccessTest.En);
    }

    private void Aside(string field, string? typed)
    {
        if (!string.IsNullOrWhiteSpace(typed)) { unread[field] = typed; }
    }

    private Paper Paper(string field, PaperForm paper)
    {
        if (string.IsNullOrWhiteSpace(paper.Title)) { Wrong($"{field}.Title", "listings.problem.paperTitle"); }
        Limit($"{field}.Title", paper.Title);
        var doi = Line(paper.Doi);
        if (doi is null) { return new Paper(Line(paper.Title) ?? "", null); }
        if (Doi.TryParse(doi, out var plain)) { return new Paper(Line(paper.Title) ?? "", plain); }
        Wrong($"{field}.Doi", "listings.problem.doi");
        return new Paper(Line(paper.Title) ?? "", doi);
    }

    private TeamMember Member(string field, MemberForm member)
    {
        if (member.Name.IsEmpty) { Wrong($"{field}.Name.{(Language.IsEnglish ? "En" : "Zh")}", "listings.problem.nameNeeded"); }
        Limit($"{field}.Name", member.Name, 80, 80);
        Limit($"{field}.Role", member.Role, LongestLine, LongestLine);
        var orcid = Line(member.Orcid);
        if (orcid is null) { return new TeamMember(Line(member.Name), LineOrNull(member.Role), null); }
        if (Orcid.TryParse(orcid, out var plain)) { return new TeamMember(Line(member.Name), LineOrNull(member.Role), plain); }
        Wrong($"{field}.Orcid", "listings.problem.orcid");
        return new TeamMember(Line(member.Name), LineOrNull(member.Role), orcid);
    }
}
