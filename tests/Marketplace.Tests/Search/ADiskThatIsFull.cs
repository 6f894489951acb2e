using System.Diagnostics;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Lucene;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;

namespace Marketplace.Tests.Search;

/// <summary>A file system of a few megabytes, filled for real. It takes root to mount one.</summary>
public sealed class ADiskThatIsFull : IDisposable
{
    private const int Megabytes = 48;
    private const int Batch = 200;
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-full-").FullName;
    private readonly bool isMounted;

    public ADiskThatIsFull() => isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", folder);

    public void Dispose()
    {
        if (isMounted) { Run("umount", "-l", folder); }
        Directory.Delete(folder, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }

    private static IndexChange Change(int number) => IndexChange.Put(new SearchDocument
    {
        Id = new Guid(number + 1, 0, 0, new byte[8]), Version = 1, Kind = "achievement", ShortId = $"doc{number}", Title = new Bilingual($"成果 n{number}"),
        Text = new Bilingual(string.Join(' ', Enumerable.Range(0, 300).Select(i => $"w{((number * 7919) + (i * 104729)) % 50_000}"))), Published = DateTimeOffset.UnixEpoch,
    });

    private static IndexChange[] Changes(long batch) => [.. Enumerable.Range((int)batch * Batch, Batch).Select(Change)];

    [SkippableFact]
    public async Task What_was_acknowledged_is_found_while_it_is_full_and_the_rest_goes_in_when_there_is_room()
    {
        Skip.IfNot(isMounted, "A small file system cannot be mounted here.");
        var ballast = Path.Combine(folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[(Megabytes - 12) << 20]);
        long acknowledged = 0;
        using (var engine = Open())
        {
            var refused = await Assert.ThrowsAsync<SearchUnavailableException>(async () =>
            {
                for (; acknowledged < 1_000; acknowledged++) { await engine.ApplyAsync(Changes(acknowledged), acknowledged + 1, default); }
            });
            Assert.Contains("cannot be written", refused.Message);
            Assert.InRange(acknowledged, 1, 999);
            await AgreesAsync(engine, acknowledged);
            File.Delete(ballast);
            await engine.ApplyAsync(Changes(acknowledged), acknowledged + 1, default);
            await AgreesAsync(engine, acknowledged + 1);
        }
        using var opened = Open();
        await AgreesAsync(opened, acknowledged + 1);
    }

    [SkippableFact]
    public async Task Vectors_wait_for_room_and_the_process_lives_on()
    {
        Skip.IfNot(isMounted, "A small file system cannot be mounted here.");
        var ballast = Path.Combine(folder, "ballast");
        using var engine = Open();
        await engine.ApplyAsync(Changes(0), 1, default);
        await File.WriteAllBytesAsync(ballast, new byte[(Megabytes - 12) << 20]);
        Task<IReadOnlyList<SearchDocument>> LackingAsync() => engine.WithoutVectorsAsync("made-up", 512, Batch, default);
        static DocumentVectors Vectors(SearchDocument of) => new(of.Id, of.Version, [(VectorPart.PublicZh, [.. Enumerable.Range(0, 512).Select(i => (float)i)])]);
        var lacking = await LackingAsync();
        Assert.Equal(Batch, lacking.Count);
        var refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.PutVectorsAsync("made-up", [.. lacking.Select(Vectors)], default));
        Assert.Contains("cannot be written", refused.Message);
        await AgreesAsync(engine, 1);
        File.Delete(ballast);
        await engine.PutVectorsAsync("made-up", [.. (await LackingAsync()).Select(Vectors)], default);
        Assert.Empty(await LackingAsync());
        Assert.Equal(Batch, (await engine.StatusAsync(default)).Vectors);
    }

    private LuceneSearchEngine Open() => new(Path.Combine(folder, "index"), Ranking.Default, Glossary.Empty, TimeProvider.System);

    private static async Task AgreesAsync(LuceneSearchEngine engine, long batches)
    {
        var status = await engine.StatusAsync(default);
        Assert.Equal((batches, batches * Batch), (status.Position, status.Documents));
        Assert.Equal("doc7", (await engine.SearchAsync(new SearchQuery { Text = "n7" }, default)).Hits[0].Document.ShortId);
    }
}
