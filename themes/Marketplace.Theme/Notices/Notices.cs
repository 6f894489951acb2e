using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Marketplace.Theme;

public enum NoticeTone { Ok, Warn, Bad }

public sealed record Notice(NoticeTone Tone, string Text);

/// <summary>A sentence for the next page that the person sees: <c>TempData.Say(text)</c> before a redirect. The layout shows it once.</summary>
public static class Notices
{
    private const string Key = "notices";

    public static void Say(this ITempDataDictionary data, string text, NoticeTone tone = NoticeTone.Ok) =>
        data[Key] = JsonSerializer.Serialize(Read(data).Append(new Notice(tone, text)));

    public static IReadOnlyList<Notice> Read(ITempDataDictionary data) =>
        data[Key] is string json ? JsonSerializer.Deserialize<List<Notice>>(json)! : [];
}
