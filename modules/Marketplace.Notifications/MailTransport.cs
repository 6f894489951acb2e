using MailKit.Net.Smtp;
using MailKit.Security;
using Marketplace.Modularity;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Marketplace.Notifications;

/// <summary>Where mail leaves the site. One at a time.</summary>
internal interface IMailTransport
{
    /// <exception cref="MailRefusedException">Trying again is of no use.</exception>
    Task SendAsync(MimeMessage message, Guid mailId, CancellationToken cancel);

    /// <summary>Nothing more to send for now.</summary>
    Task RestAsync(CancellationToken cancel);
}

/// <summary>The receiving side said no for good.</summary>
internal sealed class MailRefusedException(string message) : Exception(message);

/// <summary>One .eml file for each mail; a mail sent twice is the same file.</summary>
internal sealed class MailPickup(IOptions<MailOptions> options, SiteFolder folder) : IMailTransport
{
    public async Task SendAsync(MimeMessage message, Guid mailId, CancellationToken cancel)
    {
        var directory = options.Value.PickupDirectory is { Length: > 0 } given ? Directory.CreateDirectory(given).FullName : folder.Sub("mail");
        var file = Path.Combine(directory, $"{mailId:N}.eml");
        await message.WriteToAsync(file + ".part", cancel);
        File.Move(file + ".part", file, overwrite: true);
    }

    public Task RestAsync(CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>An SMTP server, one connection for as long as there is mail.</summary>
internal sealed class MailSmtp(IOptions<MailOptions> options) : IMailTransport, IDisposable
{
    private SmtpClient? client;

    public async Task SendAsync(MimeMessage message, Guid mailId, CancellationToken cancel)
    {
        try
        {
            var connected = await ConnectedAsync(cancel);
            await connected.SendAsync(message, cancel);
        }
        catch (SmtpCommandException problem) when ((int)problem.StatusCode >= 500 && problem.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted)
        {
            throw new MailRefusedException($"{(int)problem.StatusCode} {problem.Message}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public async Task RestAsync(CancellationToken cancel)
    {
        if (client is { IsConnected: true }) { await client.DisconnectAsync(quit: true, cancel); }
        Dispose();
    }

    public void Dispose()
    {
        client?.Dispose();
        client = null;
    }

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancel)
    {
        if (client is { IsConnected: true }) { return client; }
        Dispose();
        var smtp = options.Value.Smtp;
        client = new SmtpClient { Timeout = 30_000 };
        var security = smtp.Security switch { "Tls" => SecureSocketOptions.SslOnConnect, "None" => SecureSocketOptions.None, _ => SecureSocketOptions.StartTls };
        await client.ConnectAsync(smtp.Host!, smtp.Port, security, cancel);
        if (smtp.Username is not null) { await client.AuthenticateAsync(smtp.Username, smtp.Password!, cancel); }
        return client;
    }
}
