using System.Globalization;
using System.Text.Json;

namespace Marketplace.BrowserTests;

/// <summary>What the site says, in one language: the tests find things by the words that people read.</summary>
public sealed class Words(string language)
{
    private static readonly Lazy<Dictionary<string, string[]>> All = new(Read);

    public string Language => language;
    public bool IsEnglish => language == "en";

    /// <summary>The words of a text key, with its placeholders filled.</summary>
    public string this[string key, params object[] values] => string.Format(CultureInfo.InvariantCulture, Form(key, values), values);

    /// <summary>English texts that count have a form for one before the bar.</summary>
    private string Form(string key, object[] values)
    {
        var forms = All.Value[key][IsEnglish ? 1 : 0].Split('|');
        return values is [1, ..] ? forms[0] : forms[^1];
    }

    /// <summary>The address of a page in this language.</summary>
    public string Path(string path) => IsEnglish ? path == "/" ? "/en" : "/en" + path : path;

    private static Dictionary<string, string[]> Read()
    {
        var root = RunningSite.FindRoot();
        var words = new Dictionary<string, string[]>();
        foreach (var part in new[] { "modules", "themes", "src" })
        {
            foreach (var project in Directory.EnumerateDirectories(System.IO.Path.Combine(root, part)))
            {
                var file = System.IO.Path.Combine(project, "Resources", "texts.json");
                if (!File.Exists(file)) { continue; }
                foreach (var (key, texts) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(file))!) { words[key] = texts; }
            }
        }
        return words;
    }
}
