using System.Text.RegularExpressions;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;status value="@listing.State" /&gt;</c>: the state of a thing by word, shape and colour. The word comes from <c>text-key</c>, else from the element's content,
/// else from <c>theme.status.{value}</c>; <c>tone="live|wait|back|off"</c> overrides what the value alone says.
/// </summary>
[HtmlTargetElement("status", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed partial class StatusTagHelper(Texts texts) : ThemeTagHelper(texts)
{
    private static readonly Dictionary<string, string[]> Tones = new()
    {
        ["live"] = ["published", "verified", "active", "accepted", "concluded", "paid", "signed", "registered", "chosen", "valid", "approved", "sent", "answered", "settled", "released"],
        ["wait"] = ["in-review", "submitted", "pending", "waiting", "open", "proposed", "offered", "shortlisted", "qualified", "due", "expiring", "applied", "countered", "held", "delivered"],
        ["back"] = ["refused", "returned", "disputed", "overdue", "failed", "lapsed", "revoked", "blocked", "breached"],
    };

    public string Value { get; set; } = "";
    public string? TextKey { get; set => field = Given(value); }
    public string? Tone { get; set => field = Given(value); }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var value = WordStart().Replace(Value, "-$0").ToLowerInvariant();
        var tone = Tone ?? Tones.FirstOrDefault(t => t.Value.Contains(value)).Key ?? "off";
        var inside = await output.GetChildContentAsync();
        Become(output, "span", $"state {tone}");
        if (TextKey is not null) { output.Content.SetContent(T[TextKey].Value); }
        else if (inside.IsEmptyOrWhiteSpace) { output.Content.SetContent(T[$"theme.status.{value}"].Value); }
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
