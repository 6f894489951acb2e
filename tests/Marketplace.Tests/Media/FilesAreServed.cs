using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Marketplace.Accounts;
using Marketplace.Media;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using SixLabors.ImageSharp;

namespace Marketplace.Tests.Media;

public sealed class FilesAreServed(MediaSite site) : IClassFixture<MediaSite>
{
    [Fact]
    public async Task A_picture_on_a_public_page_is_served_once_and_for_ever()
    {
        var file = (await site.SaveImageAsync(Samples.Photograph(), "a.jpg")).File!;
        using var visitor = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(MediaUrls.Picture(file.Id, Rendition.Card))).StatusCode);

        await site.AttachAsync(file, shown: true);
        foreach (var url in new[] { MediaUrls.Picture(file.Id, Rendition.Card), $"/media/{file.Id}/page.jpg", "/en" + MediaUrls.Picture(file.Id, Rendition.Full) })
        {
            var answer = await visitor.GetAsync(url);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", Raw(answer, "Cache-Control"));
            Assert.Equal("nosniff", Raw(answer, "X-Content-Type-Options"));
            var again = new HttpRequestMessage(HttpMethod.Get, url);
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            Assert.Equal(HttpStatusCode.NotModified, (await visitor.SendAsync(again)).StatusCode);
        }
        foreach (var wrong in new[] { "card.png", "other.webp", "card", "card.webp.exe", "..%2f..%2fcard.webp" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/media/{file.ShortId}/{wrong}")).StatusCode);
        }
    }

    [Fact]
    public async Task Many_visitors_at_once_wait_for_one_rendering()
    {
        var file = (await site.SaveImageAsync(Samples.Png(700, 500), "a.png")).File!;
        await site.AttachAsync(file, shown: true);
        using var visitor = site.Browser();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => visitor.GetAsync(MediaUrls.Picture(file.Id, Rendition.Page))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }

    [Fact]
    public async Task A_file_is_there_only_for_its_organization_and_operators_until_a_rule_opens_it()
    {
        var organization = await site.OrganizationAsync();
        var (colleague, stranger, operators) = (await site.MemberAsync(organization), await site.MemberAsync(await site.OrganizationAsync()), await site.MemberAsync(siteRole: SiteRole.Operator));
        var file = (await site.SaveAttachmentAsync(Samples.Pdf(), "方案.pdf", new FileOwner(organization, Guid.CreateVersion7()))).File!;
        var url = MediaUrls.Download(file);
        using var visitor = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Browser.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await operators.Browser.GetAsync(url)).StatusCode);
        var answer = await colleague.Browser.GetAsync(url);
        Assert.Equal(Samples.Pdf(), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("方案.pdf", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Raw(answer, "X-Content-Type-Options"));
        Assert.Contains("no-store", Raw(answer, "Cache-Control"));

        await site.AttachAsync(file, shown: true);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_part_of_a_download_can_be_asked_for()
    {
        var member = await site.MemberAsync();
        var file = (await site.SaveAttachmentAsync(Samples.Pdf(new string('x', 5000)), "a.pdf", member.Owner)).File!;
        var request = new HttpRequestMessage(HttpMethod.Get, MediaUrls.Download(file)) { Headers = { Range = new RangeHeaderValue(5, 7) } };
        var answer = await member.Browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("1.7", await answer.Content.ReadAsStringAsync());
        var beyond = new HttpRequestMessage(HttpMethod.Get, MediaUrls.Download(file)) { Headers = { Range = new RangeHeaderValue(500_000, null) } };
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await member.Browser.SendAsync(beyond)).StatusCode);
    }

    [Fact]
    public async Task A_visitor_who_downloads_a_picture_does_not_learn_where_it_was_taken()
    {
        var owner = await site.MemberAsync();
        var file = (await site.SaveImageAsync(Samples.Photograph(), "海边.jpg", owner.Owner)).File!;
        await site.AttachAsync(file, shown: true);
        using var visitor = site.Browser();
        Assert.True((await visitor.GetByteArrayAsync(MediaUrls.Download(file))).AsSpan().IndexOf("SECRETCAMERA"u8) < 0);
        Assert.Equal(Samples.Photograph(), await owner.Browser.GetByteArrayAsync(MediaUrls.Download(file)));
    }

    [Fact]
    public async Task A_script_uploads_and_gets_addresses()
    {
        var member = await site.MemberAsync();
        var answer = await member.Browser.PostAsync("/workspace/media", MediaSite.Form(Samples.Photograph(), "../封面.jpg"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var file = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("封面.jpg", file.GetProperty("name").GetString());
        Assert.Equal(200, file.GetProperty("width").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await member.Browser.GetAsync(file.GetProperty("pictures").GetProperty("card").GetString())).StatusCode);
        var attachment = await member.Browser.PostAsync("/workspace/media?kind=attachment", MediaSite.Form(Samples.Docx(), "a.docx"));
        Assert.Equal(HttpStatusCode.Created, attachment.StatusCode);
    }

    [Fact]
    public async Task A_script_is_told_in_the_reader_s_language_why_an_upload_is_refused()
    {
        var member = await site.MemberAsync();
        var (status, zh) = await RefusedAsync(member, "/workspace/media", Samples.Pdf(), "a.jpg");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(("这不是 JPEG、PNG 或 WebP 图片。", "notAnImage"), (zh.GetProperty("detail").GetString(), zh.GetProperty("reason").GetString()));
        Assert.Equal("This is not a JPEG, PNG or WebP picture.", (await RefusedAsync(member, "/en/workspace/media", Samples.Pdf(), "a.jpg")).Problem.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await RefusedAsync(member, "/workspace/media", new byte[11 << 20], "a.png")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await member.Browser.PostAsync("/workspace/media", new StringContent("hello"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await member.Browser.PostAsync("/workspace/media", new MultipartFormDataContent { { new StringContent("x"), "field" } })).StatusCode);
    }

    [Fact]
    public async Task An_upload_needs_a_session_and_its_token()
    {
        using var visitor = site.Browser();
        Assert.NotEqual(HttpStatusCode.Created, (await visitor.PostAsync("/workspace/media", MediaSite.Form(Samples.Png(), "a.png"))).StatusCode);
        var member = await site.MemberAsync();
        member.Browser.DefaultRequestHeaders.Remove("RequestVerificationToken");
        Assert.Equal(HttpStatusCode.BadRequest, (await member.Browser.PostAsync("/workspace/media", MediaSite.Form(Samples.Png(), "a.png"))).StatusCode);
        member.Browser.DefaultRequestHeaders.Add("RequestVerificationToken", "wrong");
        Assert.Equal(HttpStatusCode.BadRequest, (await member.Browser.PostAsync("/workspace/media", MediaSite.Form(Samples.Png(), "a.png"))).StatusCode);
    }

    [Fact]
    public async Task Two_gigabytes_are_refused_before_they_are_sent()
    {
        var member = await site.MemberAsync();
        using var line = new TcpClient();
        await line.ConnectAsync(site.Address.Host, site.Address.Port);
        var stream = line.GetStream();
        var headers = string.Concat(member.Browser.DefaultRequestHeaders.Select(h => $"{h.Key}: {string.Join("; ", h.Value)}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /workspace/media HTTP/1.1\r\nHost: {site.Address.Authority}\r\n{headers}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2147483648\r\n\r\n"));
        var answer = new byte[64];
        await stream.ReadAtLeastAsync(answer, 12);
        Assert.StartsWith("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task An_organization_s_logo_is_changed_on_a_page_and_seen_by_everybody()
    {
        var organization = await site.OrganizationAsync();
        var member = await site.MemberAsync(organization, role: OrganizationRole.Manager);
        const string page = "/workspace/organization/logo";
        var refused = await (await member.Browser.PostAsync(page, Logo(Samples.Pdf(), "a.png"))).Content.ReadAsStringAsync();
        Assert.Contains("JPEG、PNG", WebUtility.HtmlDecode(refused));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await member.Browser.PostAsync(page, Logo(new byte[13 << 20], "a.png"))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await member.Browser.PostAsync(page, Logo(Samples.Png(), "a.png"))).StatusCode);
        var logo = await LogoOfAsync(organization);
        using var visitor = site.Browser();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(MediaUrls.Picture(logo!.Value, Rendition.Page))).StatusCode);
        Assert.Contains(MediaUrls.Picture(logo.Value, Rendition.Page), await member.Browser.GetStringAsync(page));
        await member.Browser.PostAsync(page + "?handler=Removal", new FormUrlEncodedContent([]));
        Assert.Null(await LogoOfAsync(organization));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(MediaUrls.Picture(logo.Value, Rendition.Page))).StatusCode);
        Assert.Equal(FileState.Orphaned, (await site.FindAsync(logo.Value))!.State);

        static MultipartFormDataContent Logo(byte[] content, string name) => new() { { new ByteArrayContent(content), "Logo", name } };
    }

    private Task<Guid?> LogoOfAsync(Guid organization) => site.WithDatabaseAsync(db => db.Set<Organization>().Where(o => o.Id == organization).Select(o => o.LogoFileId).SingleAsync());

    [Fact]
    public async Task A_link_preview_gets_a_raster_picture_that_stays_the_same()
    {
        using var visitor = site.Browser();
        var subject = Guid.CreateVersion7();
        var answer = await visitor.GetAsync(MediaUrls.Cover("energy.wind", subject));
        var first = await answer.Content.ReadAsByteArrayAsync();
        using var picture = Samples.Decode(first);
        Assert.Equal(new Size(1200, 630), picture.Size());
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(first, await visitor.GetByteArrayAsync(MediaUrls.Cover("energy.wind", subject)));
        Assert.NotEqual(first, await visitor.GetByteArrayAsync(MediaUrls.Cover("bio", subject)));
        foreach (var field in new[] { "new-it", "equipment", "materials", "nev", "environment", "digital", "services", "../../x", null })
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(MediaUrls.Cover(field, subject))).StatusCode);
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Problem)> RefusedAsync(MediaSite.Member member, string path, byte[] content, string name)
    {
        var answer = await member.Browser.PostAsync(path, MediaSite.Form(content, name));
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static string Raw(HttpResponseMessage answer, string header) => string.Join(", ", answer.Headers.NonValidated[header]);
}
