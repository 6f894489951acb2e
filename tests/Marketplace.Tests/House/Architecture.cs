using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Marketplace.Modularity;

namespace Marketplace.Tests.House;

public sealed partial class Architecture
{
    private static readonly string Root = FindRoot();
    private static readonly string[] TopLevel =
        ["src", "modules", "themes", "tests", "seeds", "Marketplace.sln", "README.md", "LICENSE", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", ".gitignore", ".ci", ".config", ".git"];

    [Fact]
    public void Nothing_lies_at_the_top_level_beyond_the_layout() =>
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName).Except(TopLevel).Where(n => n is not ("TestResults" or "App_Data" or ".vs" or ".idea")));

    [Fact]
    public void Project_references_between_modules_are_those_of_the_manifests()
    {
        foreach (var module in ModuleCatalog.Discover().Modules)
        {
            var project = XDocument.Load(Path.Combine(Root, "modules", $"Marketplace.{module.Name}", $"Marketplace.{module.Name}.csproj"));
            var referenced = project.Descendants("ProjectReference").Select(r => (string)r.Attribute("Include")!)
                .Where(r => !r.Contains("/src/") && !r.Contains("/themes/"))
                .Select(r => Path.GetFileNameWithoutExtension(r)["Marketplace.".Length..]);
            Assert.Equal(module.Manifest.DependsOn.Order(), referenced.Order());
        }
    }

    [Fact]
    public void A_module_uses_only_modules_that_its_manifest_names()
    {
        var modules = ModuleCatalog.Discover().Modules;
        foreach (var module in modules)
        {
            var used = module.Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => modules.Any(m => m.Assembly.GetName().Name == n)).Select(n => n["Marketplace.".Length..]);
            Assert.Empty(used.Except(module.Manifest.DependsOn));
        }
    }

    [Fact]
    public void No_folder_is_named_for_a_kind_of_class() =>
        Assert.Empty(Directory.EnumerateDirectories(Root, "*", SearchOption.AllDirectories)
            .Where(d => !d.Contains("node_modules") && KindFolder().IsMatch(Path.GetFileName(d))));

    [Fact]
    public void Chinese_text_has_Chinese_punctuation()
    {
        var files = new[] { "modules", "themes", "seeds", "src" }
            .SelectMany(d => Directory.EnumerateFiles(Path.Combine(Root, d), "*", SearchOption.AllDirectories))
            .Where(f => (f.EndsWith(".json") || f.EndsWith(".cshtml")) && !f.Contains("/obj/") && !f.Contains("/bin/") && !f.Contains("node_modules"));
        Assert.Empty(files.SelectMany(f => File.ReadLines(f).Select((line, i) => (line, at: $"{Path.GetRelativePath(Root, f)}:{i + 1}")))
            .Where(l => AsciiPunctuation().IsMatch(l.line)).Select(l => l.at));
    }

    [Fact]
    public void Every_text_that_pages_and_code_name_is_in_the_resources()
    {
        var texts = new Texts(ModuleCatalog.Discover().Assemblies);
        var sources = new[] { "modules", "themes", "src" }
            .SelectMany(d => Directory.EnumerateFiles(Path.Combine(Root, d), "*.cs*", SearchOption.AllDirectories))
            .Where(f => (f.EndsWith(".cs") || f.EndsWith(".cshtml")) && !f.Contains("/obj/") && !f.Contains("/bin/") && !f.Contains("node_modules"));
        Assert.Empty(sources.SelectMany(f => TextUse().Matches(File.ReadAllText(f)).Select(m => (key: m.Groups[1].Value, f)))
            .Where(u => !texts.Has(u.key)).Select(u => $"{u.key} in {Path.GetRelativePath(Root, u.f)}").Distinct());
    }

    internal static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Marketplace.sln"))) { return folder; }
        }
        throw new InvalidOperationException("The tests run inside the repository.");
    }

    [GeneratedRegex("^(Services|Helpers|Utils|Interfaces|Constants|Managers|Dtos|ViewModels|Models)$")]
    private static partial Regex KindFolder();

    [GeneratedRegex(@"[\u4e00-\u9fff][,:;?!(][\u4e00-\u9fff]")]
    private static partial Regex AsciiPunctuation();

    [GeneratedRegex("""\b(?:T|texts)\["([a-z][A-Za-z0-9]*\.[A-Za-z0-9.\-]+)"[\],]""")]
    private static partial Regex TextUse();
}
