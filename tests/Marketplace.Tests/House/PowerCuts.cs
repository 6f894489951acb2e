using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Marketplace.Tests.House;

/// <summary>A member writes, an import runs, and again and again the power goes.</summary>
public sealed class PowerCuts(ITestOutputHelper told) : IAsyncLifetime
{
    private const int Saves = 500;
    private const int Rows = 3000;
    private const int Cuts = 10;
    private const string Owner = "海河理工大学";
    private const string Keys = "import:cut-";

    /// <summary>Which cuts end the import as well.</summary>
    private static readonly int[] CutsOfImport = [3, 7];

    private readonly HostProcess site = new();
    private readonly Random chance = new(20_261);
    private readonly List<Draft> drafts = [];
    private WebApplication database = null!;
    private int attempts;
    private int acknowledged;

    /// <summary>Acknowledged while an import was awaited; as many as the machine had time for, so they do not count towards a cut.</summary>
    private int beside;
    private string file = "";

    /// <summary>A draft as its writer knows it.</summary>
    private sealed class Draft(string path, string title)
    {
        public string Path => path;
        public string ShortId => path.Split('/')[^2];
        public string Title => title;

        /// <summary>The summary last acknowledged.</summary>
        public string? Summary { get; set; }

        /// <summary>The summary last sent.</summary>
        public string? Attempt { get; set; }

        /// <summary>The open page's fields; null when it has to be opened again.</summary>
        public List<KeyValuePair<string, string>>? Fields { get; set; }
    }

    [Trait("Pace", "slow")]
    [SkippableFact]
    public async Task Nothing_acknowledged_is_lost_when_the_host_is_killed()
    {
        Skip.If(SiteFactory.PostgresServer is not null, "What a killed PostgreSQL keeps is its own affair; the files of the embedded store and index are looked at here.");
        await site.StartAsync();
        await WriteRowsAsync();
        await SignInAsync(site.Reader);
        var moments = Enumerable.Range(1, Saves - 1).OrderBy(_ => chance.Next()).Take(Cuts).Order().ToList();
        for (var cut = 0; cut < Cuts; cut++)
        {
            while (acknowledged < moments[cut]) { Assert.True(await SaveAsync(), "The host ended by itself."); }
            await CutAsync(ofImport: CutsOfImport.Contains(cut));
            told.WriteLine($"Cut {cut + 1} after {acknowledged} saves and {beside} beside imports; {await ImportedAsync()} rows are in.");
            await site.StartAsync();
            // The cookie from before the cut still says who this is.
            Assert.Equal("/workspace/listings", (await site.Reader.OpenAsync("/workspace/listings")).DocumentElement.GetAttribute("data-address"));
        }
        while (acknowledged < Saves) { Assert.True(await SaveAsync(), "The host ended by itself."); }

        await TheImportIsCompleteAsync();
        await site.KillAsync();
        await site.StartAsync();
        await SignInAsync(site.Visitor);
        await WhatWasAcknowledgedIsThereAsync();
        await TheIndexHasCaughtUpAsync();
        await site.KillAsync();
        var (code, said) = await site.RunToEndAsync("doctor");
        told.WriteLine(said);
        Assert.True(code == 0 && said.Contains("Nothing found.", StringComparison.Ordinal), said);
    }

    private static async Task SignInAsync(Reader reader)
    {
        var page = await reader.OpenAsync("/account/login");
        var form = page.Forms.First(f => f.QuerySelector("input[type=password]") is not null);
        var answer = await reader.SendAsync(form, new Dictionary<string, string> { ["Input.Email"] = "university@example.org", ["Input.Password"] = CitySite.Password });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    /// <summary>Kills the host while it works on a save. Where the import goes too, that is after it has brought in rows and before it has brought in all.</summary>
    private async Task CutAsync(bool ofImport)
    {
        if (!ofImport)
        {
            var last = SaveAsync();
            await site.KillAsync();
            await last;
            return;
        }
        var before = await ImportedAsync();
        var import = StartImport();
        var writing = WriteUntilTheCutAsync();
        while (await ImportedAsync() == before) { Assert.False(import.HasExited || writing.IsCompleted, "The import or the host ended by itself."); }
        import.Kill();
        await site.KillAsync();
        await import.WaitForExitAsync();
        await writing;
        Assert.InRange(await ImportedAsync(), before + 1, Rows - 1);
    }

    private async Task WriteUntilTheCutAsync() { while (await SaveAsync()) { acknowledged--; beside++; } }

    private Process StartImport() => site.Run(ImportArguments).Process;

    private string[] ImportArguments => ["import", file, "--kind", "achievement", "--as", Owner, "--publish"];

    /// <summary>A new draft or a text in one that is there; false where the host went before it answered.</summary>
    private async Task<bool> SaveAsync()
    {
        var number = ++attempts;
        var draft = drafts.Count == 0 || chance.Next(10) == 0 ? null : drafts[chance.Next(drafts.Count)];
        try
        {
            if (draft is null) { await CreateAsync(number); } else { await AutosaveAsync(draft, $"第 {number} 次写下的摘要"); }
            acknowledged++;
            return true;
        }
        // An answer half sent acknowledges nothing.
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            if (draft is not null) { draft.Fields = null; }
            return false;
        }
    }

    private async Task CreateAsync(int number)
    {
        var title = $"停电时写的成果 {number}";
        var page = await site.Reader.OpenAsync("/workspace/listings/new/achievement");
        var form = page.Forms.Single(f => f.QuerySelector("[name='Title.Zh']") is not null);
        var answer = await site.Reader.SendAsync(form, new Dictionary<string, string> { ["Title.Zh"] = title });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        drafts.Add(new Draft(answer.Headers.Location!.OriginalString, title));
    }

    private async Task AutosaveAsync(Draft draft, string summary)
    {
        var fields = draft.Fields ??= await FieldsAsync(draft);
        Set(fields, "Input.Summary.Zh", summary);
        draft.Attempt = summary;
        using var answer = await site.Reader.Browser.PostAsync($"{draft.Path}?handler=Autosave", new FormUrlEncodedContent(fields));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"Autosave answered {(int)answer.StatusCode}: {text}");
        Set(fields, "Input.Version", JsonDocument.Parse(text).RootElement.GetProperty("version").ToString());
        draft.Summary = summary;
    }

    /// <summary>The editor shows what was last acknowledged, or what was under way when the host went.</summary>
    private async Task<List<KeyValuePair<string, string>>> FieldsAsync(Draft draft)
    {
        var page = await site.Reader.OpenAsync(draft.Path);
        var fields = Reader.FieldsOf(page.Forms.Single(f => f.HasAttribute("data-autosave")));
        var shown = fields.Single(f => f.Key == "Input.Summary.Zh").Value;
        Assert.Contains(shown, new[] { draft.Summary ?? "", draft.Attempt ?? "" });
        draft.Summary = shown;
        return fields;
    }

    private static void Set(List<KeyValuePair<string, string>> fields, string name, string value)
    {
        fields.RemoveAll(f => f.Key == name);
        fields.Add(new(name, value));
    }

    private async Task WriteRowsAsync()
    {
        file = Path.Combine(site.Folder, "rows.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(1, Rows).Select(i =>
            $$"""{"id":"cut-{{i}}","title":"导入的成果 {{i}}","text":"第 {{i}} 行的正文，写一种材料和它的用途。","field":"materials","trl":{{(i % 9) + 1}}}"""));
    }

    private Task<int> ImportedAsync() => ReadAsync(db => db.Set<Listing>().CountAsync(l => l.ImportKey!.StartsWith(Keys)));

    private async Task TheImportIsCompleteAsync()
    {
        var before = await ImportedAsync();
        var (code, said) = await site.RunToEndAsync(ImportArguments);
        told.WriteLine(said);
        Assert.True(code == 0, said);
        var rows = await ReadAsync(db => db.Set<Listing>().Where(l => l.ImportKey!.StartsWith(Keys)).Select(l => new { l.Id, l.ImportKey, l.State }).ToListAsync());
        Assert.InRange(before, 2, Rows - 1);
        Assert.Equal(Rows, rows.Count);
        Assert.Equal(Rows, rows.Select(r => r.ImportKey).Distinct().Count());
        Assert.All(rows, r => Assert.Equal(ListingState.Published, r.State));
        var published = await ReadAsync(db => db.Events.Where(e => e.Type == nameof(ListingPublished)).Select(e => e.Subject).ToListAsync());
        var ids = rows.Select(r => r.Id).ToHashSet();
        Assert.Equal(Rows, published.Count(ids.Contains));
    }

    private async Task WhatWasAcknowledgedIsThereAsync()
    {
        var ids = drafts.Select(d => d.ShortId).ToList();
        var kept = (await ReadAsync(db => db.Set<Listing>().AsNoTracking().Where(l => ids.Contains(l.ShortId)).ToListAsync())).ToDictionary(l => l.ShortId, l => l.Draft);
        var lost = new List<string>();
        foreach (var draft in drafts)
        {
            // What was under way at a cut and never acknowledged may be there; the page is asked, as its writer would.
            if (draft.Fields is null) { await FieldsAsync(draft); }
            var found = kept.GetValueOrDefault(draft.ShortId);
            if (found?.Title.Zh != draft.Title || (found.Summary.Zh ?? "") != (draft.Summary ?? "")) { lost.Add($"{draft.Title}: '{draft.Summary}' became '{found?.Summary.Zh}'"); }
        }
        told.WriteLine($"{acknowledged} saves and {beside} beside imports acknowledged of {attempts} tried, in {drafts.Count} drafts; {lost.Count} lost.");
        Assert.Empty(lost);
    }

    private async Task TheIndexHasCaughtUpAsync()
    {
        var listings = await ReadAsync(db => db.Set<Listing>().AsNoTracking().Where(l => l.State == ListingState.Published).ToListAsync());
        var expected = listings.Count(l => l.IsPublic && l.Approved!.Visibility == Visibility.Public) + await ReadAsync(db => db.Set<Organization>().CountAsync());
        var (total, watch) = (-1, Stopwatch.StartNew());
        while (total != expected && watch.Elapsed < TimeSpan.FromMinutes(1))
        {
            total = JsonDocument.Parse(await site.Visitor.Browser.GetStringAsync("/api/v1/search?limit=1")).RootElement.GetProperty("total").GetInt32();
            if (total != expected) { await Task.Delay(100); }
        }
        told.WriteLine($"The index has {total} of {expected}, {watch.Elapsed.TotalSeconds:F1} s after the start.");
        Assert.Equal(expected, total);
    }

    /// <summary>Reads the files that the processes write, from beside them.</summary>
    private async Task<T> ReadAsync<T>(Func<MarketplaceDbContext, Task<T>> read)
    {
        await using var scope = database.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>());
    }

    public Task InitializeAsync()
    {
        database = Site.Build(["--environment=Production", $"--Marketplace:DataDirectory={site.Folder}", .. SiteFactory.Quiet], serving: false);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        site.Dispose();
    }
}
