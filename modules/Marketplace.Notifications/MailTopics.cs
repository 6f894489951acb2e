using Marketplace.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Notifications;

/// <summary>Something that mail can be about and people can do without. Its name is the text <c>mail.topic.{Code}</c> of the module that registers it.</summary>
public sealed record MailTopic(string Code);

public static class MailTopics
{
    public static IServiceCollection AddMailTopic(this IServiceCollection services, string code) => services.AddSingleton(new MailTopic(code));
}

/// <summary>An address that wants no mail about a topic, since when. Deleted when it wants it again.</summary>
public sealed class MailRefusal
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>In lower case.</summary>
    public required string Address { get; init; }
    public required string Topic { get; init; }
    public DateTimeOffset At { get; init; }
}

internal sealed class MailRefusalMapping : IEntityTypeConfiguration<MailRefusal>
{
    public void Configure(EntityTypeBuilder<MailRefusal> refusal)
    {
        refusal.ToTable("MailRefusals");
        refusal.Property(r => r.Address).HasMaxLength(320);
        refusal.Property(r => r.Topic).HasMaxLength(40);
        refusal.HasIndex(r => new { r.Address, r.Topic }).IsUnique();
    }
}

/// <summary>What an address wants mail about. Changes are saved at once.</summary>
internal sealed class MailPreferences(MarketplaceDbContext db, TimeProvider clock)
{
    public Task<List<string>> RefusedByAsync(string address, CancellationToken cancel) =>
        db.Set<MailRefusal>().Where(r => r.Address == Plain(address)).Select(r => r.Topic).ToListAsync(cancel);

    public Task<bool> WantsAsync(string address, string topic, CancellationToken cancel) =>
        db.Set<MailRefusal>().AllAsync(r => r.Address != Plain(address) || r.Topic != topic, cancel);

    public async Task SetAsync(string address, string topic, bool wanted, CancellationToken cancel)
    {
        var refusal = await db.Set<MailRefusal>().SingleOrDefaultAsync(r => r.Address == Plain(address) && r.Topic == topic, cancel);
        if (wanted == refusal is null) { return; }
        if (refusal is null) { db.Add(new MailRefusal { Address = Plain(address), Topic = topic, At = clock.GetUtcNow() }); } else { db.Remove(refusal); }
        await db.SaveChangesAsync(cancel);
    }

    private static string Plain(string address) => address.Trim().ToLowerInvariant();
}

/// <summary>Signed tokens of unsubscribe links: whoever holds the mail may leave its topic, without signing in and without an end date.</summary>
public sealed class MailTokens(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Marketplace.Notifications.Unsubscribe");

    internal string For(string address, string topic) => protector.Protect($"{topic}\n{address}");

    /// <summary>Null where the token is not one of ours.</summary>
    internal (string Address, string Topic)? Read(string token)
    {
        try { return protector.Unprotect(token).Split('\n') is [var topic, var address] ? (address, topic) : null; }
        catch (System.Security.Cryptography.CryptographicException) { return null; }
    }
}
