using System.Collections.Concurrent;
using Marketplace.Data;
using Marketplace.Notifications;
using Marketplace.Tests.Deals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Marketplace.Tests.Notifications;

/// <summary>What would have left the site, and how the next mail to an address fares.</summary>
internal sealed class Post : IMailTransport
{
    public ConcurrentQueue<MimeMessage> Left { get; } = [];

    /// <summary>By address: called after the mail has left; throws what happens then.</summary>
    public ConcurrentDictionary<string, Action<int>> Trouble { get; } = [];
    private readonly ConcurrentDictionary<string, int> times = [];

    public Task SendAsync(MimeMessage message, Guid mailId, CancellationToken cancel)
    {
        var to = message.To.Mailboxes.Single().Address;
        Left.Enqueue(message);
        if (Trouble.TryGetValue(to, out var trouble)) { trouble(times.AddOrUpdate(to, 1, (_, n) => n + 1)); }
        return Task.CompletedTask;
    }

    public Task RestAsync(CancellationToken cancel) => Task.CompletedTask;

    public List<MimeMessage> To(string address) => [.. Left.Where(m => m.To.Mailboxes.Any(b => b.Address == address))];
}

public sealed class MailSite : DealsSite
{
    internal Post Post { get; } = new();

    protected override void Replace(IServiceCollection services)
    {
        base.Replace(services);
        services.AddSingleton<IMailTransport>(Post);
    }

    public Task QueueAsync(string to, IReadOnlyDictionary<string, string>? values = null, string? key = null, string? topic = null, string language = "zh-CN", bool save = true) => InScopeAsync(async services =>
    {
        services.GetRequiredService<MailQueue>().Enqueue(to, language, "deals.replied", values ?? Values("正文"), key, topic);
        if (save) { await services.GetRequiredService<MarketplaceDbContext>().SaveChangesAsync(); }
    });

    public static Dictionary<string, string> Values(string text) =>
        new() { ["name"] = "周启明", ["organization"] = "海河化工大学", ["title"] = "再生工艺", ["subject"] = "能否适应", ["text"] = text, ["link"] = "http://localhost:5000/workspace/enquiries/1" };

    public Task<OutgoingMail> MailAsync(string to) => WithDatabaseAsync(db => db.Set<OutgoingMail>().AsNoTracking().SingleAsync(m => m.To == to));

    public Task BecomesAsync(string to, MailState state) => EventuallyAsync(async () => (await MailAsync(to)).State == state, $"mail to {to} becomes {state}");
}
