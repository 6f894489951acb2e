using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Marketplace.Web.Commands;

namespace Marketplace.Tests;

/// <summary>The site with the demonstration city in it.</summary>
public class CitySite : SiteFactory
{
    public const string Password = "Example-Harbour-27";

    protected override IEnumerable<string> Settings =>
        [$"--Marketplace:Demo:Password={Password}", "--RateLimits:RequestsPerMinute=0", "--Accounts:FormsPerMinute=100000", "--Media:UploadsPerMinute=10000"];

    protected override Task FillAsync() => Seed.RunAsync(Services, "demo-city", _ => { }, CancellationToken.None);

    /// <param name="account">The part of the address before @example.org; null for a visitor.</param>
    public async Task<Reader> ReaderAsync(string? account)
    {
        var reader = new Reader(Browser());
        if (account is null) { return reader; }
        var page = await reader.OpenAsync("/account/login");
        var form = page.Forms.First(f => f.QuerySelector("input[type=password]") is not null);
        var answer = await reader.SendAsync(form, new Dictionary<string, string> { ["Input.Email"] = $"{account}@example.org", ["Input.Password"] = Password });
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{account} could not sign in.");
        return reader;
    }
}

/// <summary>A browser without scripts: opens pages, fills their forms, sends them.</summary>
public sealed class Reader(HttpClient browser)
{
    private static readonly HtmlParser Parser = new();

    public HttpClient Browser => browser;

    public async Task<IHtmlDocument> OpenAsync(string path)
    {
        var answer = await browser.GetAsync(path);
        for (var hops = 0; hops < 5 && answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.MovedPermanently; hops++) { answer = await browser.GetAsync(answer.Headers.Location); }
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}");
        var page = await Parser.ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        page.DocumentElement.SetAttribute("data-address", answer.RequestMessage!.RequestUri!.PathAndQuery);
        return page;
    }

    /// <summary>Sends a form as it stands on the page, with some values changed.</summary>
    public Task<HttpResponseMessage> SendAsync(IHtmlFormElement form, Dictionary<string, string> changed, string? button = null)
    {
        var fields = FieldsOf(form);
        foreach (var (name, value) in changed) { fields.RemoveAll(f => f.Key == name); fields.Add(new(name, value)); }
        if (button is not null) { fields.Add(new(button.Split('=')[0], button.Split('=').ElementAtOrDefault(1) ?? "")); }
        return SendAsync(form, fields);
    }

    public async Task<HttpResponseMessage> SendAsync(IHtmlFormElement form, List<KeyValuePair<string, string>> fields)
    {
        var action = form.GetAttribute("action");
        if (string.IsNullOrEmpty(action)) { action = form.Owner!.DocumentElement.GetAttribute("data-address")!; }
        if (!string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase))
        {
            var query = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"));
            return await browser.GetAsync($"{action.Split('?')[0]}?{query}");
        }
        using HttpContent content = form.Enctype == "multipart/form-data" ? Multipart(fields) : new FormUrlEncodedContent(fields);
        return await browser.PostAsync(action, content);
    }

    private static MultipartFormDataContent Multipart(List<KeyValuePair<string, string>> fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields) { content.Add(new StringContent(value), name); }
        return content;
    }

    /// <summary>Name and value of each control that a browser would send.</summary>
    public static List<KeyValuePair<string, string>> FieldsOf(IHtmlFormElement form)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var control in form.Elements)
        {
            switch (control)
            {
                case IHtmlInputElement { Name: { Length: > 0 } name, IsDisabled: false } input when input.Type is not ("submit" or "button" or "image" or "reset" or "file"):
                    if (input.Type is "checkbox" or "radio" && !input.IsChecked) { break; }
                    fields.Add(new(name, input.Value));
                    break;
                case IHtmlTextAreaElement { Name: { Length: > 0 } name } area: fields.Add(new(name, area.Value)); break;
                case IHtmlSelectElement { Name: { Length: > 0 } name } select:
                    fields.AddRange(select.Options.Where(o => o.IsSelected).Select(o => new KeyValuePair<string, string>(name, o.Value)));
                    break;
            }
        }
        return fields;
    }
}
