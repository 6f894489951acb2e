using System.Net;
using Marketplace.Listings;
using Marketplace.Modularity;
using Marketplace.Tests.Accounts;

namespace Marketplace.Tests.Listings;

public sealed class Reviewing(ListingSite site) : IClassFixture<ListingSite>
{
    private async Task<(Listing Listing, Marketplace.Accounts.Person Author, HttpClient Browser)> SubmittedAsync()
    {
        var (organization, person, browser) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person);
        await site.ChangeAsync(listing, l => l.Submit(true, site.Clock.GetUtcNow()));
        return (await site.LoadAsync(listing), person, browser);
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient operator_, Listing listing, string decision, params (string, string)[] fields) =>
        ListingSite.PressAsync(operator_, $"/admin/review/{listing.ShortId}", $"/admin/review/{listing.ShortId}/{decision}", [("Version", $"{listing.Version}"), .. fields]);

    [Fact]
    public async Task A_refused_listing_returns_to_draft_with_its_reasons()
    {
        var (listing, author, writer) = await SubmittedAsync();
        var operator_ = await site.OperatorAsync();
        await DecideAsync(operator_, listing, "refusal", ("Reasons", "BenefitUnclear"), ("Reasons", "DescriptionUnclear"), ("Text", "证据里至少一行填上对照值。"));
        Assert.Equal(ListingState.Draft, (await site.LoadAsync(listing)).State);
        var editor = await AccountSite.TextAsync(await writer.GetAsync(ListingSite.EditPath(listing)));
        Assert.Contains("好处不清楚", editor);
        Assert.Contains("描述不清楚", editor);
        Assert.Contains("证据里至少一行填上对照值。", editor);
        Assert.Contains("被退回", await AccountSite.TextAsync(await writer.GetAsync("/workspace")));
        var mail = (await site.MailToAsync(author.Email)).Single();
        Assert.Contains("好处不清楚", mail.Text);
        Assert.Contains("证据里至少一行填上对照值。", mail.Text);
    }

    [Fact]
    public async Task An_approved_listing_is_public_and_its_author_hears_of_it()
    {
        var (listing, author, _) = await SubmittedAsync();
        await DecideAsync(await site.OperatorAsync(), listing, "approval");
        var approved = await site.LoadAsync(listing);
        Assert.Equal((ListingState.Published, 1), (approved.State, approved.ApprovedNumber));
        Assert.Contains("已发布", (await site.MailToAsync(author.Email)).Single().Subject);
    }

    [Fact]
    public async Task Of_two_operators_the_second_is_told_and_nothing_is_decided_twice()
    {
        var (listing, author, _) = await SubmittedAsync();
        var (first, second) = (await site.OperatorAsync(), await site.OperatorAsync());
        await DecideAsync(first, listing, "approval");
        var late = await DecideAsync(second, listing, "refusal", ("Reasons", "Duplicate"));
        Assert.Contains("已由他人处理", await AccountSite.TextAsync(await second.GetAsync(late.Headers.Location)));
        Assert.Equal(ListingState.Published, (await site.LoadAsync(listing)).State);
        Assert.Single(await site.MailToAsync(author.Email));
    }

    [Fact]
    public async Task A_text_that_changed_under_the_reviewer_is_not_approved()
    {
        var (listing, _, _) = await SubmittedAsync();
        await site.ChangeAsync(listing, l => { l.Edit(ListingSite.Whole with { Summary = new Bilingual("偷换的摘要。") }, site.Clock.GetUtcNow()); l.Submit(true, site.Clock.GetUtcNow()); });
        var operator_ = await site.OperatorAsync();
        var late = await DecideAsync(operator_, listing, "approval");
        Assert.Contains("内容在您打开之后有变化", await AccountSite.TextAsync(await operator_.GetAsync(late.Headers.Location)));
        Assert.Equal(ListingState.InReview, (await site.LoadAsync(listing)).State);
    }

    [Fact]
    public async Task A_refusal_without_reason_is_told_so_and_keeps_the_text()
    {
        var (listing, _, _) = await SubmittedAsync();
        var answer = await DecideAsync(await site.OperatorAsync(), listing, "refusal", ("Text", "写了半天的意见"));
        var page = await AccountSite.TextAsync(answer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("请至少选择一条退回理由", page);
        Assert.Contains("写了半天的意见", page);
    }

    [Fact]
    public async Task A_change_is_shown_against_the_last_approved_version()
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, published: true);
        await site.ChangeAsync(listing, l => { l.Edit(ListingSite.Whole with { Summary = new Bilingual("副产废酸资源化率 98% 以上，产品符合饮水净化用标准。", ListingSite.Whole.Summary.En) }, site.Clock.GetUtcNow()); l.Submit(true, site.Clock.GetUtcNow()); });
        var html = await (await site.OperatorAsync()).GetStringAsync($"/admin/review/{listing.ShortId}");
        Assert.Equal(1, html.Split("class=\"diff\"").Length - 1);
        Assert.Contains("<del>95%</del>", html);
        Assert.Contains("<ins>98%</ins>", html);
    }

    [Fact]
    public async Task A_first_submission_is_shown_whole_in_one_column_with_its_pictures()
    {
        var (organization, person, _) = await site.WriterAsync();
        var picture = Guid.CreateVersion7();
        var listing = await site.ListingAsync(organization, person, ListingSite.Whole with { Pictures = [new Picture(picture, new Bilingual("中试线全景"))] });
        await site.ChangeAsync(listing, l => l.Submit(true, site.Clock.GetUtcNow()));
        var html = WebUtility.HtmlDecode(await (await site.OperatorAsync()).GetStringAsync($"/admin/review/{listing.ShortId}"));
        Assert.Contains("首次提交", html);
        Assert.DoesNotContain("class=\"diff\"", html);
        Assert.DoesNotContain("<span class=\"quiet\">空</span>", html);
        Assert.Contains($"/media/{Data.ShortId.From(picture)}/card.webp", html);
        Assert.Contains("中试线全景", html);
    }

    [Fact]
    public async Task A_resubmission_says_so_and_shows_what_changed_since_it_was_returned()
    {
        var (listing, _, _) = await SubmittedAsync();
        var operator_ = await site.OperatorAsync();
        await DecideAsync(operator_, listing, "refusal", ("Reasons", "BenefitUnclear"));
        await site.ChangeAsync(listing, l => { l.Edit(ListingSite.Whole with { Summary = new Bilingual("副产废酸资源化率 98% 以上，产品符合饮水净化用标准。", ListingSite.Whole.Summary.En) }, site.Clock.GetUtcNow()); l.Submit(true, site.Clock.GetUtcNow()); });
        var html = WebUtility.HtmlDecode(await operator_.GetStringAsync($"/admin/review/{listing.ShortId}"));
        Assert.Contains("第 2 次提交", html);
        Assert.Contains("改了 1 处", html);
        Assert.DoesNotContain("首次提交", html);
        Assert.Equal(1, html.Split("class=\"diff\"").Length - 1);
        Assert.Contains("<ins>98%</ins>", html);
        Assert.Contains("全部内容", html);
    }

    [Fact]
    public async Task The_queue_is_for_operators_only_and_oldest_first()
    {
        var (older, _, writer) = await SubmittedAsync();
        var (newer, _, _) = await SubmittedAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.GetAsync("/admin/review")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await site.Browser().GetAsync("/admin/review")).StatusCode);
        var html = await (await site.OperatorAsync()).GetStringAsync("/admin/review");
        Assert.True(html.IndexOf(older.ShortId, StringComparison.Ordinal) < html.IndexOf(newer.ShortId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_listings_leave_as_CSV_that_a_spreadsheet_does_not_run()
    {
        var (organization, person, _) = await site.WriterAsync();
        var listing = await site.ListingAsync(organization, person, ListingSite.Whole with { Title = new Bilingual("=HYPERLINK(\"http://x\",\"y\")") });
        var operator_ = await site.OperatorAsync();
        var csv = await operator_.GetStringAsync($"/admin/listings?q={listing.ShortId}&handler=Csv");
        Assert.Contains($"{listing.ShortId},", csv);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"", csv);
        Assert.Contains(listing.ShortId, await operator_.GetStringAsync($"/admin/listings?q={listing.ShortId}"));
    }
}
