using System.ComponentModel.DataAnnotations;
using Marketplace.Modularity;
using Marketplace.Search.Saved;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Marketplace.Search.Pages.Workspace.Searches;

/// <summary>What a follower chooses of a search.</summary>
public sealed class SearchForm
{
    [Required, StringLength(SavedSearch.LongestName)] public string Name { get; set; } = "";
    [Required, EnumDataType(typeof(AlertPace))] public AlertPace? Pace { get; set; } = AlertPace.Daily;
    [Required, RegularExpression("zh-CN|en")] public string Language { get; set; } = "";

    public static List<SelectListItem> Paces(Texts texts) => [.. Enum.GetValues<AlertPace>().Select(p => new SelectListItem(texts[$"search.pace.{p}"].Value, p.ToString()))];

    public static List<SelectListItem> Languages(Texts texts) => [.. Modularity.Language.All.Select(l => new SelectListItem(texts[$"search.language.{l}"].Value, l))];
}
