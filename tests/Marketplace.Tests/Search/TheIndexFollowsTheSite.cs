using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search;

/// <summary>Listings of the real database, found and lost again by the real index behind the real pages.</summary>
public sealed class TheIndexFollowsTheSite(SiteFactory site) : IClassFixture<SiteFactory>
{
    private static AchievementContent Content(string title) => new()
    {
        Title = new Bilingual(title, "English " + title), Summary = new Bilingual("摘要", "Summary"), Fields = ["new-it.ai"], Region = "120116", Trl = 7,
        Blocks = [new TextBlock(BlockKind.Description, Stage.Teaser, new Bilingual(new string('文', 80), "Text")), new TextBlock(BlockKind.Description, Stage.Nda, new Bilingual("绝密工艺参数"))],
    };

    private Task<Guid> PublishAsync(string title, int daysAgo = 0, params string[] fields) => site.WithDatabaseAsync(async db =>
    {
        var now = DateTimeOffset.UtcNow.AddDays(-daysAgo);
        var organization = await db.Set<Organization>().FirstOrDefaultAsync() ?? db.Add(new Organization(new Bilingual("测试大学", "Test University"), OrganizationKind.University, new ForeignRegistration("DE", "HRB 1", null), now)).Entity;
        var listing = new Listing(organization.Id, fields.Length == 0 ? Content(title) : Content(title) with { Fields = fields }, null, now);
        listing.Submit(organizationIsVerified: true, now);
        listing.Approve(null, now);
        db.Add(listing);
        await db.SaveChangesAsync();
        return listing.Id;
    });

    private async Task<JsonElement> SearchAsync(string query) => await site.Browser().GetFromJsonAsync<JsonElement>("/api/v1/search?" + query);

    private async Task<int> TotalAsync(string text) => (await SearchAsync("q=" + Uri.EscapeDataString($"“{text}”"))).GetProperty("total").GetInt32();

    [Fact]
    public async Task A_published_listing_is_found_and_a_withdrawn_one_is_gone()
    {
        var id = await PublishAsync("量子点显示背光膜");
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("量子点显示") == 1, "the published listing is found");
        Assert.Equal(0, await TotalAsync("绝密工艺参数"));
        var page = WebUtility.HtmlDecode(await site.Browser().GetStringAsync("/achievements?q=" + Uri.EscapeDataString("量子点")));
        Assert.Contains("<mark>量子点</mark>", page);
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Listing>().SingleAsync(l => l.Id == id)).Withdraw(DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("量子点显示") == 0, "the withdrawn listing is gone");
    }

    [Fact]
    public async Task An_organization_is_found_from_its_first_verification_on()
    {
        var id = await site.WithDatabaseAsync(async db =>
        {
            var made = db.Add(new Organization(new Bilingual("渤海深蓝仪器", "Bohai Instruments"), OrganizationKind.Enterprise, new ForeignRegistration("DE", "HRB 77", null), DateTimeOffset.UtcNow)).Entity;
            await db.SaveChangesAsync();
            return made.Id;
        });
        await PublishAsync("后来发布的成果");
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("后来发布的成果") == 1, "the index has read on");
        Assert.Equal(0, await TotalAsync("渤海深蓝"));
        await site.WithDatabaseAsync(async db =>
        {
            var organization = await db.Set<Organization>().Include(o => o.Verifications).SingleAsync(o => o.Id == id);
            organization.SubmitForVerification(null, [], DateTimeOffset.UtcNow);
            organization.Verify(null, DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("渤海深蓝") == 1, "the verified organization is found");
        await site.WithDatabaseAsync(async db =>
        {
            (await db.Set<Organization>().Include(o => o.Verifications).SingleAsync(o => o.Id == id)).ExpireVerification(DateTimeOffset.UtcNow.AddYears(2));
            return await db.SaveChangesAsync();
        });
        await site.Services.GetRequiredService<Reindexing>().RunAsync(null, default);
        Assert.Equal(1, await TotalAsync("渤海深蓝"));
    }

    [Fact]
    public async Task An_index_made_anew_says_what_the_database_says()
    {
        await PublishAsync("超临界萃取装置");
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("超临界萃取") == 1, "the published listing is found");
        var engine = site.Services.GetRequiredService<ISearchEngine>();
        var before = await engine.StatusAsync(default);
        await site.Services.GetRequiredService<Reindexing>().RunAsync(null, default);
        var after = await engine.StatusAsync(default);
        Assert.NotEqual(before.Generation, after.Generation);
        Assert.Equal(1, await TotalAsync("超临界萃取"));
    }

    [Fact]
    public async Task A_list_without_words_begins_with_the_newest_and_shows_the_field_that_was_asked_for()
    {
        await PublishAsync("先发布的成果", 2, "materials.metal", "ocean.ships");
        await PublishAsync("后发布的成果", 0, "materials.metal", "ocean.ships");
        await SiteFactory.EventuallyAsync(async () => await TotalAsync("发布的成果") == 2, "both are found");
        var page = WebUtility.HtmlDecode(await site.Browser().GetStringAsync("/achievements?field=ocean"));
        Assert.True(page.IndexOf("后发布的成果", StringComparison.Ordinal) < page.IndexOf("先发布的成果", StringComparison.Ordinal));
        Assert.Contains("<option value=\"newest\" selected", page);
        Assert.DoesNotContain("value=\"relevance\"", page);
        Assert.Contains("<span class=\"tag\">ocean.ships</span>", page);
        Assert.DoesNotContain("<span class=\"tag\">materials.metal</span>", page);
        Assert.Contains("<option value=\"relevance\" selected", await site.Browser().GetStringAsync("/achievements?q=a"));
    }

    [Theory]
    [InlineData("/search")]
    [InlineData("/achievements")]
    [InlineData("/demands")]
    [InlineData("/services")]
    [InlineData("/organizations")]
    [InlineData("/en/search?q=nothing+has+this+zzqqx")]
    [InlineData("/achievements?field=bio&trl=7-9&sort=price&cursor=&kind=rubbish&region=%00")]
    [InlineData("/search?q=%22%22+-&sort=nonsense&trl_min=x")]
    public async Task Every_list_answers_with_one_heading(string path)
    {
        var answer = await site.Browser().GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, page.Split("<h1").Length);
    }

    [Fact]
    public async Task A_wrong_cursor_leads_a_reader_to_the_first_page()
    {
        var answer = await site.Browser().GetAsync("/en/search?q=film&cursor=rubbish");
        Assert.Equal((HttpStatusCode.Redirect, "/en/search?q=film"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("kind=unknown")]
    [InlineData("sort=upwards")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("trl_min=10")]
    [InlineData("cursor=rubbish")]
    public async Task The_API_says_what_is_wrong_with_a_request(string query)
    {
        var answer = await site.Browser().GetAsync("/api/v1/search?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(query[..query.IndexOf('=')], out _));
    }

    [Fact]
    public async Task While_the_engine_is_away_the_database_answers()
    {
        await PublishAsync("微流控芯片封装");
        await site.InScopeAsync(async services =>
        {
            var result = await services.GetRequiredService<DatabaseSearch>().SearchAsync(new SearchQuery { Text = "微流控" }, default);
            Assert.True(result.FromDatabase);
            Assert.Single(result.Hits);
        });
    }
}
