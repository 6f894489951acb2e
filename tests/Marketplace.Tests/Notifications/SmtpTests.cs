using System.Net;
using System.Net.Sockets;
using Marketplace.Notifications;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Marketplace.Tests.Notifications;

public sealed class SmtpTests : IDisposable
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private readonly List<string> heard = [];

    public SmtpTests()
    {
        server.Start();
        _ = ServeAsync();
    }

    public void Dispose() => server.Stop();

    [Fact]
    public async Task Several_mails_go_over_one_connection()
    {
        using var smtp = Smtp();
        await smtp.SendAsync(Message("a@example.org", "第一封"), Guid.NewGuid(), CancellationToken.None);
        await smtp.SendAsync(Message("b@example.org", "第二封"), Guid.NewGuid(), CancellationToken.None);
        await smtp.RestAsync(CancellationToken.None);
        Assert.Single(heard, l => l.StartsWith("EHLO", StringComparison.Ordinal));
        Assert.Equal(2, heard.Count(l => l == "."));
        Assert.Contains(heard, l => l.StartsWith("RCPT TO:<b@example.org>", StringComparison.Ordinal));
        Assert.Contains("QUIT", heard);
    }

    [Fact]
    public async Task An_unknown_receiver_is_refused_for_good_and_the_next_mail_still_goes()
    {
        using var smtp = Smtp();
        await Assert.ThrowsAsync<MailRefusedException>(() => smtp.SendAsync(Message("nobody@example.org", "x"), Guid.NewGuid(), CancellationToken.None));
        await smtp.SendAsync(Message("a@example.org", "y"), Guid.NewGuid(), CancellationToken.None);
        Assert.Single(heard, l => l == ".");
    }

    private MailSmtp Smtp() => new(Options.Create(new MailOptions { Smtp = { Host = "127.0.0.1", Port = ((IPEndPoint)server.LocalEndpoint).Port, Security = "None" } }));

    private static MimeMessage Message(string to, string subject) =>
        new([MailboxAddress.Parse("no-reply@example.org")], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = "正文" });

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream());
                await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
                await writer.WriteLineAsync("220 test");
                var inData = false;
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (inData && line != ".") { continue; }
                    heard.Add(line);
                    inData = line == "DATA";
                    await writer.WriteLineAsync(line.Split(' ', ':')[0] switch { "DATA" => "354 go on", "RCPT" when line.Contains("nobody") => "550 no such user", "QUIT" => "221 bye", _ => "250 ok" });
                }
            }
        }
        catch (SocketException) { }
        catch (ObjectDisposedException) { }
        catch (IOException) { }
    }
}
