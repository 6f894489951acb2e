using Marketplace.Listings.Pages.Workspace.Listings;

namespace Marketplace.Listings.Editing;

/// <summary>A section of the editor, for the list of links at its side.</summary>
/// <param name="Mark">✓ nothing wrong or missing, ! something wrong, ○ something missing.</param>
public sealed record EditorSection(string Id, string TextKey, string Mark, string Tone)
{
    internal static EditorSection Of(string id, bool isWrong, bool isMissing) =>
        new(id, $"listings.section.{id}", isWrong ? "!" : isMissing ? "○" : "✓", isWrong ? "todo" : isMissing ? "quiet" : "done");
}

public static class EditorSections
{
    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["basics"] = ["Title", "Summary", "Keywords"],
        ["texts"] = ["Blocks"],
        ["classification"] = ["Fields", "HighTechFields", "Industry", "Region"],
        ["maturity"] = ["Achievement.Trl", "Achievement.Nature"],
        ["evidence"] = ["Achievement.Evidence"],
        ["rights"] = ["Achievement.Rights"],
        ["background"] = ["Achievement.Team", "Achievement.Papers", "Achievement.Awards", "Achievement.Projects"],
        ["requirements"] = ["Demand.Metrics", "Demand.Deadline", "Demand.TrlAtLeast"],
        ["answers"] = ["Demand.Answerer", "Demand.Prize", "Demand.Rules", "Demand.ResultOwner"],
        ["service"] = ["Service."],
        ["cooperation"] = ["Cooperation", "Price", "Currency", "Achievement.FreeMonths", "Achievement.SuccessTest", "Achievement.ConversionPrice"],
        ["files"] = ["Pictures", "Attachments"],
        ["visibility"] = ["Visibility", "Contact"],
    };

    private static readonly Dictionary<string, string[]> Missing = new()
    {
        ["basics"] = ["title", "summary", "english", "keywords"],
        ["texts"] = ["text", "tried"],
        ["classification"] = ["fields", "region", "industry"],
        ["maturity"] = ["trl", "trlEvidence", "nature"],
        ["evidence"] = ["evidence"],
        ["rights"] = ["rights"],
        ["background"] = ["team"],
        ["requirements"] = ["metrics", "deadline", "trlAtLeast"],
        ["answers"] = ["openCall"],
        ["service"] = ["serviceKinds", "deliverable", "days", "certificates"],
        ["cooperation"] = ["cooperation", "price"],
        ["files"] = ["picture"],
        ["visibility"] = [],
    };

    public static IEnumerable<EditorSection> Of(EditModel model)
    {
        string[] ids = model.Listing.Kind switch
        {
            ListingKind.Achievement => ["basics", "texts", "classification", "maturity", "evidence", "rights", "background", "cooperation", "files", "visibility"],
            ListingKind.Demand => ["basics", "texts", "classification", "requirements", "answers", "cooperation", "files", "visibility"],
            _ => ["basics", "texts", "classification", "service", "cooperation", "files", "visibility"],
        };
        return ids.Select(id => EditorSection.Of(id,
            model.Problems.Any(p => Fields[id].Any(f => p.Field.StartsWith(f, StringComparison.Ordinal))),
            model.Completeness.Missing.Any(m => Missing[id].Contains(m["listings.missing.".Length..]))));
    }
}
