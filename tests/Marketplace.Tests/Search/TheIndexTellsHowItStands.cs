using System.Globalization;
using AngleSharp.Dom;
using Marketplace.Data;
using Marketplace.Modularity;
using Marketplace.Search;
using Marketplace.Search.Indexing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Search;

public sealed class TheIndexTellsHowItStands(SearchSite site) : IClassFixture<SearchSite>
{
    private ISearchEngine Engine => site.Services.GetRequiredService<ISearchEngine>();

    [Fact]
    public async Task Operators_see_documents_engine_generation_and_what_is_still_to_be_read()
    {
        await site.PublishAsync(SearchSite.Achievement("索引状态样本"));
        await site.IndexedAsync();
        var reader = new Reader(await site.SignedInAsync(await site.PersonAsync(SiteRole.Operator)));
        await site.IndexedAsync();
        var status = await Engine.StatusAsync(default);
        var told = (await reader.OpenAsync("/admin/searches")).QuerySelector("section[aria-labelledby=index]")!;
        Assert.Contains($"{status.Documents}可搜索的信息和单位", Squeezed(told));
        Assert.Contains("0待读取的事件", Squeezed(told));
        Assert.Contains($"lucene{status.Generation}", Squeezed(told));
        Assert.DoesNotContain("语义向量", told.TextContent);
        Assert.Contains("events still to be read", (await reader.OpenAsync("/en/admin/searches")).QuerySelector("section[aria-labelledby=index]")!.TextContent);
    }

    [Fact]
    public async Task The_doctor_says_it_too()
    {
        await site.PublishAsync(SearchSite.Achievement("医生样本"));
        await site.IndexedAsync();
        await site.InScopeAsync(async services =>
        {
            var check = services.GetServices<IDoctorCheck>().Single(c => c.Name == "search index");
            await check.FindAsync(default).ToListAsync();
            var status = await Engine.StatusAsync(default);
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"lucene {status.Generation}: {status.Documents} documents, "), check.Seen);
            Assert.EndsWith(" events still to be read", check.Seen);
            var positions = await services.GetRequiredService<MarketplaceDbContext>().Events.OrderByDescending(e => e.Position).Select(e => e.Position).Take(3).ToListAsync();
            var feed = services.GetRequiredService<IndexFeed>();
            Assert.Equal((2, 0), (await feed.LagAsync(positions[2], default), await feed.LagAsync(positions[0], default)));
        });
    }

    private static string Squeezed(IElement of) => string.Concat(of.TextContent.Where(c => !char.IsWhiteSpace(c)));
}
