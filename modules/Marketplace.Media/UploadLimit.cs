using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Marketplace.Media;

/// <summary>How many files a person may upload in a minute, by whatever page.</summary>
internal sealed class UploadLimit(IOptions<MediaOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> people = PartitionedRateLimiter.Create<Guid, Guid>(person => RateLimitPartition.GetTokenBucketLimiter(person, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.Value.UploadsPerMinute * 3,
        TokensPerPeriod = options.Value.UploadsPerMinute,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    }));

    public bool TryTake(Guid person)
    {
        using var lease = people.AttemptAcquire(person);
        return lease.IsAcquired;
    }

    public void Dispose() => people.Dispose();
}
