namespace Marketplace.Tests.House;

/// <summary>The program as a person at a terminal meets it.</summary>
public sealed class VerbsSayWhatIsWrong : IAsyncLifetime
{
    private readonly HostProcess site = new();

    public Task InitializeAsync() => site.StartAsync();

    public Task DisposeAsync()
    {
        site.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Beside_a_running_site_and_after_it_was_killed()
    {
        var archive = Path.Combine(Directory.CreateTempSubdirectory("marketplace-archive-").FullName, "backup.zip");
        await FailsAsync("Another site runs on", "serve");
        await FailsAsync("is in use by another program", "serve", $"--Marketplace:DataDirectory={site.Folder}-other");
        await FailsAsync("improt", "improt", "file.csv");
        await FailsAsync("There is no directory", "backup", Path.Combine(site.Folder, "nowhere", "backup.zip"));
        await FailsAsync("There is no file", "restore", archive);
        await WorksAsync("rows of", "backup", archive);
        await FailsAsync("is there already", "backup", archive);
        await FailsAsync("A site runs on", "restore", archive, "--replace");
        await WorksAsync("rows in", "export", "--kind", "achievement", "--out", archive + ".jsonl");
        Assert.True(File.ReadLines(archive + ".jsonl").Count() > 50);
        await site.KillAsync();
        await FailsAsync("is not empty", "restore", archive);
        await WorksAsync("indexed", "restore", archive, "--replace");
        await WorksAsync("Nothing found", "doctor");
        await FailsAsync("Too little feedback yet: 0 right and 0 wrong", "evaluate", "--feedback", "--fit");
        Directory.Delete(Path.GetDirectoryName(archive)!, recursive: true);
    }

    private async Task FailsAsync(string because, params string[] verb)
    {
        var (code, said) = await site.RunToEndAsync(verb);
        Assert.True(code != 0 && Plain(said).Contains(Plain(because), StringComparison.Ordinal) && !said.Contains("   at ", StringComparison.Ordinal), $"{string.Join(' ', verb)} ended with {code} and said: {said}");
    }

    private async Task WorksAsync(string told, params string[] verb)
    {
        var (code, said) = await site.RunToEndAsync(verb);
        Assert.True(code == 0 && Plain(said).Contains(Plain(told), StringComparison.Ordinal), $"{string.Join(' ', verb)} ended with {code} and said: {said}");
    }

    /// <summary>A terminal of no width breaks lines anywhere.</summary>
    private static string Plain(string said) => string.Concat(said.Where(c => !char.IsWhiteSpace(c)));
}
