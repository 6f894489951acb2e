using System.Text.RegularExpressions;
using Marketplace.Modularity;
using Marketplace.Tests.House;
using Marketplace.Theme;

namespace Marketplace.Tests.Theme;

/// <summary>What the content policy or the set of icons would refuse only when somebody opens the page.</summary>
public sealed partial class Markup
{
    private static readonly (string Name, string Text)[] Views = [.. new[] { "modules", "themes", "src" }
        .SelectMany(d => Directory.EnumerateFiles(Path.Combine(Architecture.FindRoot(), d), "*.cshtml", SearchOption.AllDirectories))
        .Where(f => !f.Contains("/obj/") && !f.Contains("/bin/") && !f.Contains("node_modules"))
        .Select(f => (Path.GetRelativePath(Architecture.FindRoot(), f), File.ReadAllText(f)))];

    [Fact]
    public void Every_icon_that_a_page_names_is_in_the_set() =>
        Assert.Empty(Views.SelectMany(v => IconName().Matches(v.Text).Select(m => (Value: m.Groups[1].Value + m.Groups[2].Value, v.Name))).Where(i => !Icons.Has(i.Value)));

    [Fact]
    public void Every_icon_of_the_menus_is_in_the_set() =>
        Assert.Empty(ModuleCatalog.Discover().Modules.SelectMany(m => m.Startup.Menu).Where(i => !Icons.Has(i.Icon)).Select(i => $"{i.Icon} of {i.Path}"));

    /// <summary>Views of all assemblies share one tree: of two with the same path one would silently win.</summary>
    [Fact]
    public void No_two_modules_have_a_view_at_the_same_path() =>
        Assert.Empty(Views.Where(v => v.Name.Contains("/Pages/") && !v.Name.EndsWith("_ViewImports.cshtml"))
            .GroupBy(v => v.Name[v.Name.IndexOf("/Pages/", StringComparison.Ordinal)..]).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Select(v => v.Name))));

    [Fact]
    public void No_page_has_inline_styles_or_scripts() =>
        Assert.Empty(Views.SelectMany(v => Inline().Matches(v.Text).Select(m => $"{m.Value} in {v.Name}")));

    [Fact]
    public void Every_word_that_a_script_says_is_in_both_languages()
    {
        var texts = new Texts([typeof(Icons).Assembly]);
        var scripts = Directory.EnumerateFiles(Path.Combine(Architecture.FindRoot(), "themes/Marketplace.Theme/assets/scripts"), "*.js").Select(File.ReadAllText);
        Assert.Empty(scripts.SelectMany(s => Word().Matches(s).Select(m => $"theme.script.{m.Groups[1].Value}")).Where(k => !texts.Has(k)));
    }

    [Theory]
    [InlineData("new-it"), InlineData("equipment"), InlineData("materials"), InlineData("bio"), InlineData("nev"), InlineData("energy"), InlineData("environment"), InlineData("digital"), InlineData("services")]
    public void A_cover_is_the_same_each_time_and_differs_by_title(string field)
    {
        Assert.Equal(CoverDrawing.Svg($"{field}.part", "甲"), CoverDrawing.Svg($"{field}.part", "甲"));
        Assert.NotEqual(CoverDrawing.Svg(field, "甲"), CoverDrawing.Svg(field, "乙"));
        Assert.Equal(Array.IndexOf(["new-it", "equipment", "materials", "bio", "nev", "energy", "environment", "digital", "services"], field), CoverDrawing.Motif($"{field}.part"));
    }

    [GeneratedRegex("""<icon\b[^>]*?\bname="([a-z0-9-]+)"|icon="([a-z0-9-]+)""")]
    private static partial Regex IconName();

    [GeneratedRegex("""<[^>@]*\s(style|on[a-z]+)="[^"]*"|<style\b|<script(?![^>]*(src=|application/(ld\+)?json))[^>]*>""")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\bword\('([a-zA-Z]+)'")]
    private static partial Regex Word();
}
