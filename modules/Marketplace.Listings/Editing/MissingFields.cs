using Marketplace.Modularity;

namespace Marketplace.Listings.Editing;

/// <summary>Where in the form a missing part is told: the id of a field or of a section.</summary>
public static class MissingFields
{
    public static string Of(string missingKey, ListingKind kind) => missingKey["listings.missing.".Length..] switch
    {
        "title" => Both("Title"),
        "summary" => Both("Summary"),
        "english" => "Input_Title_En",
        "text" => "texts",
        "tried" => "texts",
        "keywords" => Both("Keywords"),
        "fields" => "Input_Fields",
        "region" => "Input_Region",
        "industry" => "Input_Industry",
        "cooperation" => "Input_Cooperation",
        "price" => "Input_PriceKind",
        "picture" => "files",
        "trl" => "Input_Achievement_Trl",
        "trlEvidence" => Both("Achievement_TrlEvidence"),
        "nature" => "Input_Achievement_Nature",
        "evidence" => "evidence",
        "rights" => "rights",
        "team" => "team",
        "metrics" => "metrics",
        "deadline" => "Input_Demand_Deadline",
        "trlAtLeast" => "Input_Demand_TrlAtLeast",
        "openCall" => "Input_Demand_Prize",
        "serviceKinds" => "Input_Service_ServiceKinds",
        "deliverable" => Both("Service_Deliverable"),
        "days" => "Input_Service_DaysFrom",
        "certificates" => "certificates",
        _ => kind == ListingKind.Achievement ? "evidence" : "basics",
    };

    private static string Both(string field) => $"Input_{field}_{(Language.IsEnglish ? "En" : "Zh")}";
}
