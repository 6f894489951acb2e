using System.Globalization;
using System.Text.Json.Serialization;

namespace Marketplace.Modularity;

/// <summary>The two languages of the site. Chinese is at the root, English under <c>/en</c>.</summary>
public static class Language
{
    public const string Zh = "zh-CN";
    public const string En = "en";
    public const string EnglishPrefix = "/en";
    public static readonly IReadOnlyList<string> All = [Zh, En];
    public static string Current => IsEnglish ? En : Zh;
    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>Makes <paramref name="language"/> the current one until the result is disposed; for mail and jobs.</summary>
    public static IDisposable Use(string language)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return new Restore(before);
    }

    /// <summary>The path of a page in a language: <c>/achievements</c> → <c>/en/achievements</c>.</summary>
    public static string PathIn(string language, string path) =>
        language == En ? path == "/" ? EnglishPrefix : EnglishPrefix + path : path;

    private sealed class Restore((CultureInfo Culture, CultureInfo UI) before) : IDisposable
    {
        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
    }
}

/// <summary>A text in one or both languages.</summary>
public sealed record Bilingual(string? Zh = null, string? En = null)
{
    public static readonly Bilingual Empty = new();
    [JsonIgnore] public bool IsEmpty => string.IsNullOrWhiteSpace(Zh) && string.IsNullOrWhiteSpace(En);

    /// <summary>The text in the reader's language, else in the other; never null.</summary>
    public override string ToString() => In(Language.Current);

    public string In(string language) => (Own(language) ?? Own(language == Language.En ? Language.Zh : Language.En)) ?? "";

    /// <summary>True where the reader gets the other language, so that the page can say so and mark it with <c>lang</c>.</summary>
    [JsonIgnore] public bool FallsBack => !IsEmpty && Own(Language.Current) is null;

    /// <summary>The language that <see cref="ToString"/> answers in.</summary>
    [JsonIgnore] public string ShownLanguage => FallsBack ? (Language.IsEnglish ? Language.Zh : Language.En) : Language.Current;

    private string? Own(string language)
    {
        var own = language == Language.En ? En : Zh;
        return string.IsNullOrWhiteSpace(own) ? null : own;
    }
}
