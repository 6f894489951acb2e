using System.Globalization;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;when at="@publishedAt" /&gt;</c>: a day in the site's time zone. <c>time</c> adds hours and minutes, <c>relative</c> says "12 days ago" or "in 3 days"
/// with the full time in the title. <c>day="@date"</c> takes a <see cref="DateOnly"/>. Nothing where both are null.
/// </summary>
[HtmlTargetElement("when", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class WhenTagHelper(Texts texts, TimeProvider clock) : ThemeTagHelper(texts)
{
    public DateTimeOffset? At { get; set; }
    public DateOnly? Day { get; set; }
    public bool Relative { get; set; }
    public bool Time { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (At is { } at)
        {
            Become(output, "time", "num");
            output.Attributes.SetAttribute("datetime", at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            if (Relative) { output.Attributes.SetAttribute("title", Moments.Minute(at)); }
            output.Content.SetContent(Relative ? Moments.Relative(T, at, clock.GetUtcNow()) : Time ? Moments.Minute(at) : Moments.Day(at));
        }
        else if (Day is { } day)
        {
            Become(output, "time", "num");
            output.Attributes.SetAttribute("datetime", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            output.Content.SetContent(Moments.Day(day));
        }
        else { output.SuppressOutput(); }
    }
}

/// <summary>Days and times as the reader's language writes them, in China's time zone.</summary>
public static class Moments
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static DateTimeOffset Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);
    public static string Day(DateTimeOffset at) => Day(DateOnly.FromDateTime(Here(at).DateTime));
    public static string Day(DateOnly day) => day.ToString(Language.IsEnglish ? "d MMM yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
    public static string Minute(DateTimeOffset at) => $"{Day(at)} {Here(at).ToString("HH:mm", CultureInfo.InvariantCulture)}";

    /// <summary>"Just now", "5 minutes ago", "in 3 days"; beyond 90 days the day itself.</summary>
    public static string Relative(Texts texts, DateTimeOffset at, DateTimeOffset now)
    {
        var away = (now - at).Duration();
        if (away < TimeSpan.FromMinutes(1)) { return texts["theme.when.now"].Value; }
        if (away > TimeSpan.FromDays(90)) { return Day(at); }
        var (unit, count) = away.TotalHours < 1 ? ("minute", (int)away.TotalMinutes) : away.TotalDays < 1 ? ("hour", (int)away.TotalHours) : ("day", (int)away.TotalDays);
        var direction = at <= now ? "ago" : "in";
        return texts[$"theme.when.{direction}.{unit}", count].Value;
    }
}
