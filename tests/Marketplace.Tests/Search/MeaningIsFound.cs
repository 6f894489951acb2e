using System.Text.Json;
using Marketplace.Modularity;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;
using Marketplace.Tests.Listings;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search;

/// <summary>A site with a model: what is published is found by its meaning a little later.</summary>
public sealed class MeaningIsFound : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-model-").FullName;
    private MeaningSite site = null!;

    public async Task InitializeAsync()
    {
        TinyModel.Write(folder, ["脱氮", "nitrogen"], ["轴承", "bearing"], ["涂层", "coating"], ["电池", "battery"], ["水", "water"]);
        site = new MeaningSite(folder);
        await ((IAsyncLifetime)site).InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await site.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class MeaningSite(string model, params string[] engine) : PublicSite
    {
        protected override IEnumerable<string> Settings => [$"--Search:Embeddings:Model={model}", "--Search:Embeddings:Threads=1", .. engine];
    }

    [Fact]
    public Task A_listing_without_the_word_is_found_and_marked_as_near() => IsFoundAsync(site);

    [SkippableFact]
    [Trait("Needs", "Elasticsearch")]
    public async Task A_listing_without_the_word_is_found_on_Elasticsearch_too()
    {
        ElasticsearchServer.Wanted();
        var options = ElasticsearchServer.Options();
        using var indexes = ElasticsearchServer.Engine(options);
        await using var onCluster = new MeaningSite(folder, "--Search:Engine=Elasticsearch", $"--Search:Elasticsearch:Url={options.Url}", $"--Search:Elasticsearch:Index={options.Index}");
        await ((IAsyncLifetime)onCluster).InitializeAsync();
        await IsFoundAsync(onCluster);
    }

    private static async Task IsFoundAsync(MeaningSite site)
    {
        foreach (var word in (string[])["轴承", "涂层", "电池", "水"]) { await site.PublishAsync(site.University, PublicSite.Achievement(word)); }
        await SiteFactory.EventuallyAsync(async () =>
        {
            var answer = await site.Browser().GetStringAsync("/api/v1/search?q=zzzz+bearing");
            return JsonDocument.Parse(answer).RootElement.GetProperty("items").EnumerateArray().Any(i => i.GetProperty("title").ToString().Contains("轴承", StringComparison.Ordinal));
        }, "the bearing is found by its meaning");
    }

    [Theory]
    [InlineData("电池 -回收", "电池")]
    [InlineData("battery -\"closed loop\" recycling", "battery recycling")]
    [InlineData("“镁合金” 轮毂", "镁合金 轮毂")]
    [InlineData("-only", "")]
    public void What_is_excluded_has_no_part_in_the_meaning(string typed, string meant) => Assert.Equal(meant, QueryParser.WithoutExcluded(typed));

    [Fact]
    public async Task With_a_model_that_does_not_load_the_site_finds_by_words_and_the_doctor_names_it()
    {
        var broken = Path.Combine(folder, "truncated");
        TinyModel.Write(broken, ["水"]);
        File.WriteAllBytes(Path.Combine(broken, "model.onnx"), [1, 2, 3]);
        await using var without = new MeaningSite(broken, "--Logging:LogLevel:Marketplace.Search.Vectors=None");
        await ((IAsyncLifetime)without).InitializeAsync();
        await without.PublishAsync(without.University, PublicSite.Achievement("轴承"));
        await SiteFactory.EventuallyAsync(async () => (await without.Browser().GetStringAsync("/api/v1/search?q=" + Uri.EscapeDataString("轴承"))).Contains("\"total\":1", StringComparison.Ordinal), "the bearing is found by its words");
        await without.InScopeAsync(async services =>
        {
            var check = services.GetServices<IDoctorCheck>().Single(c => c.Name == "embedding model");
            Assert.Contains("Search:Embeddings:Model", Assert.Single(await check.FindAsync(default).ToListAsync()));
        });
    }

    [Fact]
    public async Task A_model_is_taken_in_from_a_folder_and_a_broken_one_is_not()
    {
        var models = Path.Combine(folder, "kept");
        var kept = await ModelFolder.AddAsync(folder, models, null, default);
        Assert.Equal(Path.Combine(models, "tiny"), kept);
        Assert.True(File.Exists(Path.Combine(kept, "model.onnx")));
        var broken = Path.Combine(folder, "broken");
        TinyModel.Write(broken, ["水"]);
        File.WriteAllText(Path.Combine(broken, "check.json"), """[{"text":"水","kind":"query","ids":[1,4,2],"vectorStart":[0.9,0.9]}]""");
        Assert.Contains("check.json", (await Assert.ThrowsAsync<ModelFolderException>(() => ModelFolder.AddAsync(broken, models, null, default))).Message);
        File.WriteAllBytes(Path.Combine(broken, "model.onnx"), [1, 2, 3]);
        Assert.Contains("cannot be loaded", (await Assert.ThrowsAsync<ModelFolderException>(() => ModelFolder.AddAsync(broken, models, null, default))).Message);
        Assert.Equal(["tiny"], Directory.EnumerateDirectories(models).Select(Path.GetFileName));
    }
}
