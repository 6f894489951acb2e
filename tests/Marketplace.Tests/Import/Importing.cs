using Marketplace.Listings;
using Marketplace.Listings.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Import;

public sealed class Importing(CitySite site) : IClassFixture<CitySite>
{
    [Fact]
    public async Task Refused_rows_are_named_with_line_and_reason_and_the_others_come_in_once()
    {
        var file = await WriteAsync("rows.jsonl", """
            {"id":"a","title":"第一项成果","text":"正文。","field":"materials","trl":5}
            {"id":"b","text":"没有标题"}
            not json
            {"id":"c","title":"TRL 越界","trl":12}
            {"id":"d","title":"领域不存在","field":"alchemy"}

            {"id":"a","title":"同一个编号"}
            {"id":"e","title":"A result in English","text":"Some text.","keywords":["one","two"]}
            """);
        var first = await ImportAsync(file);
        Assert.Equal(2, first.Added);
        Assert.Equal([2, 3, 4, 5, 7], first.Refused.Select(r => r.Line));
        Assert.Contains("no title", first.Refused[0].Reason);
        Assert.Contains("not JSON", first.Refused[1].Reason);
        Assert.Contains("from 1 to 9", first.Refused[2].Reason);
        Assert.Contains("alchemy", first.Refused[3].Reason);
        var second = await ImportAsync(file);
        Assert.Equal((0, 2), (second.Added, second.AlreadyThere));
    }

    [Fact]
    public async Task A_text_goes_into_the_language_that_it_is_written_in()
    {
        await ImportAsync(await WriteAsync("languages.jsonl", """
            {"id":"zh-1","title":"锂电池快充材料","abstract":"一种材料。"}
            {"id":"en-1","title":"Fast charging material","abstract":"A material."}
            """));
        var titles = await site.WithDatabaseAsync(db => db.Set<Listing>().Where(l => l.ImportKey == "import:zh-1" || l.ImportKey == "import:en-1").OrderBy(l => l.ImportKey).Select(l => l.Title).ToListAsync());
        Assert.Equal([("Fast charging material", null), (null, "锂电池快充材料")], titles.Select(t => (t.En, t.Zh)));
    }

    [Fact]
    public async Task CSV_with_quotes_lines_and_fifty_columns_is_read()
    {
        var columns = string.Join(',', Enumerable.Range(0, 50).Select(i => $"column{i}"));
        var file = await WriteAsync("wide.csv", $"id,名称,简介,{columns}\nx1,\"含，逗号与\"\"引号\"\"的名称\",\"第一行\n第二行\",{string.Join(',', Enumerable.Repeat("v", 50))}\nx2,,没有名称\n");
        var report = await ImportAsync(file);
        Assert.Equal(1, report.Added);
        Assert.Equal(4, Assert.Single(report.Refused).Line);
    }

    [Fact]
    public async Task A_JSON_array_names_the_line_of_each_row()
    {
        var report = await ImportAsync(await WriteAsync("array.json", "[\n  {\"id\":\"j1\",\"title\":\"甲\"},\n  {\n    \"id\":\"j2\"\n  },\n  7\n]"));
        Assert.Equal(1, report.Added);
        Assert.Equal([3, 6], report.Refused.Select(r => r.Line));
    }

    [Fact]
    public async Task A_dry_run_saves_nothing()
    {
        var file = await WriteAsync("dry.jsonl", """{"id":"dry-1","title":"试运行"}""");
        Assert.Equal(1, (await ImportAsync(file, dryRun: true)).Added);
        Assert.False(await site.WithDatabaseAsync(db => db.Set<Listing>().AnyAsync(l => l.ImportKey == "import:dry-1")));
    }

    private async Task<ImportReport> ImportAsync(string file, bool dryRun = false)
    {
        var import = site.Services.GetRequiredService<ListingImport>();
        var owner = await import.FindOrganizationAsync("海河理工大学", default);
        var mapping = new RowMapping(ListingKind.Achievement, new Dictionary<string, string>(), new Dictionary<string, string>(), site.Services.GetRequiredService<Taxonomies>());
        return await import.RunAsync(RowReader.Read(file), mapping, owner.Id, publish: true, dryRun, _ => { }, default);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(site.Folder, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }
}
