using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Html;

namespace Marketplace.Content;

/// <summary>Markdown to safe HTML: raw HTML is not taken over, and the result passes the sanitizer once more.</summary>
public sealed class RichText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseAutoIdentifiers().Build();
    private readonly HtmlSanitizer sanitizer = new();

    public RichText()
    {
        sanitizer.AllowedAttributes.Remove("style");
        sanitizer.AllowedAttributes.Add("id");
        sanitizer.AllowedSchemes.Add("mailto");
    }

    public IHtmlContent Show(string markdown) => new HtmlString(sanitizer.Sanitize(Markdown.ToHtml(markdown, Pipeline)));
}
