using System.Text.Json;
using Marketplace.Modularity;

namespace Marketplace.Listings;

/// <summary>Names of enum values in the reader's language: <c>listings.state.inReview</c>.</summary>
public static class ListingWords
{
    /// <summary>The end of a text key, and the code in the taxonomies: <c>exclusiveLicence</c>.</summary>
    public static string Key(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Of(Texts texts, Enum value) => texts[$"listings.{JsonNamingPolicy.CamelCase.ConvertName(value.GetType().Name)}.{Key(value)}"].Value;
}
