using Microsoft.Extensions.Logging;

namespace Marketplace.Search;

/// <summary>
/// Keeps requests quick where the engine is away: no question waits for it longer than the patience, and after a failure it is left alone for a while.
/// When that is over one question tries it, and the others go without until the engine has answered that one.
/// </summary>
/// <param name="patience">Longest time for one question, however many requests the engine makes of it.</param>
/// <param name="clock">Says when a rest is over.</param>
/// <param name="logger">Told of each failure.</param>
internal sealed class Breaker(TimeSpan patience, TimeProvider clock, ILogger logger)
{
    private const long Awake = 0;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <summary>End of the rest in ticks, or <see cref="Awake"/>.</summary>
    private long restUntil;

    /// <summary>Whether the engine is left alone now.</summary>
    public bool Rests => Interlocked.Read(ref restUntil) is not Awake and var until && clock.GetUtcNow().UtcTicks < until;

    /// <summary>The engine's answer; null where it is away or left alone.</summary>
    public async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel) where T : class
    {
        if (!MayAsk(out var trying)) { return null; }
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timed.CancelAfter(patience);
        try
        {
            var answer = await ask(timed.Token).WaitAsync(timed.Token);
            if (trying) { Interlocked.Exchange(ref restUntil, Awake); }
            return answer;
        }
        catch (SearchUnavailableException refused) when (refused.IsOfTheQuestion)
        {
            logger.LogWarning(refused, "The search engine does not take a question; the database answers it");
            if (trying) { Interlocked.Exchange(ref restUntil, Awake); }
        }
        catch (SearchUnavailableException away) { Sleep(away); }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested) { Sleep(new SearchUnavailableException($"The search engine has not answered within {patience.TotalSeconds:0.#} s.", late)); }
        catch when (trying)
        {
            // Whoever tried has gone away, or asked what cannot be answered: that says nothing of the engine. The next one tries.
            Interlocked.Exchange(ref restUntil, clock.GetUtcNow().UtcTicks);
            throw;
        }
        return null;
    }

    /// <param name="trying">The rest is over and this question alone finds out whether the engine is back.</param>
    private bool MayAsk(out bool trying)
    {
        var (until, now) = (Interlocked.Read(ref restUntil), clock.GetUtcNow());
        trying = until != Awake;
        // Whoever puts the end further on is the one; for the others the engine rests meanwhile.
        return !trying || (now.UtcTicks >= until && Interlocked.CompareExchange(ref restUntil, (now + patience + Rest).UtcTicks, until) == until);
    }

    private void Sleep(SearchUnavailableException away)
    {
        logger.LogWarning(away, "The search engine is away; the database answers for {Rest}", Rest);
        Interlocked.Exchange(ref restUntil, (clock.GetUtcNow() + Rest).UtcTicks);
    }
}
