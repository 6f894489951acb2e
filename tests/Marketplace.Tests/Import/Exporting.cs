using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Listings.Import;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Import;

public sealed class Exporting(CitySite site) : IClassFixture<CitySite>
{
    [Theory]
    [InlineData(ListingKind.Achievement)]
    [InlineData(ListingKind.Demand)]
    [InlineData(ListingKind.Service)]
    public async Task What_is_exported_is_imported_with_every_field(ListingKind kind)
    {
        var rows = await Export.ReadAsync(kind, default).ToListAsync();
        Assert.NotEmpty(rows);
        var file = await WriteAsync($"{kind}.jsonl", to => ListingExport.WriteLinesAsync(Export.ReadAsync(kind, default), to, default));
        var report = await ImportAsync(file, kind, owner: 0);
        Assert.Empty(report.Refused);
        Assert.Equal(rows.Count, report.Added);
        var imported = await ImportedAsync(rows, owner: 0);
        foreach (var row in rows) { Assert.Equal(JsonTextOptions.Write(row.Content), JsonTextOptions.Write(imported["import:" + row.Id])); }
    }

    [Fact]
    public async Task A_table_brings_the_texts_and_codes_that_it_has()
    {
        var rows = await Export.ReadAsync(ListingKind.Demand, default).ToListAsync();
        var file = await WriteAsync("demands.csv", to => ListingExport.WriteTableAsync(Export.ReadAsync(ListingKind.Demand, default), to, default));
        var report = await ImportAsync(file, ListingKind.Demand, owner: 1);
        Assert.Empty(report.Refused);
        var imported = await ImportedAsync(rows, owner: 1);
        foreach (var (row, read) in rows.Select(r => (r, (DemandContent)imported["import:" + r.Id])))
        {
            var was = (DemandContent)row.Content;
            Assert.Equal((was.Title, was.Summary, was.Region, was.Industry, was.Deadline, was.TrlAtLeast), (read.Title, read.Summary, read.Region, read.Industry, read.Deadline, read.TrlAtLeast));
            Assert.Equal([.. was.Fields, .. was.Cooperation, .. was.Keywords.Zh, .. was.Keywords.En], [.. read.Fields, .. read.Cooperation, .. read.Keywords.Zh, .. read.Keywords.En]);
        }
    }

    [Fact]
    public async Task What_is_not_for_everybody_is_not_exported()
    {
        var hidden = await site.WithDatabaseAsync(db => db.Set<Listing>().Where(l => l.Kind == ListingKind.Demand && (l.State != ListingState.Published || l.Visibility != Visibility.Public)).Select(l => l.ShortId).ToListAsync());
        var rows = await Export.ReadAsync(ListingKind.Demand, default).ToListAsync();
        Assert.Empty(rows.Select(r => r.Id).Intersect(hidden));
        Assert.All(rows, r => Assert.All(r.Content.Blocks, b => Assert.Equal(Stage.Teaser, b.Stage)));
        Assert.All(rows.Where(r => r.Content is DemandContent { Anonymous: true }), r => Assert.Null(r.Organization));
    }

    [Fact]
    public async Task Content_of_another_kind_or_with_unknown_codes_is_refused()
    {
        var file = Path.Combine(site.Folder, "wrong.jsonl");
        await File.WriteAllTextAsync(file, """
            {"id":"w1","content":{"$kind":"service","title":{"zh":"服务"}}}
            {"id":"w2","content":{"$kind":"demand","title":{"zh":"需求"},"fields":["alchemy"]}}
            {"id":"w3","content":{"$kind":"demand","title":{}}}
            {"id":"w4","content":{"$kind":"demand","title":{"zh":7}}}
            """);
        var report = await ImportAsync(file, ListingKind.Demand, owner: 0);
        Assert.Equal([1, 2, 3, 4], report.Refused.Select(r => r.Line));
    }

    [Fact]
    public async Task Organizations_are_written_as_a_recipe_that_can_be_run()
    {
        var file = await WriteAsync("organizations.json", to => site.Services.GetRequiredService<OrganizationExport>().WriteAsync(to, default));
        var said = new List<string>();
        await Web.Commands.Seed.RunAsync(site.Services, file, said.Add, default);
        using var recipe = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.True(recipe.RootElement.GetProperty("steps")[0].GetProperty("organizations").GetArrayLength() > 10);
        Assert.Contains(said, line => line.Contains("organizations", StringComparison.Ordinal));
    }

    private ListingExport Export => site.Services.GetRequiredService<ListingExport>();

    private async Task<Dictionary<string, ListingContent>> ImportedAsync(List<ExportedListing> rows, int owner)
    {
        var (keys, organization) = (rows.ConvertAll(r => "import:" + r.Id), await OrganizationAsync(owner));
        return await site.WithDatabaseAsync(db => db.Set<Listing>().Where(l => l.Organization == organization && keys.Contains(l.ImportKey!)).ToDictionaryAsync(l => l.ImportKey!, l => l.Approved!));
    }

    private async Task<ImportReport> ImportAsync(string file, ListingKind kind, int owner)
    {
        var mapping = new RowMapping(kind, new Dictionary<string, string>(), new Dictionary<string, string>(), site.Services.GetRequiredService<Taxonomies>());
        return await site.Services.GetRequiredService<ListingImport>().RunAsync(RowReader.Read(file), mapping, await OrganizationAsync(owner), publish: true, dryRun: false, _ => { }, default);
    }

    private Task<Guid> OrganizationAsync(int number) =>
        site.WithDatabaseAsync(db => db.Set<Organization>().Where(o => o.VerifiedUntil != null).OrderBy(o => o.Id).Select(o => o.Id).Skip(number).FirstAsync());

    private async Task<string> WriteAsync(string name, Func<Stream, Task> write)
    {
        var file = Path.Combine(site.Folder, name);
        await using var to = File.Create(file);
        await write(to);
        return file;
    }
}
