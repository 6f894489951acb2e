using System.Diagnostics;
using Marketplace.Search;
using Microsoft.Extensions.Logging.Abstractions;

namespace Marketplace.Tests.Search;

public sealed class TheBreakerKeepsSearchesQuick
{
    private static readonly TimeSpan AfterTheRest = TimeSpan.FromSeconds(30);
    private readonly AheadClock clock = new();
    private int asked;

    private Breaker Breaker(double seconds = 60) => new(TimeSpan.FromSeconds(seconds), clock, NullLogger.Instance);

    private Task<string> Away(CancellationToken cancel)
    {
        asked++;
        throw new SearchUnavailableException("away");
    }

    private static Task<string> Answers(CancellationToken cancel) => Task.FromResult("found");

    [Fact]
    public async Task After_a_failure_nobody_asks_until_the_rest_is_over()
    {
        var breaker = Breaker();
        for (var i = 0; i < 3; i++) { Assert.Null(await breaker.AskAsync(Away, default)); }
        Assert.Equal(1, asked);
        Assert.True(breaker.Rests);
        clock.Advance(AfterTheRest);
        Assert.Equal("found", await breaker.AskAsync(Answers, default));
        Assert.Equal("found", await breaker.AskAsync(Answers, default));
    }

    [Fact]
    public async Task When_the_rest_is_over_one_question_tries_and_the_others_do_not_wait_for_it()
    {
        var breaker = Breaker();
        await breaker.AskAsync(Away, default);
        clock.Advance(AfterTheRest);
        var answer = new TaskCompletionSource<string>();
        var trying = breaker.AskAsync(_ => answer.Task, default);
        for (var i = 0; i < 5; i++) { Assert.Null(await breaker.AskAsync(Away, default)); }
        Assert.Equal(1, asked);
        answer.SetResult("back");
        Assert.Equal("back", await trying);
        Assert.Equal("found", await breaker.AskAsync(Answers, default));
    }

    [Fact]
    public async Task A_question_that_takes_many_requests_has_one_patience_for_all()
    {
        var breaker = Breaker(seconds: 0.3);
        var since = Stopwatch.StartNew();
        var answer = await breaker.AskAsync(async cancel =>
        {
            for (var request = 0; request < 20; request++) { await Task.Delay(200, cancel); }
            return "late";
        }, default);
        Assert.Null(answer);
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(2));
        Assert.True(breaker.Rests);
    }

    [Fact]
    public async Task Who_goes_away_or_asks_amiss_says_nothing_of_the_engine()
    {
        var breaker = Breaker();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => breaker.AskAsync(async cancel => { await Task.Delay(1000, cancel); return ""; }, gone.Token));
        await Assert.ThrowsAsync<BadCursorException>(() => breaker.AskAsync<string>(_ => throw new BadCursorException(), default));
        Assert.Null(await breaker.AskAsync<string>(_ => throw new SearchUnavailableException("cannot be asked") { IsOfTheQuestion = true }, default));
        Assert.False(breaker.Rests);
        await breaker.AskAsync(Away, default);
        clock.Advance(AfterTheRest);
        await Assert.ThrowsAsync<BadCursorException>(() => breaker.AskAsync<string>(_ => throw new BadCursorException(), default));
        Assert.Equal("found", await breaker.AskAsync(Answers, default));
    }
}
