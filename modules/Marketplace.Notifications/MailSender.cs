using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Marketplace.Notifications;

/// <summary>
/// Sends what waits. A mail is taken by one sender at a time; where that one dies between sending and noting it, the mail is sent again after <see cref="Lease"/> with the same
/// Message-Id, by which the receiving side knows it.
/// </summary>
internal sealed class MailSender(IServiceScopeFactory scopes, IMailTransport transport, IOptions<MailOptions> options, SiteAddress address, CurrentProfile profile, TimeProvider clock, ILogger<MailSender> logger)
    : BackgroundService
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(12);
    private const int BatchSize = 50;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await SendDueAsync(stopping) == BatchSize) { }
                await Task.Delay(Look, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception problem)
            {
                logger.LogWarning(problem, "Mail cannot be read from the queue");
                await Task.Delay(Look * 10, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Tries each mail that is due once, at most a batch; how many were due.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancel)
    {
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var now = clock.GetUtcNow();
            due = await scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>().Set<OutgoingMail>()
                .Where(m => (m.State == MailState.Waiting || m.State == MailState.Sending) && m.NextTryAt <= now)
                .OrderBy(m => m.NextTryAt).Select(m => m.Id).Take(BatchSize).ToListAsync(cancel);
        }
        foreach (var id in due)
        {
            await using var scope = scopes.CreateAsyncScope();
            await SendAsync(scope.ServiceProvider, id, cancel);
        }
        if (due.Count < BatchSize) { await transport.RestAsync(cancel); }
        return due.Count;
    }

    private async Task SendAsync(IServiceProvider services, Guid id, CancellationToken cancel)
    {
        var db = services.GetRequiredService<MarketplaceDbContext>();
        if (!await TakeAsync(db, id, cancel)) { return; }
        var mail = await db.Set<OutgoingMail>().SingleAsync(m => m.Id == id, cancel);
        try
        {
            if (mail.Topic is not null && !await services.GetRequiredService<MailPreferences>().WantsAsync(mail.To, mail.Topic, cancel)) { mail.IsNotWanted(); }
            else
            {
                await transport.SendAsync(Compose(mail), mail.Id, cancel);
                mail.Left(clock.GetUtcNow());
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            var hopeless = problem is MailRefusedException or ParseException || mail.Tries >= options.Value.MaxTries;
            mail.Failed(problem.Message, hopeless ? null : clock.GetUtcNow() + Pause(mail.Tries));
            logger.LogWarning("Mail {Mail} ({Template}) failed the {Tries}. time: {Error}", mail.Id, mail.Template, mail.Tries, problem.Message);
        }
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private async Task<bool> TakeAsync(MarketplaceDbContext db, Guid id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var until = now + Lease;
        return await db.Set<OutgoingMail>()
            .Where(m => m.Id == id && (m.State == MailState.Waiting || m.State == MailState.Sending) && m.NextTryAt <= now)
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, MailState.Sending)
                .SetProperty(m => m.Tries, m => m.Tries + 1)
                .SetProperty(m => m.NextTryAt, until), cancel) == 1;
    }

    private MimeMessage Compose(OutgoingMail mail)
    {
        var host = new Uri(address.Url).Host;
        var message = new MimeMessage { Subject = mail.Subject, MessageId = $"{mail.Id:N}@{host}", Date = mail.EnqueuedAt };
        var from = MailboxAddress.Parse(options.Value.From ?? $"no-reply@{host}");
        from.Name = options.Value.FromName ?? profile.Value.SiteName.In(mail.Language);
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(mail.To));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        if (mail.UnsubscribeUrl is not null)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{mail.UnsubscribeUrl}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }
        message.Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody();
        return message;
    }

    private static TimeSpan Pause(int tries) => TimeSpan.FromMinutes(Math.Min(Math.Pow(2, tries), LongestPause.TotalMinutes));
}

/// <summary>Every mail has left, or is young enough to be tried again.</summary>
internal sealed class NoDeadMail(MarketplaceDbContext db) : IDoctorCheck
{
    public string Name => "mail";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var dead in db.Set<OutgoingMail>().AsNoTracking().Where(m => m.State == MailState.Dead).OrderBy(m => m.EnqueuedAt).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return $"Mail {dead.Id} ({dead.Template}) of {dead.EnqueuedAt:yyyy-MM-dd HH:mm} UTC was given up after {dead.Tries} tries: {dead.LastError}";
        }
    }
}

/// <summary>Forgets mail that left long ago.</summary>
internal sealed class MailCleaningJob(MarketplaceDbContext db, TimeProvider clock) : ScheduledJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    public override Task RunAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - Kept;
        return db.Set<OutgoingMail>().Where(m => (m.State == MailState.Sent || m.State == MailState.NotWanted) && m.EnqueuedAt < before).ExecuteDeleteAsync(cancel);
    }
}
