using Marketplace.Web;
using Microsoft.AspNetCore.Builder;

namespace Marketplace.Tests.Search;

public sealed class SettingsAreChecked
{
    [Theory]
    [InlineData("Search:Engine", "Solr")]
    [InlineData("Search:Synonyms", "/no/such/folder")]
    [InlineData("Search:Alerts:MostInMail", "0")]
    [InlineData("Search:Alerts:MinutesBetween", "-1")]
    [InlineData("Search:Statistics:MonthsKept", "0")]
    [InlineData("Search:Statistics:SecondsBetweenWrites", "100000")]
    public async Task A_wrong_setting_of_the_search_stops_the_start_and_names_its_key(string key, string value)
    {
        var folder = Directory.CreateTempSubdirectory("marketplace-settings-").FullName;
        try
        {
            var problem = await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await using var app = Site.Build(["--environment=Production", "--urls=http://127.0.0.1:0", $"--Marketplace:DataDirectory={folder}", .. SiteFactory.Quiet, $"--{key}={value}"], serving: true);
                await app.StartAsync();
            });
            Assert.Contains(key, problem.Message);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
