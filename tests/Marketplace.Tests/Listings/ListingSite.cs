using System.Net;
using System.Text.RegularExpressions;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Marketplace.Tests.Listings;

/// <summary>The site with listings, and a clock that tests move forward.</summary>
public sealed class ListingSite : AccountSite
{
    public MovedClock Clock { get; } = new();

    // No mail server answers, so that what was queued stays to be read.
    protected override IEnumerable<string> Settings => [.. base.Settings, "--Mail:Smtp:Host=127.0.0.1", "--Mail:Smtp:Port=1", "--Mail:Smtp:Security=None"];

    protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));

    public sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    public static readonly AchievementContent Whole = new()
    {
        Title = new Bilingual("钛白废酸制备聚合硫酸铁", "Polymeric ferric sulfate from titanium dioxide waste acid"),
        Summary = new Bilingual("副产废酸资源化率 95% 以上，产品符合饮水净化用标准。", "More than 95% of the waste acid is used."),
        Blocks = [new TextBlock(BlockKind.Description, Stage.Teaser, new Bilingual(new string('文', 80)))],
        Fields = ["environment"],
        Trl = 7,
    };

    public Task<Listing> ListingAsync(Organization organization, Person? author = null, ListingContent? content = null, bool published = false) => InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        var listing = new Listing(organization.Id, content ?? Whole, author?.Id, Clock.GetUtcNow());
        if (published) { db.Add(listing.PublishAtOnce(Clock.GetUtcNow())); }
        db.Add(listing);
        await db.SaveChangesAsync();
        return listing;
    });

    public Task<Listing> LoadAsync(Listing listing) => WithDatabaseAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync(l => l.Id == listing.Id));

    public Task ChangeAsync(Listing listing, Action<Listing> change) => WithDatabaseAsync(async db =>
    {
        change(await db.Set<Listing>().SingleAsync(l => l.Id == listing.Id));
        return await db.SaveChangesAsync();
    });

    /// <summary>A verified organization, one of its contributors, and that person's browser.</summary>
    public async Task<(Organization Organization, Person Person, HttpClient Browser)> WriterAsync(bool verified = true)
    {
        var organization = await OrganizationAsync(verified: verified);
        var person = await PersonAsync(organization: organization, role: OrganizationRole.Contributor);
        return (organization, person, await SignedInAsync(person));
    }

    public async Task<HttpClient> OperatorAsync() => await SignedInAsync(await PersonAsync(SiteRole.Operator));

    public static string EditPath(Listing listing) => $"/workspace/listings/{listing.ShortId}/edit";

    /// <summary>The editor's form as a browser would send it.</summary>
    public static async Task<Form> OpenAsync(HttpClient browser, string path)
    {
        var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Form.In(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Presses a button of a page's form that only acts (no fields).</summary>
    public static async Task<HttpResponseMessage> PressAsync(HttpClient browser, string page, string action, params (string Name, string Value)[] fields)
    {
        var token = TokenIn(await browser.GetStringAsync(page));
        return await browser.PostAsync(action, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(new("__RequestVerificationToken", token))));
    }
}

/// <summary>The fields of the form with most of them, read from a page.</summary>
public sealed partial class Form
{
    public List<KeyValuePair<string, string>> Fields { get; } = [];

    public string this[string name]
    {
        get => Fields.First(f => f.Key == name).Value;
        set { Fields.RemoveAll(f => f.Key == name); Fields.Add(new(name, value)); }
    }

    public bool Has(string name) => Fields.Any(f => f.Key == name);

    public static Form In(string html)
    {
        var body = FormElement().Matches(Template().Replace(html, "")).Select(m => m.Value).MaxBy(v => v.Length)!;
        var form = new Form();
        foreach (Match match in Control().Matches(body)) { form.Take(match); }
        return form;
    }

    public Task<HttpResponseMessage> SendAsync(HttpClient browser, string path, string? button = null) =>
        browser.PostAsync(path, new FormUrlEncodedContent(button is null ? Fields : Fields.Append(new("do", button))));

    private void Take(Match control)
    {
        var tag = control.Groups["tag"].Value;
        var name = Attribute(tag, "name");
        if (name is null) { return; }
        if (control.Groups["text"].Success) { Add(name, control.Groups["text"].Value.TrimStart('\r', '\n')); return; }
        if (control.Groups["options"].Success)
        {
            var options = Option().Matches(control.Groups["options"].Value);
            var chosen = options.FirstOrDefault(o => o.Value.Contains("selected")) ?? options.FirstOrDefault();
            if (chosen is not null) { Add(name, Attribute(chosen.Value, "value") ?? chosen.Groups[1].Value); }
            return;
        }
        var type = Attribute(tag, "type");
        if (type is "file" or "submit" || (type is "checkbox" or "radio" && !tag.Contains("checked"))) { return; }
        Add(name, Attribute(tag, "value") ?? "");
    }

    private void Add(string name, string value) => Fields.Add(new(name, WebUtility.HtmlDecode(value)));

    private static string? Attribute(string tag, string name) => Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormElement();

    [GeneratedRegex("<template\\b.*?</template>", RegexOptions.Singleline)]
    private static partial Regex Template();

    [GeneratedRegex("(?<tag><input\\b[^>]*>)|(?<tag><textarea\\b[^>]*>)(?<text>.*?)</textarea>|(?<tag><select\\b[^>]*>)(?<options>.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Control();

    [GeneratedRegex("<option\\b[^>]*>([^<]*)")]
    private static partial Regex Option();
}
