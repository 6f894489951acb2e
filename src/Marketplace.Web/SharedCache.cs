using StackExchange.Redis;

namespace Marketplace.Web;

/// <summary>
/// Where <c>Redis:ConnectionString</c> names a Redis, all hosts keep their public pages there, and what one evicts is gone for all. Without it each process keeps its own, which is right for one.
/// While Redis is away pages are made anew for every request.
/// </summary>
internal static class SharedCache
{
    private const string Key = "Redis:ConnectionString";

    /// <summary>Milliseconds; a page is made sooner than a slow cache answers.</summary>
    private const int LongestAnswer = 500;
    private const int LongestConnect = 2_000;

    public static void AddSharedCache(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } connection) { return; }
        var options = Read(connection);
        services.AddStackExchangeRedisOutputCache(redis => { redis.ConfigurationOptions = options; redis.InstanceName = "marketplace:"; });
    }

    private static ConfigurationOptions Read(string connection)
    {
        ConfigurationOptions options;
        // What was given may hold a password, so it is not repeated.
        try { options = ConfigurationOptions.Parse(connection); }
        catch (ArgumentException) { throw new InvalidOperationException($"{Key} cannot be read; it has to be like redis.example.org:6379,password=…"); }
        if (options.EndPoints.Count == 0) { throw new InvalidOperationException($"{Key} names no address; it has to be like redis.example.org:6379"); }
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        (options.ConnectTimeout, options.AsyncTimeout, options.SyncTimeout) = (LongestConnect, LongestAnswer, LongestAnswer);
        return options;
    }
}
