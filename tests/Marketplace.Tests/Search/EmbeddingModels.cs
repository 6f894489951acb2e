using System.Text.Json;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

/// <summary>Real models where MARKETPLACE_TEST_MODELS names their folder; skipped by name where it does not.</summary>
public sealed class EmbeddingModels
{
    private sealed record Check(string Text, string Kind, int[] Ids, float[] VectorStart);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [SkippableTheory]
    [InlineData("use-multilingual-v3")]
    [InlineData("multilingual-e5-small")]
    public void Give_the_ids_and_numbers_that_their_makers_give(string name)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("MARKETPLACE_TEST_MODELS") ?? "", name);
        Skip.IfNot(Directory.Exists(folder), $"the model {name} is not there: MARKETPLACE_TEST_MODELS names no folder with it");
        using var model = EmbeddingModel.Load(folder, 1);
        foreach (var check in JsonSerializer.Deserialize<Check[]>(File.ReadAllText(Path.Combine(folder, "check.json")), Web)!)
        {
            Assert.Equal(check.Ids, model.Ids(check.Text, check.Kind == "query"));
            var vector = model.Embed(check.Text, check.Kind == "query");
            for (var i = 0; i < check.VectorStart.Length; i++) { Assert.Equal(check.VectorStart[i], vector[i], 0.01f); }
        }
    }

    [SkippableFact]
    public void Texts_of_a_batch_do_not_change_each_other()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("MARKETPLACE_TEST_MODELS") ?? "", "use-multilingual-v3");
        Skip.IfNot(Directory.Exists(folder), "the model use-multilingual-v3 is not there: MARKETPLACE_TEST_MODELS names no folder with it");
        using var model = EmbeddingModel.Load(folder, 1);
        string[] texts = ["激光熔覆修复航空发动机叶片", "A long text about the recycling of lithium batteries in which many more words stand than in the other one", "短"];
        var together = model.Embed(texts, query: false);
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = model.Embed(texts[i], query: false);
            for (var at = 0; at < alone.Length; at++) { Assert.Equal(alone[at], together[i][at], 0.001f); }
        }
    }

    [Fact]
    public void Products_of_bytes_are_those_of_the_numbers_nearly()
    {
        var random = new Random(7);
        foreach (var length in (int[])[1, 15, 16, 33, 384, 512, 700])
        {
            float[] Numbers() => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
            var (a, b) = (Numbers(), Numbers());
            Products.Normalize(a);
            Products.Normalize(b);
            var (ofA, ofB) = (new sbyte[length], new sbyte[length]);
            var scale = Products.Round(a, ofA) * Products.Round(b, ofB);
            Assert.Equal(ofA.Zip(ofB).Sum(p => p.First * p.Second), Products.Of(ofA, ofB));
            Assert.Equal(a.Zip(b).Sum(p => p.First * p.Second), Products.Of(ofA, ofB) * scale, 0.01f);
            var halves = new byte[Products.HalvesOf(length)];
            var (numbers, ofHalves) = (new sbyte[2 * halves.Length], Products.RoundToHalves(a, halves));
            Products.TakeApart(halves, numbers);
            for (var i = 0; i < length; i++) { Assert.Equal(a[i], numbers[i] * ofHalves, (ofHalves / 2) + 1e-6f); }
            Assert.All(numbers[length..], n => Assert.Equal(0, n));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    public void A_folder_that_is_no_model_is_refused_with_the_reason(string settings)
    {
        var folder = Directory.CreateTempSubdirectory("marketplace-model-").FullName;
        try
        {
            Assert.Contains("embedding.json is missing", Assert.Throws<ModelFolderException>(() => EmbeddingModel.Load(folder, 1)).Message);
            File.WriteAllText(Path.Combine(folder, "embedding.json"), settings);
            Assert.Contains("embedding.json", Assert.Throws<ModelFolderException>(() => EmbeddingModel.Load(folder, 1)).Message);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
