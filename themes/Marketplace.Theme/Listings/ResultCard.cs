using Marketplace.Modularity;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Theme;

/// <summary>
/// <c>&lt;result-card card="@card" heading="2" /&gt;</c>: a line of a list, words left, facts right; <c>tile</c> makes it a card with its cover, for grids.
/// What stands inside the element comes below the words (buttons, reasons of a match).
/// </summary>
[HtmlTargetElement("result-card", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ResultCardTagHelper(Texts texts, IHtmlHelper html) : ThemeTagHelper(texts)
{
    public ListingCard Card { get; set; } = null!;

    /// <summary>Level of the title's heading, 2-4.</summary>
    public int Heading { get; set; } = 2;
    public bool Tile { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((IViewContextAware)html).Contextualize(ViewContext);
        var inside = await output.GetChildContentAsync();
        Become(output, "article", Tile ? "card slim whole stack snug" : "result");
        output.Content.SetHtmlContent(await html.PartialAsync(Tile ? "_ListingTile" : "_ListingLine", new ListingCardView(Card, Heading, inside)));
    }
}

/// <summary>For the two partials of <see cref="ResultCardTagHelper"/>.</summary>
public sealed record ListingCardView(ListingCard Card, int Heading, Microsoft.AspNetCore.Html.IHtmlContent Inside)
{
    public string Tag => $"h{Math.Clamp(Heading, 2, 4)}";
}
