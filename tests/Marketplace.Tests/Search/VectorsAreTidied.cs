using Marketplace.Search.Lucene;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

/// <summary>Vectors of changed and deleted documents do not stay on the disk for good.</summary>
public sealed class VectorsAreTidied : IDisposable
{
    private const int Dimensions = 8;
    private const int Count = 3_000;
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("marketplace-tidied-").FullName, "model");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    private static float[] Vector(int number, long version)
    {
        var vector = new float[Dimensions];
        (vector[0], vector[1 + (number % 7)]) = (1, (float)version / 10);
        return vector;
    }

    private static void Put(VectorFile file, int number, long version)
    {
        var id = new Guid(number, 1, 1, new byte[8]);
        file.Put(number, new DocumentVectors(id, version, [(VectorPart.PublicZh, Vector(number, version))]));
        if (number % 2 == 0) { file.Put(number, new DocumentPassages(id, version, [(VectorPart.PublicZh, Vector(number + 1, version))])); }
    }

    private static (float Whole, float Passage) Ask(VectorFile file, int number)
    {
        var bytes = new sbyte[Dimensions];
        var scale = Products.Round(Vector(number, 3), bytes);
        var row = file.RowsOf(number)[0];
        using var reading = file.Read();
        return (reading.Product(row, bytes, scale), reading.BestPassage(row, bytes, scale));
    }

    [Fact]
    public void What_no_document_needs_goes_and_the_rest_is_as_it_was()
    {
        var before = new Dictionary<int, (float, float)>();
        using (var file = new VectorFile(folder, Dimensions))
        {
            for (var version = 1; version <= 3; version++) { for (var number = 0; number < Count; number++) { Put(file, number, version); } }
            for (var number = 0; number < Count; number++) { before[number] = Ask(file, number); }
        }
        // What an interrupted tidying left.
        Directory.CreateDirectory(folder + ".tidied");
        File.WriteAllText(Path.Combine(folder + ".tidied", "rows"), "1 1");
        using (var tidied = new VectorFile(folder, Dimensions).Tidied(tie => tie % 3 != 0))
        {
            Assert.Equal(Count * 2 / 3, tidied.RowCount);
            for (var number = 0; number < Count; number++)
            {
                Assert.Equal(number % 3 != 0, tidied.Has(number, 3));
                if (number % 3 != 0) { Assert.Equal(before[number], Ask(tidied, number)); Assert.Equal(number % 2 == 0, tidied.HasPassages(number, 3)); }
            }
            Put(tidied, Count, 1);
        }
        using var again = new VectorFile(folder, Dimensions);
        Assert.Equal((Count * 2 / 3) + 1, again.RowCount);
        Assert.Same(again, again.Tidied(_ => true));
        Assert.Equal([folder], Directory.GetDirectories(Path.GetDirectoryName(folder)!));
    }

    [Fact]
    public void A_few_are_not_worth_it()
    {
        using var file = new VectorFile(folder, Dimensions);
        for (var version = 1; version <= 5; version++) { Put(file, 1, version); }
        Assert.Same(file, file.Tidied(_ => true));
    }
}
