using Microsoft.Extensions.Options;
using MimeKit;

namespace Marketplace.Notifications;

/// <summary>Section <c>Mail</c>. Without <c>Mail:Smtp:Host</c> each mail becomes a file in the pickup directory.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>Where .eml files go; <c>mail</c> in the data directory where it is not given.</summary>
    public string? PickupDirectory { get; set; }

    /// <summary>Sender's address; <c>no-reply@</c> and the site's host where it is not given.</summary>
    public string? From { get; set; }
    public string? FromName { get; set; }

    /// <summary>After so many failures a mail is given up and shows in <c>doctor</c>.</summary>
    public int MaxTries { get; set; } = 10;
    public SmtpOptions Smtp { get; set; } = new();

    public sealed class SmtpOptions
    {
        public string? Host { get; set; }
        public int Port { get; set; } = 587;
        public string? Username { get; set; }
        public string? Password { get; set; }

        /// <summary><c>StartTls</c> (default), <c>Tls</c> (from the first byte) or <c>None</c> (a relay on the same host).</summary>
        public string Security { get; set; } = "StartTls";
    }
}

internal sealed class MailOptionsCheck : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var wrong = new List<string>();
        if (options.From is not null && !(MailboxAddress.TryParse(options.From, out var from) && from.Address.Contains('@'))) { wrong.Add("Mail:From is not a mail address."); }
        if (options.MaxTries is < 1 or > 100) { wrong.Add("Mail:MaxTries is from 1 to 100."); }
        if (options.Smtp.Host is not null)
        {
            if (options.Smtp.Host.Length == 0 || options.Smtp.Host.Contains("://")) { wrong.Add("Mail:Smtp:Host is a host name without scheme."); }
            if (options.Smtp.Port is < 1 or > 65535) { wrong.Add("Mail:Smtp:Port is from 1 to 65535."); }
            if (options.Smtp.Security is not ("StartTls" or "Tls" or "None")) { wrong.Add("Mail:Smtp:Security is StartTls, Tls or None."); }
            if (options.Smtp.Username is null != options.Smtp.Password is null) { wrong.Add("Mail:Smtp:Username and Mail:Smtp:Password are given together or not at all."); }
            if (options.Smtp is { Username: not null, Security: "None", Host: not ("localhost" or "127.0.0.1") }) { wrong.Add("Mail:Smtp:Security cannot be None where Mail:Smtp:Username is sent to another host."); }
        }
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
