using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Marketplace.Modularity;

namespace Marketplace.Notifications;

/// <summary>Makes the words of a mail from texts and values. Only the text decides what is a link; a value that looks like one stays text.</summary>
internal static partial class MailWriter
{
    private const int LongestSubject = 200;

    /// <summary>The value that holds entries parted by empty lines, the address of each as its last line.</summary>
    private const string Entries = "list";
    private const string LinkColour = "color:#0b5f63";
    private const string Button = "display:inline-block;padding:12px 24px;border-radius:8px;background:#0b5f63;color:#ffffff;font-weight:600;text-decoration:none";

    public static MailContent Write(Texts texts, SiteAddress address, string language, string template, IReadOnlyDictionary<string, string> values, string? topic, string? unsubscribeUrl)
    {
        var subject = OneLine(Fill(Text(texts, $"mail.{template}.subject", language), values));
        var body = Text(texts, $"mail.{template}.text", language);
        var foot = Text(texts, topic is null ? "mail.foot.needed" : texts.Has($"mail.foot.{topic}") ? $"mail.foot.{topic}" : "mail.foot.topic", language);
        var all = new Dictionary<string, string>(values) { ["site"] = address.Url + Language.PathIn(language, "/") };
        if (topic is not null)
        {
            all["topic"] = Text(texts, $"mail.topic.{topic}", language);
            all["unsubscribe"] = unsubscribeUrl!;
        }
        return new MailContent(subject, Plain(body, all) + "\n\n-- \n" + Plain(foot, all) + "\n", Page(language, subject, Html(body, all, address), Html(foot, all, address)));
    }

    /// <summary>Replaces <c>{name}</c> by values; nothing in a value is looked at again.</summary>
    /// <exception cref="ArgumentException">A placeholder has no value.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, m => Value(m.Groups["name"].Value, values));

    private static string Plain(string text, IReadOnlyDictionary<string, string> values) => Piece().Replace(text, m =>
        m.Groups["label"].Success ? $"{m.Groups["label"].Value}\n{Value(m.Groups["link"].Value, values)}" : Value(m.Groups["name"].Value, values));

    private static string Html(string text, IReadOnlyDictionary<string, string> values, SiteAddress address)
    {
        var html = new StringBuilder();
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var whole = Piece().Match(paragraph);
            var isButton = whole.Success && whole.Length == paragraph.Length && whole.Groups["label"].Success;
            html.Append("<p style=\"margin:0 0 16px\">").Append(isButton ? Link(whole, values, Button) : Line(paragraph, values, address)).Append("</p>\n");
        }
        return html.ToString();
    }

    private static string Line(string paragraph, IReadOnlyDictionary<string, string> values, SiteAddress address)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match piece in Piece().Matches(paragraph))
        {
            html.Append(Encode(paragraph[at..piece.Index]));
            at = piece.Index + piece.Length;
            if (piece.Groups["label"].Success) { html.Append(Link(piece, values, LinkColour)); continue; }
            var (name, value) = (piece.Groups["name"].Value, Value(piece.Groups["name"].Value, values));
            if (name == Entries) { html.AppendJoin("<br>\n<br>\n", value.Split("\n\n").Select(entry => Entry(entry.Split('\n'), address))); }
            else { html.Append(Lines(value.Split('\n'), address)); }
        }
        return html.Append(Encode(paragraph[at..])).ToString();
    }

    /// <summary>The address below an entry is where its first line leads: nobody reads it, and a phone has no room for it.</summary>
    private static string Entry(string[] lines, SiteAddress address) => lines.Length > 1 && IsOfThisSite(lines[^1], address)
        ? string.Join("<br>\n", lines[1..^1].Select(Encode).Prepend(Anchor(lines[^1], lines[0], LinkColour)))
        : Lines(lines, address);

    private static string Lines(string[] lines, SiteAddress address) => string.Join("<br>\n", lines.Select(line => IsOfThisSite(line, address) ? Anchor(line, line, LinkColour) : Encode(line)));

    private static string Anchor(string href, string label, string style) => $"<a href=\"{Encode(href)}\" style=\"{style}\">{Encode(label)}</a>";

    private static string Link(Match piece, IReadOnlyDictionary<string, string> values, string style) =>
        Anchor(Value(piece.Groups["link"].Value, values), piece.Groups["label"].Value, style);

    private static bool IsOfThisSite(string value, SiteAddress address) =>
        value.StartsWith(address.Url + "/", StringComparison.Ordinal) && Uri.IsWellFormedUriString(value, UriKind.Absolute);

    private static string Encode(string text) => WebUtility.HtmlEncode(text).Replace("\r\n", "\n").Replace("\n", "<br>\n");

    private static string Page(string language, string subject, string body, string foot) => $"""
        <!doctype html>
        <html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Encode(subject)}</title></head>
        <body style="margin:0;background:#f3f6f5;color:#17211f;font:16px/1.7 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">
        <div style="max-width:600px;margin:0 auto;padding:24px 16px;overflow-wrap:anywhere;word-break:break-word">
        <div style="background:#ffffff;border:1px solid #dfe6e4;border-radius:12px;padding:24px">
        {body}</div>
        <div style="padding:16px 8px;color:#55625f;font-size:13px">
        {foot}</div>
        </div></body></html>
        """;

    private static string OneLine(string text)
    {
        var line = Blank().Replace(text, " ").Trim();
        return line.Length > LongestSubject ? line[..(LongestSubject - 1)] + "…" : line;
    }

    private static string Text(Texts texts, string key, string language) =>
        texts.Has(key) ? texts.Both(key).In(language) : throw new ArgumentException($"There is no text {key}.");

    private static string Value(string name, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(name, out var value) ? value : throw new ArgumentException($"The placeholder {{{name}}} has no value.");

    [GeneratedRegex(@"\[(?<label>[^\]\r\n]+)\]\(\{(?<link>\w+)\}\)|\{(?<name>\w+)\}")]
    private static partial Regex Piece();

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{C}\s]+")]
    private static partial Regex Blank();
}
