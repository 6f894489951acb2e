using System.Text.RegularExpressions;

namespace Marketplace.BrowserTests;

[Collection(OneSite.Name)]
public sealed partial class RegistrationTests(RunningSite site)
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_new_person_registers_opens_the_link_of_the_mail_and_signs_in(string language)
    {
        const string password = "four quiet herons 61";
        var email = $"new-{language.ToLowerInvariant()}@example.org";
        await using var person = await Someone.ComesAsync(site, language);
        await person.GoAsync("/account/register");
        await person.LookAsync("register");
        await person.FillAsync("accounts.name", "Lin Hai");
        await person.FillAsync("accounts.email", email);
        await person.FillAsync("accounts.password", password);
        await person.Main.GetByLabel(person.Words["accounts.agree"]).CheckAsync();
        await person.PressAsync("accounts.register.do");
        await person.SeesAsync(person.Words["accounts.sent.confirm"]);
        await person.LookAsync("sent");

        await person.Page.GotoAsync(await ConfirmationAsync(email));
        await person.SeesAsync(person.Words["accounts.confirm.done"]);
        await person.LookAsync("confirmed");
        await person.FollowAsync("accounts.login");
        await person.FillSignInAsync(email, password);
        await person.LookAsync("first-workspace");
        Assert.Empty(person.Complaints);
    }

    private async Task<string> ConfirmationAsync(string email)
    {
        for (var tries = 0; tries < 40; tries++)
        {
            foreach (var file in site.Mail.Reverse())
            {
                var message = await MimeKit.MimeMessage.LoadAsync(file);
                if (message.To.Mailboxes.Any(m => m.Address == email) && Link().Match(message.TextBody ?? "") is { Success: true } link) { return link.Value; }
            }
            await Task.Delay(500);
        }
        throw new InvalidOperationException($"No mail with a confirmation link has come for {email}.");
    }

    [GeneratedRegex(@"https?://\S+/account/confirm\S*[\w=-]")]
    private static partial Regex Link();
}
