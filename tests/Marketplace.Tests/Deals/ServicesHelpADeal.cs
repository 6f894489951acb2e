using Marketplace.Accounts;
using Marketplace.Deals;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.Deals;

public sealed class ServicesHelpADeal(DealsSite site) : IClassFixture<DealsSite>
{
    private static ServiceContent Service(string title, params string[] kinds) => new() { Title = new Bilingual(title), ServiceKinds = kinds };

    private async Task IndexedAsync()
    {
        var last = await site.WithDatabaseAsync(db => db.Events.MaxAsync(e => e.Position));
        for (var tries = 0; (await site.Services.GetRequiredService<ISearchEngine>().StatusAsync(default)).Position < last; tries++)
        {
            Assert.True(tries < 600, "The index does not keep up.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task Both_sides_of_an_enquiry_find_services_of_third_parties_that_evaluate_finance_and_protect()
    {
        var (owner, asker, agency) = (await site.MemberAsync("海河化工大学"), await site.MemberAsync("滨海石化"), await site.MemberAsync("评价中心"));
        for (var i = 0; i < 5; i++) { await site.ListingAsync(agency, Service($"农业科技成果评价第{i}种", "evaluation")); }
        var near = await site.ListingAsync(agency, Service("废硫酸再生类技术评价", "evaluation", "consulting"));
        for (var i = 0; i < 5; i++) { await site.ListingAsync(agency, Service($"会计代理第{i}种", "tax")); }
        var patents = await site.ListingAsync(agency, Service("专利挖掘与布局", "ip"));
        await site.ListingAsync(owner, Service("废硫酸再生工艺自己的知识产权服务", "ip"));
        await site.ListingAsync(asker, Service("废硫酸再生工艺融资", "finance"));
        var enquiry = await DealsSite.AskAsync(asker, await site.ListingAsync(owner));
        await IndexedAsync();
        foreach (var member in new[] { owner, asker })
        {
            var page = await DealsSite.ReadAsync(member.Browser, $"/workspace/enquiries/{enquiry}");
            Assert.Contains($"href=\"{near.Path}\"", page);
            Assert.Contains($"href=\"{patents.Path}\"", page);
            // Three of a kind, the nearest first, and the way to all of them.
            Assert.True(page.IndexOf("废硫酸再生类技术评价", StringComparison.Ordinal) < page.IndexOf("农业科技成果评价第", StringComparison.Ordinal));
            Assert.Equal(2, page.Split(">农业科技成果评价第").Length - 1);
            Assert.Contains("href=\"/services?service=evaluation\"", page);
            Assert.DoesNotContain("会计代理", page);
            // Of third parties, so the two sides' own are not among them, and of a kind without others nothing is said.
            Assert.DoesNotContain("自己的知识产权服务", page);
            Assert.DoesNotContain("service=finance", page);
        }
        Assert.Contains("Services that may help you come to terms", await DealsSite.ReadAsync(owner.Browser, $"/en/workspace/enquiries/{enquiry}"));
        await DealsSite.SendAsync(owner.Browser, $"/workspace/enquiries/{enquiry}", [], $"/workspace/enquiries/{enquiry}/closure");
        Assert.DoesNotContain("/services?service=", await DealsSite.ReadAsync(owner.Browser, $"/workspace/enquiries/{enquiry}"));
    }

    [Fact]
    public async Task An_enquiry_about_a_service_asks_for_no_other()
    {
        var (agency, asker, other) = (await site.MemberAsync("知识产权所"), await site.MemberAsync("问服务的公司"), await site.MemberAsync("另一家所"));
        await site.ListingAsync(other, Service("专利导航", "ip"));
        var enquiry = await DealsSite.AskAsync(asker, await site.ListingAsync(agency, Service("专利代理", "ip")), text: "代理一件发明专利要多久？");
        await IndexedAsync();
        Assert.DoesNotContain("专利导航", await DealsSite.ReadAsync(asker.Browser, $"/workspace/enquiries/{enquiry}"));
    }
}
