namespace Marketplace.Accounts;

/// <summary>A form that somebody sent without being signed in, kept encrypted for two hours.</summary>
public sealed class HeldForm
{
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(2);

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>Hash of the secret in the cookie of the browser that sent it.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The page that will be filled.</summary>
    public required string Path { get; init; }
    public required byte[] Encrypted { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
