using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Html;

namespace Marketplace.Listings;

/// <summary>Plain text as people write it: paragraphs parted by an empty line, lines that begin with "- " are list items.</summary>
public static class WrittenText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static IHtmlContent Html(string text)
    {
        var html = new StringBuilder();
        var open = "";
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = raw.Trim();
            var isItem = line.StartsWith("- ", StringComparison.Ordinal);
            var wanted = line.Length == 0 ? "" : isItem ? "ul" : "p";
            if (open != wanted) { Turn(html, open, wanted); } else if (wanted == "p") { html.Append("<br>"); }
            open = wanted;
            if (line.Length == 0) { continue; }
            html.Append(isItem ? "<li>" : "").Append(Encoder.Encode(isItem ? line[2..].Trim() : line)).Append(isItem ? "</li>" : "");
        }
        Turn(html, open, "");
        return new HtmlString(html.ToString());
    }

    private static void Turn(StringBuilder html, string from, string to)
    {
        if (from.Length > 0) { html.Append("</").Append(from).Append('>'); }
        if (to.Length > 0) { html.Append('<').Append(to).Append('>'); }
    }
}
