using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Marketplace.Tests.Theme;

public sealed class TagHelpers
{
    private static readonly Texts T = new([typeof(Money).Assembly]);

    [Fact]
    public async Task A_list_that_ends_here_has_no_button_for_more()
    {
        Assert.Equal("", await Html(new PagerTagHelper(T) { Next = "", First = null }));
        Assert.DoesNotContain("rel=\"next\"", await Html(new PagerTagHelper(T) { Next = "", First = "~/demands" }));
    }

    [Fact]
    public async Task A_link_of_a_list_stays_in_its_language_and_is_encoded()
    {
        var html = await Html(new PagerTagHelper(T) { Next = "~/search?q=a&cursor=\"x\"" });
        Assert.Contains("href=\"/en/search?q=a&amp;cursor=&quot;x&quot;\"", html);
    }

    [Fact]
    public async Task An_unknown_maturity_draws_nothing() =>
        Assert.Equal("", await Html(new TrlTagHelper(T) { Value = null }));

    [Fact]
    public async Task A_changed_text_is_encoded_where_it_is_marked()
    {
        var html = await Html(new DiffTagHelper(T) { Name = "n", Before = "a", After = "<script>" });
        Assert.DoesNotContain("<script>", html);
        Assert.Contains("<ins>", html);
    }

    private static async Task<string> Html(ThemeTagHelper helper)
    {
        using var _ = Language.Use(Language.En);
        var http = new DefaultHttpContext();
        http.Request.PathBase = "/en";
        helper.ViewContext = new ViewContext { HttpContext = http };
        var output = new TagHelperOutput("x", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        await helper.ProcessAsync(new TagHelperContext([], new Dictionary<object, object>(), "id"), output);
        await using var writer = new StringWriter();
        output.WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return writer.ToString();
    }
}
