using System.Net;
using AngleSharp.Html.Dom;
using Marketplace.Listings;

namespace Marketplace.Tests.House;

/// <summary>Walks every page as each account and sends every form with values that nobody should send.</summary>
public sealed class BadInput(CitySite site) : IClassFixture<CitySite>
{
    private const int MostPages = 70;
    private static readonly string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    private static readonly string[] Starts = ["/", "/workspace", "/admin", "/account", "/search?q=电池", "/achievements", "/organizations", "/account/register", "/account/forgot", "/en/workspace/listings"];

    /// <summary>Ends the session or the account, or is a whole other walk.</summary>
    private static readonly string[] LeaveAlone = ["/account/logout", "/account/close", "/account/sessions", "acting-organization"];

    private static readonly Dictionary<string, Func<KeyValuePair<string, string>, string>> Hostile = new()
    {
        ["nothing"] = _ => "",
        ["script"] = _ => Script,
        ["oversized"] = _ => new string('长', 60_000),
        ["wrong type"] = f => long.TryParse(f.Value, out _) ? "not-a-number" : "99999999999999999999",
        ["unknown id"] = f => Guid.TryParse(f.Value, out _) ? Guid.NewGuid().ToString() : "\u0000\uFFFF🙂",
    };

    [Theory]
    [InlineData(null)]
    [InlineData("university")]
    [InlineData("company")]
    [InlineData("operator")]
    [InlineData("admin")]
    public async Task Every_form_answers_hostile_values_with_a_message_and_never_with_a_failure(string? account)
    {
        var reader = await site.ReaderAsync(account);
        var failures = new List<string>();
        var sent = 0;
        foreach (var (path, page) in await WalkAsync(reader, failures))
        {
            foreach (var form in page.Forms.Where(f => f.Method == "post" && !LeaveAlone.Any((f.GetAttribute("action") ?? path).Contains)))
            {
                foreach (var (kind, change) in Hostile)
                {
                    var fields = Reader.FieldsOf(form).Select(f => f.Key is "__RequestVerificationToken" ? f : new(f.Key, change(f))).ToList();
                    var answer = await reader.SendAsync(form, fields);
                    sent++;
                    if ((int)answer.StatusCode >= 500) { failures.Add($"{kind} to a form on {path} (action {form.GetAttribute("action")}): {(int)answer.StatusCode}"); }
                    if ((await answer.Content.ReadAsStringAsync()).Contains("<script>alert(1)", StringComparison.Ordinal)) { failures.Add($"{path} gives a script back as markup"); }
                }
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Distinct().Take(40)));
        Assert.True(sent > 0, "No form was found.");
    }

    [Theory]
    [InlineData("/api/v1/search?limit=abc")]
    [InlineData("/api/v1/search?limit=-1")]
    [InlineData("/api/v1/search?limit=99999999999")]
    [InlineData("/api/v1/search?trl_min=99")]
    [InlineData("/api/v1/search?cursor=%00%FF")]
    [InlineData("/api/v1/search?cursor=nonsense")]
    [InlineData("/api/v1/search?sort=sideways")]
    [InlineData("/api/v1/search?kind=weapon")]
    [InlineData("/api/v1/listings/0000000000")]
    [InlineData("/api/v1/listings/' or 1=1 --")]
    public async Task The_API_answers_wrong_values_with_a_problem_document(string path)
    {
        var answer = await site.Browser().GetAsync(path);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_listing_of_another_organization_is_not_found()
    {
        var company = await site.ReaderAsync("company");
        var foreign = await site.WithDatabaseAsync(db => Task.FromResult(db.Set<Listing>().First(l => l.Kind == ListingKind.Achievement).ShortId));
        foreach (var path in new[] { "edit", "preview" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await company.Browser.GetAsync($"/workspace/listings/{foreign}/{path}")).StatusCode);
        }
    }

    /// <summary>Breadth first, one page of each shape: ids are cut out of the address.</summary>
    private static async Task<List<(string Path, IHtmlDocument Page)>> WalkAsync(Reader reader, List<string> failures)
    {
        var pages = new List<(string, IHtmlDocument)>();
        var seen = new HashSet<string>();
        var open = new Queue<string>(Starts);
        while (open.Count > 0 && pages.Count < MostPages)
        {
            var path = open.Dequeue();
            if (!seen.Add(Shape(path))) { continue; }
            var answer = await reader.Browser.GetAsync(path);
            if ((int)answer.StatusCode >= 500) { failures.Add($"{path} answered {(int)answer.StatusCode}"); continue; }
            if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType != "text/html") { continue; }
            var page = await reader.OpenAsync(path);
            pages.Add((path, page));
            foreach (var link in page.Links.Select(l => l.GetAttribute("href") ?? "").Where(h => h.StartsWith('/') && !h.StartsWith("//") && !h.StartsWith("/files") && !h.StartsWith("/media"))) { open.Enqueue(link.Split('#')[0]); }
        }
        return pages;
    }

    private static string Shape(string path) => string.Join('/', path.Split('?')[0].Split('/').Select(part => part.Length == 10 && part.Any(char.IsDigit) || part.Length > 24 || Guid.TryParse(part, out _) ? "*" : part));
}
