using System.Net.Http.Json;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Vectors;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search.Disclosure;

/// <summary>A meaning of its own in each stage of a listing and in listings of each visibility; everybody asks for all of them, in words that stand nowhere.</summary>
public sealed class MeaningsOfStages : IAsyncLifetime
{
    private enum Role { Visitor, Member, Verified, Operator }

    private sealed record Planted(string Word, string Asked, Stage Stage, Visibility Visibility, Role? From);

    private static readonly Planted[] All =
    [
        new("quartzfinch", "pebblebird", Stage.Teaser, Visibility.Public, Role.Visitor), new("cobaltwren", "bluebird", Stage.Members, Visibility.Public, Role.Member),
        new("silverheron", "wadingbird", Stage.Nda, Visibility.Public, null), new("crimsonowl", "nightbird", Stage.DealRoom, Visibility.Public, null),
        new("memberlark", "songbird", Stage.Teaser, Visibility.Members, Role.Member), new("verifiedstork", "babybird", Stage.Teaser, Visibility.Verified, Role.Verified),
        new("invitedcrane", "tallbird", Stage.Teaser, Visibility.Invited, null),
    ];

    private static readonly string[] Others = ["bearing", "coating", "battery", "water", "carbon", "turbine"];
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-model-").FullName;
    private Site site = null!;

    private sealed class Site(string model) : SearchSite
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, $"--Search:Embeddings:Model={model}", "--Search:Embeddings:Threads=1"];
    }

    public async Task InitializeAsync()
    {
        TinyModel.Write(folder, [.. All.Select(p => new[] { p.Word, p.Asked }), .. Others.Select(o => new[] { o })]);
        site = new Site(folder);
        await site.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await site.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Are_found_by_those_only_who_may_read_them()
    {
        var listings = new Dictionary<Planted, Listing>();
        foreach (var other in Others) { await site.PublishAsync(Saying(other, Stage.Teaser, Visibility.Public)); }
        foreach (var planted in All) { listings[planted] = await site.PublishAsync(Saying(planted.Word, planted.Stage, planted.Visibility)); }
        await site.IndexedAsync();
        var (engine, embeddings) = (site.Services.GetRequiredService<ISearchEngine>(), site.Services.GetRequiredService<Embeddings>());
        await SiteFactory.EventuallyAsync(async () => (await embeddings.LackingAsync(engine, 1, default)).Count == 0, "all have their vectors");
        await SiteFactory.EventuallyAsync(async () => (await embeddings.LackingPassagesAsync(engine, 1, default)).Count == 0, "and those of their passages");
        var wrong = new List<string>();
        foreach (var (role, browser) in await ReadersAsync())
        {
            foreach (var planted in All)
            {
                foreach (var path in (string[])["/api/v1/search", "/en/search", "/achievements"])
                {
                    var address = $"{path}?q=zzzz+{planted.Asked}";
                    var found = path.StartsWith("/api", StringComparison.Ordinal)
                        ? (await browser.GetFromJsonAsync<JsonElement>(address)).GetProperty("items").ToString().Contains(listings[planted].ShortId, StringComparison.Ordinal)
                        : (await browser.GetStringAsync(address)).Contains(listings[planted].ShortId, StringComparison.Ordinal);
                    if (found != (planted.From is { } from && role >= from)) { wrong.Add($"{role} {(found ? "finds" : "misses")} {planted} at {path}"); }
                }
            }
        }
        Assert.Empty(wrong);
    }

    private static AchievementContent Saying(string word, Stage stage, Visibility visibility) => new()
    {
        Title = new Bilingual("样本", stage == Stage.Teaser ? word : "Sample"), Visibility = visibility, Fields = ["new-it.ai"], Region = "120116", Trl = 7,
        Blocks = [new TextBlock(BlockKind.Description, stage, new Bilingual(word, word))],
    };

    private async Task<Dictionary<Role, HttpClient>> ReadersAsync() => new()
    {
        [Role.Visitor] = site.Browser(),
        [Role.Member] = await site.SignedInAsync(await site.PersonAsync(organization: await site.OrganizationAsync("普通企业"))),
        [Role.Verified] = await site.SignedInAsync(await site.PersonAsync(organization: await site.OrganizationAsync("认证企业", verified: true))),
        [Role.Operator] = await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator)),
    };
}
